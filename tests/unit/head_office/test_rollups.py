"""Sums behind the pages: counted with the verdict, corrected, rebuilt, checked against the raw rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from benchmarks.postgres import NoPostgres, cluster
from drc_desktop.domain.indicators.quality import Flag
from drc_desktop.head_office.application import HeadOffice, build, derived_key, load_secrets
from drc_desktop.head_office.cli import main
from drc_desktop.head_office.rollups import queries
from drc_desktop.head_office.rollups.keeper import differing, rebuild
from drc_desktop.head_office.rollups.queries import Scope
from drc_desktop.head_office.rollups.schema import address, double, region_rollup, region_theme, rollup, survey
from drc_desktop.head_office.surveys import known_forms
from sync.enrol import enrol
from sync.envelope import Content, new_msg_id, seal
from sync.keys import Keys

PAKISTAN = ZoneInfo("Asia/Karachi")
NOW = int(datetime(2026, 11, 22, 12, tzinfo=PAKISTAN).timestamp() * 1000)
FORM = next(form for form in known_forms() if form.form_id == "nser_survey")
MONTH = "2026-11"


@pytest.fixture(scope="module")
def filled(people: list[dict[str, Any]], fill: Callable[[dict[str, Any]], bytes]) -> list[bytes]:
    return [fill(people[number]) for number in (1, 2)]


def of(xml: bytes, instance: str, **answers: str) -> bytes:
    """The survey under another instance id, with other answers."""
    changed = re.sub(rb"<instanceID>[^<]*", b"<instanceID>uuid:" + instance.encode(), xml)
    for name, value in answers.items():
        wanted = f"<{name}>{value}</{name}>".encode()
        changed, count = re.subn(f"<{name}>[^<]*</{name}>|<{name}/>".encode(), wanted, changed)
        assert count, name
    return changed


class Office:
    """A head office, and a PC of one centre."""

    def __init__(self, made: HeadOffice) -> None:
        self.registry, self.keys = made.registry, Keys.generate()
        code = self.registry.devices.create_code("kamoke-1", ["PK63204"], auto_approve=True)

        class Direct:
            name = "direct"
            enrol = staticmethod(self.registry.enrol)

        enrol(Direct(), code, site="kamoke-1", device="pc-1", label="1", keys=self.keys)

    def send(self, xml: bytes, **changes: Any) -> str:
        values = {
            "device_keys": self.keys, "registry": self.registry.keys.public, "msg_id": new_msg_id(NOW),
            "created": NOW, "site": "kamoke-1", "device": "pc-1", "op": "op-7", "form_ver": FORM.form_ver,
        }  # fmt: skip
        envelope = seal(Content(xml), **values | changes)
        self.registry.take([envelope.data])
        self.registry.processor.run_pending()
        return str(envelope.msg_id)

    def ask(self, query: Callable[[sa.Connection], Any]) -> Any:
        with self.registry.engine.begin() as connection:
            return query(connection)

    def sums(self, scope: Scope = Scope()) -> dict[str, tuple[int, int]]:  # noqa: B008
        rows = self.ask(lambda connection: queries.below(connection, scope, MONTH, MONTH))
        return {row.key: (row.surveys, row.members) for row in rows}

    def flags(self, msg_id: str) -> list[str]:
        query = sa.select(survey.c.flags).where(survey.c.msg_id == msg_id)
        return list(self.ask(lambda c: c.execute(query).scalar_one()))


@pytest.fixture
def office(tmp_path: Path, people_file: Path) -> Iterator[Office]:
    made = build(tmp_path / "registry", people=people_file, now=lambda: NOW)
    yield Office(made)
    made.registry.close()


@pytest.fixture
def office_on_postgresql(tmp_path: Path, people_file: Path) -> Iterator[Office]:
    try:
        with cluster("-c fsync=off") as server:
            made = build(tmp_path / "registry", server.url, people=people_file, now=lambda: NOW)
            yield Office(made)
            made.registry.close()
    except NoPostgres as missing:
        pytest.skip(str(missing))


def test_the_statements_run_on_postgresql(office_on_postgresql: Office, filled: list[bytes]):
    office = office_on_postgresql
    first = office.send(of(filled[0], "a"))
    office.send(of(filled[1], "b"))
    office.send(of(filled[0], "c"), supersedes=UUID(first))
    members = [len(re.findall(rb"<m_name>", xml)) for xml in filled]
    for scope, key in ((Scope(), "PK6"), (Scope("PK6"), "PK632"), (Scope("PK63204"), "kamoke-1")):
        assert office.sums(scope) == {key: (2, sum(members))}
        for query in (queries.by_day, queries.by_hour):
            span = ("2026-11-01", "2026-11-30") if query is queries.by_day else (MONTH, MONTH)
            assert [row.surveys for row in office.ask(lambda c, q=query, s=scope, w=span: q(c, s, *w))] == [2]
        assert office.ask(lambda c, s=scope: queries.themes(c, s, MONTH, MONTH))["household_size"] == (sum(members), 2)
    assert len(office.ask(queries.devices)) == 1
    assert office.ask(queries.queue) == []
    assert [count for _, _, count in office.ask(queries.forms)] != []
    assert len(office.ask(lambda c: queries.flagged(c, Scope(), "2026-11-01", "2026-11-30"))) <= 2
    assert office.ask(differing) == []
    assert office.ask(rebuild) == 2
    assert office.ask(differing) == []


def test_a_survey_is_counted_from_country_to_operator(office: Office, filled: list[bytes], people):
    office.send(of(filled[0], "a"))
    members = len(re.findall(rb"<m_name>", filled[0]))
    assert office.sums() == {"PK6": (1, members)}
    assert office.sums(Scope("PK6")) == {"PK632": (1, members)}
    assert office.sums(Scope("PK632")) == {"PK63204": (1, members)}
    assert office.sums(Scope("PK63204")) == {"kamoke-1": (1, members)}
    assert office.sums(Scope(site="kamoke-1")) == {"op-7": (1, members)}
    assert office.sums(Scope("PK5")) == {}
    days = office.ask(lambda c: queries.by_day(c, Scope(), "2026-11-01", "2026-11-30"))
    hours = office.ask(lambda c: queries.by_hour(c, Scope("PK6"), MONTH, MONTH))
    assert [(row.key, row.surveys) for row in days] == [("2026-11-22", 1)]
    assert [(row.key, row.surveys) for row in hours] == [("12", 1)]
    themes = office.ask(lambda c: queries.themes(c, Scope("PK63204"), MONTH, MONTH))
    assert themes["household_size"] == (members, 1)


def test_an_edited_survey_takes_the_place_of_the_one_it_corrects(office: Office, filled: list[bytes]):
    first = office.send(of(filled[0], "a"))
    before = office.sums()
    second = office.send(of(filled[1], "a"), supersedes=UUID(first))
    members = len(re.findall(rb"<m_name>", filled[1]))
    assert before != {"PK6": (1, members)}
    assert office.sums() == {"PK6": (1, members)}
    assert office.flags(second) == [flag for flag in office.flags(second) if flag != Flag.SAME_PERSON.value]
    assert office.ask(differing) == []


def test_the_same_message_again_and_one_in_review_change_nothing(office: Office, filled: list[bytes]):
    office.send(of(filled[0], "a"))
    office.send(of(filled[1], "a"))  # the same instance without correcting it: to review
    office.send(b"no survey at all")
    assert [count for count, _ in office.sums().values()] == [1]


def test_doubles_are_flagged_on_the_later_survey(office: Office, filled: list[bytes]):
    first = office.send(of(filled[0], "a", mobile="03001234567"))
    second = office.send(of(filled[1], "b", mobile="03001234567"))
    assert Flag.SAME_MOBILE.value not in office.flags(first)
    assert Flag.SAME_MOBILE.value in office.flags(second)
    third = office.send(of(filled[0], "c"))
    assert {Flag.SAME_PERSON.value, Flag.SAME_ADDRESS.value} <= set(office.flags(third))


def test_an_address_in_another_spelling_is_found_by_its_trigrams(office: Office, filled: list[bytes]):
    said = {"union_council": "UC 12", "village_city": "Kamoke", "landmark": "Jamia Masjid"}
    office.send(of(filled[0], "a", house_street="Mohallah Qasim Pura, Gali No. 4", **said))
    again = office.send(of(filled[1], "b", house_street="Moh. Qasimpura Street 4", **said))
    elsewhere = {**said, "landmark": "canal", "house_street": "Chak 210, dera of the old mill"}
    other = office.send(of(filled[1], "c", **elsewhere))
    assert Flag.SAME_ADDRESS.value in office.flags(again)
    assert Flag.SAME_ADDRESS.value not in office.flags(other)


def test_sums_rebuilt_from_the_surveys_are_the_same_and_a_wrong_one_is_found(office: Office, filled: list[bytes]):
    for name in ("a", "b", "c"):
        office.send(of(filled[len(name) % 2], name))
    rows = sa.select(rollup).order_by(*rollup.primary_key)
    before = office.ask(lambda c: c.execute(rows).all())
    assert office.ask(differing) == []
    office.ask(lambda c: c.execute(sa.update(rollup).where(rollup.c.span == "day").values(surveys=7)))
    assert office.ask(differing) == ["day"]
    office.ask(lambda c: c.execute(sa.update(region_rollup).where(region_rollup.c.hour >= 0).values(members=1)))
    office.ask(lambda c: c.execute(sa.update(region_theme).values(found=region_theme.c.found + 1)))
    assert office.ask(differing) == ["day", "region month by hour", "region themes"]
    assert office.ask(rebuild) == 3
    assert office.ask(differing) == []
    assert office.ask(lambda c: c.execute(rows).all()) == before


def test_the_sums_count_what_the_inbox_holds(office: Office, filled: list[bytes]):
    for name in ("a", "b"):
        office.send(of(filled[0], name))
    raw = office.ask(lambda c: c.execute(sa.text("SELECT count(*) FROM inbox WHERE state = 'valid'")).scalar_one())
    assert raw == sum(count for count, _ in office.sums().values()) == 2


def test_nothing_personal_rests_in_the_tables_of_figures(office: Office, filled: list[bytes]):
    office.send(of(filled[0], "a", mobile="03001234567"))
    cnic = re.search(rb"<m_idno>(\d{13})", filled[0])
    name = re.search(rb"<m_name>([^<]+)", filled[0])
    assert cnic is not None
    assert name is not None
    rows = [office.ask(lambda c, table=table: c.execute(sa.select(table)).all()) for table in (survey, double, address)]
    stored = repr(rows)
    assert rows[0]
    for said in (b"03001234567", cnic.group(1), name.group(1)):
        assert said.decode() not in stored


def test_keys_are_those_of_one_registry_and_one_purpose(tmp_path: Path):
    one, other = load_secrets(tmp_path / "a"), load_secrets(tmp_path / "b")
    keys = {derived_key(secrets, purpose) for secrets in (one, other) for purpose in ("figures", "sessions")}
    assert len(keys) == 4


def test_the_command_checks_and_rebuilds(office: Office, filled: list[bytes], tmp_path: Path, capsys):
    office.send(of(filled[0], "a"))
    place = ["--data", str(tmp_path / "registry")]
    assert main(["figures", "check", *place]) == 0
    office.ask(lambda c: c.execute(sa.update(rollup).values(members=99)))
    assert main(["figures", "check", *place]) == 1
    assert main(["figures", "rebuild", *place]) == 0
    assert main(["figures", "check", *place]) == 0
    assert "1 surveys counted anew" in capsys.readouterr().out
