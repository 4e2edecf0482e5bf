"""Somebody with the site's database and its key changes the log: each way is found and said in its own words."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, delete, insert, select, text, update

from drc_desktop.__main__ import main
from drc_desktop.desk.contract import Actor, AuditHead, IssueRequest, OpenDay, Role, Service
from drc_desktop.desk.near import NearDesk
from drc_desktop.devices import witness
from drc_desktop.site_service.folder import SiteFolder
from drc_desktop.store import ledger
from drc_desktop.store.schema import event, sequence
from drc_desktop.store.site import SiteStore
from drc_desktop.words import LANGUAGES, Words

PIN = "246810"
Tampering = Callable[[Connection], object]


def work(desk: NearDesk, times: int = 3) -> Actor:
    """A little of a day from two PCs."""
    sup = desk.sign_in("pc-sup", "sup", PIN).actor
    deo = desk.sign_in("pc-1", "deo", PIN).actor
    if not desk.day(sup).open:
        desk.open_day(sup, "open", OpenDay("2026-11-23", confirmed=True))
    desk.sit(deo, f"sit-{desk.board(sup).seq}", 1)
    for _ in range(times):
        seq = desk.board(sup).seq
        visit_id = desk.issue(sup, f"i{seq}", IssueRequest(Service.NEW_SURVEY, f"{seq:064x}")).visit_id
        desk.call_next(deo, f"c{seq}", 1)
        desk.start(deo, f"s{seq}", visit_id)
        desk.finish(deo, f"f{seq}", visit_id)
    return sup


@pytest.fixture
def kept(folder: SiteFolder, tmp_path: Path) -> Path:
    """The heads that a counter's PC has kept of a morning's log."""
    desk = folder.open_desk()
    sup = work(desk)
    home = tmp_path / "pc"
    home.mkdir()
    assert witness.keep(home, desk.audit_head(sup), at_once=True)
    work(desk)
    assert witness.keep(home, desk.audit_head(sup), at_once=True)
    desk.store.close()
    return home / witness.FILE_NAME


@pytest.fixture
def verify(folder: SiteFolder, kept: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., list[dict[str, Any]]]:
    def run(heads: bool = True) -> list[dict[str, Any]]:
        code = main(
            ["audit", "verify", "--data", str(folder.path), "--json", *(["--heads", str(kept)] if heads else [])]
        )
        report = json.loads(capsys.readouterr().out)
        assert code == (0 if report["sound"] else 1)
        found: list[dict[str, Any]] = report["found"]
        assert report["sound"] == all(one["what"] == "clock" for one in found)
        return found

    return run


@pytest.fixture
def store(folder: SiteFolder) -> Iterator[SiteStore]:
    store = folder.open_store()
    yield store
    store.close()


def tamper(store: SiteStore, change: Tampering) -> None:
    """With the guards out of the way, as an owner of the file can have them."""
    with store.writing() as connection:
        for trigger in ("event_fixed", "event_keep"):
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        change(connection)


def set_event(seq: int, **values: Any) -> Tampering:
    return lambda connection: connection.execute(update(event).where(event.c.seq == seq).values(**values))


def rewritten(connection: Connection, first: int) -> None:
    """Chains made good again from `first` on, as somebody who knows the code would."""
    rows = [dict(row) for row in connection.execute(select(event).order_by(event.c.seq)).mappings()]
    last = connection.execute(select(sequence.c.last).where(sequence.c.name == "event")).scalar_one()
    connection.execute(text("PRAGMA defer_foreign_keys=ON"))
    connection.execute(delete(event).where(event.c.seq >= first))
    connection.execute(update(sequence).where(sequence.c.name == "event").values(last=first - 1))
    made = {"device_seq", "prev_hash", "hash", "total", "suspect", "seq"}
    for row in rows[first - 1 :]:
        seq = ledger.next_number(connection, "event")
        ledger.append(connection, seq, {name: value for name, value in row.items() if name not in made})
    assert last == len(rows)


def exchange(connection: Connection, one: int, other: int) -> None:
    """Two entries of one PC change places, each with a good hash of its own."""
    rows = {row["seq"]: dict(row) for row in connection.execute(select(event)).mappings()}
    connection.execute(text("PRAGMA defer_foreign_keys=ON"))
    connection.execute(delete(event).where(event.c.seq.in_([one, other])))
    for seq, source in ((one, rows[other]), (other, rows[one])):
        row = {**source, "seq": seq}
        connection.execute(insert(event).values(**{**row, "hash": ledger.chain_hash(row)}))


def test_a_sound_log_is_said_to_be_sound(verify: Any) -> None:
    assert verify() == []


@pytest.mark.parametrize("column", sorted(set(event.columns.keys()) - {"seq"}))
def test_an_edited_column_is_named(verify: Any, store: SiteStore, column: str) -> None:
    value = {"at": 5.0, "suspect": True, "device_seq": 999, "counter": 7}.get(column, "x")
    pooled = store.engine.raw_connection()
    raw = pooled.driver_connection
    assert raw is not None
    for statement in ("PRAGMA foreign_keys=OFF", "DROP TRIGGER event_fixed"):
        raw.execute(statement).close()
    raw.execute(f"UPDATE event SET {column} = ? WHERE seq = 9", [value]).close()
    pooled.invalidate()
    first = verify(heads=False)[0]
    assert (first["what"], first["seq"]) == ("edited", 9)


def test_a_deleted_entry_is_named(verify: Any, store: SiteStore) -> None:
    tamper(store, lambda connection: connection.execute(delete(event).where(event.c.seq.in_([7, 8]))))
    assert verify(heads=False) == [{"what": "missing", "seq": 9, "first": 7, "last": 8}]


def test_exchanged_entries_are_named(verify: Any, store: SiteStore) -> None:
    with store.reading() as connection:
        own = connection.execute(select(event.c.seq).where(event.c.device == "pc-1").order_by(event.c.seq)).scalars()
        one, other = list(own)[2:4]
    tamper(store, lambda connection: exchange(connection, one, other))
    found = verify(heads=False)
    assert {entry["what"] for entry in found} == {"reordered"}
    assert found[0]["seq"] == one


def test_a_cut_tail_is_named(verify: Any, store: SiteStore) -> None:
    with store.reading() as connection:
        last = ledger.last_seq(connection)
    tamper(store, lambda connection: connection.execute(delete(event).where(event.c.seq > last - 2)))
    assert verify(heads=False) == [{"what": "cut", "seq": last, "first": last - 1, "last": last}]


def test_a_tail_cut_with_its_number_is_seen_by_another_pc(verify: Any, store: SiteStore) -> None:
    with store.reading() as connection:
        last = ledger.last_seq(connection)

    def cut(connection: Connection) -> None:
        connection.execute(delete(event).where(event.c.seq > last - 2))
        connection.execute(update(sequence).where(sequence.c.name == "event").values(last=last - 2))

    tamper(store, cut)
    assert verify(heads=False) == [], "a log by itself cannot know"
    assert verify() == [{"what": "rolled-back", "seq": last, "first": 0, "last": last - 2}]


def test_a_log_written_anew_is_seen_by_another_pc(verify: Any, store: SiteStore) -> None:
    def rewrite(connection: Connection) -> None:
        set_event(8, actor="somebody-else")(connection)
        rewritten(connection, 8)

    tamper(store, rewrite)
    assert [one for one in verify(heads=False) if one["what"] != "clock"] == [], "a log by itself cannot know"
    assert {one["what"] for one in verify()} - {"clock"} == {"other-history"}


def test_an_older_copy_in_its_place_is_seen_by_another_pc(
    verify: Any, folder: SiteFolder, kept: Path, tmp_path: Path
) -> None:
    shutil.copytree(folder.path, tmp_path / "yesterday")
    desk = folder.open_desk()
    sup = work(desk)
    witness.keep(kept.parent, desk.audit_head(sup), at_once=True)
    desk.store.close()
    shutil.rmtree(folder.path)
    shutil.copytree(tmp_path / "yesterday", folder.path)
    assert [one["what"] for one in verify()] == ["rolled-back"]


def test_a_swapped_database_is_seen_by_another_pc(verify: Any, folder: SiteFolder, folder_at: Any) -> None:
    shutil.rmtree(folder.path)
    desk = folder_at(folder.path).open_desk()
    work(desk, times=9)
    desk.store.close()
    assert {one["what"] for one in verify()} == {"other-site"}


def test_a_changed_head_is_no_witness(verify: Any, kept: Path) -> None:
    first, second = witness.kept(kept)
    changed = msgspec.structs.replace(first, total="0" * 64)
    kept.write_bytes(b"\n".join(msgspec.json.encode(one) for one in (changed, second)))
    assert [(one["what"], one["seq"]) for one in verify()] == [("forged-head", first.seq)]


def test_a_clock_put_back_is_named_and_is_no_harm(verify: Any, folder: SiteFolder) -> None:
    desk = NearDesk(folder.open_store(), now=lambda: 1_000_000_000.0)
    desk.sign_in("pc-sup", "sup", PIN)
    desk.store.close()
    assert [one["what"] for one in verify()] == ["clock"]


def test_a_head_is_kept_every_hundred_entries_and_at_the_close(tmp_path: Path) -> None:
    def head(seq: int) -> AuditHead:
        return AuditHead("LHR-01", seq, "0" * 64, 5.0, "", "")

    asked = [(3, False), (50, False), (103, False), (110, True), (110, True), (90, False)]
    assert [witness.keep(tmp_path, head(seq), close) for seq, close in asked] == [
        *(False, False, True),
        *(True, False, True),
    ]
    assert [one.seq for one in witness.kept(tmp_path / witness.FILE_NAME)] == [103, 110, 90]


def test_what_is_no_file_of_heads_is_said(folder: SiteFolder, tmp_path: Path, capsys: Any) -> None:
    wrong = tmp_path / "notes.txt"
    for content in (None, "no heads"):
        if content:
            wrong.write_text(content, encoding="utf-8")
        assert main(["audit", "verify", "--data", str(folder.path), "--json", "--heads", str(wrong)]) == 1
        assert json.loads(capsys.readouterr().err)["fault"] == "audit-bad-heads"


def test_the_log_says_who_when_where_what_and_why(folder: SiteFolder, kept: Path, capsys: Any) -> None:
    assert main(["audit", "show", "--data", str(folder.path), "--json", "--action", "finish", "--actor", "deo"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == 6
    assert {(row["actor"], row["role"], row["device"], row["counter"]) for row in rows} == {("deo", "deo", "pc-1", 1)}
    assert all(row["token"] and row["when"] and row["to_state"] == "finished" for row in rows)
    assert main(["audit", "show", "--data", str(folder.path), "--day", "2026-11-23"]) == 0
    assert "serving -> finished" in capsys.readouterr().out


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_finding_has_its_own_sentence(language: str) -> None:
    from drc_desktop.desk.audit import Doubt

    words = Words(language)
    sentences = {words.text(f"audit-{one.value}", seq=9, first=7, last=8) for one in (*ledger.Harm, *Doubt)}
    assert len(sentences) == len(ledger.Harm) + len(Doubt)


def test_a_display_gets_no_head(folder: SiteFolder) -> None:
    desk = folder.open_desk()
    eyes = desk.display_actor("pc-screen")
    assert eyes.role is Role.DISPLAY
    with pytest.raises(Exception, match="not-allowed"):
        desk.audit_head(eyes)
    desk.store.close()
