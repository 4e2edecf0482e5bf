"""A survey that the supervisor opened again goes to the registry as a correction, from the counter that made it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from drc_desktop.counter.model import Step
from drc_desktop.desk.contract import Behind, Outcome, Question, Review, SlipKind
from drc_desktop.domain import clock
from drc_desktop.kit.buttons import KeyButton
from drc_desktop.store.journal import Journal
from drc_desktop.store.local_schema import survey
from sync import envelope
from tests.qt.counter.room import NEW_MOBILE, Room

MOBILE = "/data/contact/mobile"
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")  # the offscreen platform
REASON = "The number was heard wrong."


def finished(room: Room) -> str:
    """A finished survey; its visit."""
    room.begin()
    room.fill(NEW_MOBILE)
    visit = room.visit_here()
    assert visit is not None
    room.finish()
    return visit.visit_id


def reopened(room: Room, visit_id: str) -> None:
    room.desk.review(room.supervisor, "review", Review(visit_id, Outcome.REOPENED, REASON))
    room.presenter.reviewed()
    room.app.processEvents()


def outcome(room: Room) -> str:
    today = clock.today().isoformat()
    return room.desk.behind(room.supervisor, Question(today, today, Behind.ALL))[0].outcome


def sent(room: Room) -> list[tuple[str, str, envelope.Content]]:
    """(instanceID, the one it replaces, content) in the order of finishing."""
    assert room.local is not None
    with room.local.reading() as connection:
        rows = connection.execute(select(survey).order_by(survey.c.finalised_at)).mappings().all()
    return [(row["instance_id"], row["deprecates"], envelope.Content.from_bytes(bytes(row["content"]))) for row in rows]


def test_a_survey_opened_again_is_sent_as_a_correction(short: Room) -> None:
    visit_id = finished(short)
    jobs = short.jobs()
    assert SlipKind.ACKNOWLEDGEMENT in [kind for kind, _ in jobs]
    short.press(Qt.Key.Key_F8)
    assert short.presenter.step is Step.FREE, "nothing is to be corrected yet"
    reopened(short, visit_id)
    assert short.shown.idle.findChild(KeyButton, "idle.correct.C001") is not None
    short.press(Qt.Key.Key_F8)
    assert short.presenter.step is Step.SURVEY
    assert short.answers()[MOBILE] == "03027994102"
    assert short.presenter.survey is not None
    assert short.presenter.survey.facts().correction == REASON
    short.survey().form.answer(MOBILE, "03027994109")
    short.finish()
    assert short.presenter.step is Step.FREE
    assert short.message().endswith("was corrected")
    (first, none, _old), (second, replaced, content) = sent(short)
    assert (none, replaced) == ("", first)
    assert second != first
    assert f"<deprecatedID>{first}</deprecatedID>".encode() in content.xml
    assert b"03027994109" in content.xml
    assert short.jobs() == jobs, "a correction gives no second slip"
    assert outcome(short) == Outcome.REVIEWED
    short.press(Qt.Key.Key_F8)
    assert short.presenter.step is Step.FREE, "it is done"
    assert short.presenter.overview.idle().finished == 1


def test_the_envelope_of_a_correction_names_the_message_it_replaces(short: Room) -> None:
    reopened(short, finished(short))
    short.press(Qt.Key.Key_F8)
    short.finish()
    assert short.local is not None
    sealed = [short.local.outbox.envelope(one.msg_id) for one in short.local.outbox.items()]
    headers = [envelope.Envelope.from_bytes(one).header for one in sealed if one is not None]
    before = {header.supersedes: header.msg_id for header in headers}
    assert len(headers) == 2
    assert before.keys() - {None} == {before[None]}


def test_a_correction_survives_a_kill_and_a_pause(short: Room) -> None:
    visit_id = finished(short)
    reopened(short, visit_id)
    short.press(Qt.Key.Key_F8)
    short.survey().form.answer(MOBILE, "03027994108")
    short.kill()
    short.start()
    assert short.presenter.step is Step.FREE
    short.press(Qt.Key.Key_F8)
    assert short.answers()[MOBILE] == "03027994108"
    short.press(Qt.Key.Key_F6)
    assert short.presenter.step is Step.FREE
    assert "C001" in short.message()
    short.press(Qt.Key.Key_F8)
    assert short.answers()[MOBILE] == "03027994108"
    short.finish()
    assert len(sent(short)) == 2


def test_a_survey_that_is_not_here_any_more_is_listed_without_a_key(short: Room) -> None:
    visit_id = finished(short)
    assert short.local is not None
    assert Journal(short.local, "deo").forget_plain(1e12) == 1
    reopened(short, visit_id)
    assert short.presenter.corrections.waiting[0].here is False
    assert short.shown.idle.findChild(KeyButton, "idle.correct.C001") is None
    short.press(Qt.Key.Key_F8)
    assert short.presenter.step is Step.FREE
    short.presenter.correct(visit_id)
    assert "cannot be opened here" in short.message()


@pytest.mark.parametrize("while_here", [Qt.Key.Key_F8, Qt.Key.Key_F2])
def test_a_correction_is_no_visit(short: Room, while_here: Qt.Key) -> None:
    reopened(short, finished(short))
    short.press(Qt.Key.Key_F8)
    short.press(while_here)
    short.presenter.changed_at_desk()
    short.app.processEvents()
    assert short.presenter.step is Step.SURVEY
    assert short.visit_here() is None
