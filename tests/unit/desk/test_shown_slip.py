"""A slip that is shown: each way in which it may be no good has its own verdict, near and far."""

from __future__ import annotations

import dataclasses
import uuid

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from drc_desktop.desk.contract import DeskError, Fault, JobState, ShownSlip, SlipKind, SlipVerdict
from drc_desktop.desk.near import NearDesk
from drc_desktop.desk.shown_slip import judge
from drc_desktop.desk.ticket import Ticket, Verdict, judge_offline, sign, sign_receipt, verify
from drc_desktop.domain.visit import Service
from drc_desktop.kit.shown_slip import slip_word
from drc_desktop.words import Words
from tests.unit.desk.conftest import Centre


def code_of(centre: Centre, token: str) -> str:
    jobs = centre.desk.print_jobs(centre.sup, list(JobState))
    return str(next(job.content["qr"] for job in jobs if job.kind is SlipKind.TOKEN and job.token == token))


def shown(centre: Centre, code: str, counter: int = 1) -> ShownSlip:
    actor = {0: centre.sup, 1: centre.deo1, 2: centre.deo2}[counter]
    found: ShownSlip = centre.desk.shown_slip(actor, code, counter)
    return found


def test_one_slip_through_its_day(day: Centre) -> None:
    visit = day.issue()
    code = code_of(day, "A001")
    assert shown(day, code).verdict is SlipVerdict.WAITS
    day.desk.call(day.deo1, day.key, visit, 1)
    assert shown(day, code, 1).verdict is SlipVerdict.RIGHT
    assert (shown(day, code, 2).verdict, shown(day, code, 2).counter) == (SlipVerdict.ELSEWHERE, 1)
    day.desk.start(day.deo1, day.key, visit)
    assert shown(day, code, 1).verdict is SlipVerdict.RIGHT
    assert shown(day, code, 2).verdict is SlipVerdict.COPIED, "two people hold it at one time"
    assert shown(day, code, 0).verdict is SlipVerdict.COPIED
    day.desk.park(day.deo1, day.key, visit, None, "paper")
    assert shown(day, code, 2).verdict is SlipVerdict.PARKED
    day.desk.call(day.deo2, day.key, visit, 2)
    day.desk.start(day.deo2, day.key, visit)
    day.desk.finish(day.deo2, day.key, visit)
    used = shown(day, code, 2)
    assert (used.verdict, used.token) == (SlipVerdict.USED, "A001")
    assert used.at is not None


def test_a_visit_taken_out_of_the_line(day: Centre) -> None:
    visit = day.issue()
    day.desk.call(day.deo1, day.key, visit, 1)
    day.desk.no_show(day.deo1, day.key, visit)
    assert shown(day, code_of(day, "A001")).verdict is SlipVerdict.GONE


def test_a_copy_is_as_good_as_its_slip_and_no_better(day: Centre) -> None:
    visit = day.issue()
    copy = day.desk.reprint(day.sup, day.key, visit, "lost")
    assert shown(day, str(copy.content["qr"])).verdict is SlipVerdict.WAITS


def test_codes_that_are_no_good(day: Centre) -> None:
    day.issue()
    code = code_of(day, "A001")
    changed = code[:30] + ("A" if code[30] != "A" else "B") + code[31:]
    assert shown(day, changed).verdict in (SlipVerdict.FORGED, SlipVerdict.UNREADABLE)
    assert shown(day, "3840312344172").verdict is SlipVerdict.UNREADABLE
    site = day.desk.site()
    ticket = verify(code, site.ticket_key, site.site_id, 0.0).ticket
    assert ticket is not None
    stranger = Ed25519PrivateKey.generate()
    forged = shown(day, sign(ticket, stranger))
    assert (forged.verdict, forged.token) == (SlipVerdict.FORGED, ""), "what a forger wrote is not repeated"
    other = sign(dataclasses.replace(ticket, site_id="MUL-02"), stranger)
    assert shown(day, other).verdict is SlipVerdict.OTHER_SITE


def test_an_expired_slip_names_its_day_and_one_without_a_visit_is_unknown(desk: NearDesk) -> None:
    near = Centre(desk).open()
    key = Ed25519PrivateKey.from_private_bytes(near.desk.as_console(lambda work: work.site()["ticket_key"]))
    old = Ticket("LHR-01", "2025-11-20", "A007", Service.NEW_SURVEY, str(uuid.uuid4()), 1_700_000_000.0)
    expired = shown(near, sign(old, key))
    assert (expired.verdict, expired.token, expired.day) == (SlipVerdict.EXPIRED, "A007", "2025-11-20")
    ahead = dataclasses.replace(old, expires_at=4_000_000_000.0)
    assert shown(near, sign(ahead, key)).verdict is SlipVerdict.UNKNOWN
    code = sign(ahead, key)
    assert near.desk.as_console(lambda work: judge(work, code, 1)).verdict is SlipVerdict.UNKNOWN
    assert judge_offline(code, near.desk.site(), 1.0).verdict is SlipVerdict.OFFLINE
    assert judge_offline(sign(old, key), near.desk.site(), 1_700_000_001.0).verdict is SlipVerdict.EXPIRED


@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_verdict_has_its_own_words(language: str) -> None:
    words = Words(language)
    said = set()
    for verdict in SlipVerdict:
        word, params = slip_word(ShownSlip(verdict, "A042", 2, 1_780_000_000.0, None, "2026-11-23"))
        said.add(words.text(word, **params))
        assert verdict is SlipVerdict.RIGHT or words.has(f"{word}-do")
    assert len(said) == len(SlipVerdict)


def test_an_acknowledgement_is_signed_and_told_from_a_token(day: Centre) -> None:
    visit = day.issue()
    content = {"reference": "3F2A-91C2", "members": 4, "counter": 1}
    job = day.desk.add_job(day.deo1, day.key, SlipKind.ACKNOWLEDGEMENT, visit, content)
    code = str(job.content["qr"])
    found = shown(day, code)
    assert (found.verdict, found.token, found.day) == (SlipVerdict.RECEIPT, "3F2A-91C2", "2026-11-23")
    assert judge_offline(code, day.desk.site(), 0.0) == found
    site = day.desk.site()
    for wrong, verdict in (
        (sign_receipt(site.site_id, "2026-11-23", "3F2A-91C2", Ed25519PrivateKey.generate()), SlipVerdict.FORGED),
        (sign_receipt("MUL-02", "2026-11-23", "3F2A-91C2", Ed25519PrivateKey.generate()), SlipVerdict.OTHER_SITE),
        (code[:-40], SlipVerdict.UNREADABLE),
        ("DRA" + code_of(day, "A001")[3:], SlipVerdict.UNREADABLE),
    ):
        assert shown(day, wrong).verdict in (verdict, SlipVerdict.FORGED)
    assert shown(day, "DRC" + code[3:]).verdict is SlipVerdict.UNREADABLE, "a receipt is never taken for a token"
    with pytest.raises(DeskError):
        day.desk.add_job(day.deo1, day.key, SlipKind.ACKNOWLEDGEMENT, visit, {"members": 4})


def test_a_list_taken_home_is_no_token_and_finds_the_place_that_is_kept(day: Centre) -> None:
    visit = day.issue()
    job = day.desk.add_job(day.deo1, day.key, SlipKind.TAKEHOME, visit, {"documents": ["b-forms"]})
    code, site = str(job.content["qr"]), day.desk.site()
    assert job.content["until"] == "2026-12-07", "fourteen days from the 23rd of November"
    found = shown(day, code, 0)
    assert (found.verdict, found.token, found.day) == (SlipVerdict.HOME, "A001", "2026-11-23")
    assert judge_offline(code, site, 0.0) == judge_offline(code, site, 9e9) == found
    assert verify("DRC" + code[3:], site.ticket_key, site.site_id, 0.0).verdict is Verdict.FORGED
    assert verify("DRH" + code_of(day, "A001")[3:], site.ticket_key, site.site_id, 0.0).verdict is Verdict.FORGED
    day.desk.give_come_back(day.sup, day.key, visit, "2026-11-25", None, None)
    for one in (code, code_of(day, "A001")):
        kept = shown(day, one, 0)
        assert (kept.verdict, kept.token, kept.day) == (SlipVerdict.COMES_BACK, "A001", "2026-11-25")


def test_a_list_for_nobody_has_no_code(day: Centre) -> None:
    job = day.desk.add_job(day.sup, day.key, SlipKind.TAKEHOME, "", {"documents": ["b-forms"]})
    assert (job.content.get("qr"), job.content["until"]) == (None, "2026-12-07")
    with pytest.raises(DeskError):
        day.desk.add_job(day.sup, day.key, SlipKind.TAKEHOME, "", {"documents": [], "until": "next week"})


def test_a_display_may_not_ask(day: Centre) -> None:
    actor = day.desk.display_actor("pc-screen")
    with pytest.raises(DeskError) as refused:
        day.desk.shown_slip(actor, "DRC", 0)
    assert refused.value.code is Fault.NOT_ALLOWED
