"""The hall console without a window: the order of the rule, calls, messages, what the hall screen shows."""

from __future__ import annotations

import pytest

from drc_desktop.demo.pictures.centre import Centre, at
from drc_desktop.demo.pictures.console import ports_of
from drc_desktop.desk.contract import CounterState, DeskError, Fault, StationStatus, VisitState
from drc_desktop.supervisor.model import Tone
from drc_desktop.supervisor.presenter.tsa import Tsa


@pytest.fixture
def hall(busy_centre: Centre) -> Tsa:
    presenter = Tsa(ports_of(busy_centre, "en", busy_centre.actors["farah"]))
    presenter.start()
    return presenter


def free_one(made: Centre, hall: Tsa, counter: int = 1, name: str = "sadia") -> None:
    held = made.desk.visit_at(made.supervisor, counter)
    assert held is not None
    made.desk.finish(made.actors[name], made.key(), held.visit_id)
    hall.refresh()


def test_the_list_stands_in_the_order_in_which_the_desk_then_calls(busy_centre: Centre, hall: Tsa) -> None:
    listed = [row.token for row in hall.rows()][:6]
    assert [row.rank for row in hall.rows()][:3] == [1, 2, 3]
    called = []
    for _ in listed:
        free_one(busy_centre, hall)
        hall.choose(1)
        assert hall.cards()[0].next_token == listed[len(called)]
        hall.call_next()
        card = hall.cards()[0]
        called.append(card.token)
        busy_centre.desk.start(busy_centre.actors["sadia"], busy_centre.key(), hall.board.counters[0].visit_id)
        hall.refresh()
    assert called == listed


def test_a_card_says_what_its_counter_does(busy_centre: Centre, hall: Tsa) -> None:
    first, _, third, fourth, fifth, sixth = hall.cards()
    assert (first.state, first.selected, first.note) == (CounterState.SERVING, True, "Chosen by hand")
    assert (third.token, third.nth, third.span) == ("P001", "call \u20682\u2069", "0:48")
    assert (fourth.long, fourth.state_words) == (True, "Long visit")
    assert fifth.note == "back \u206813:50\u2069"
    assert (sixth.operator, sixth.note) == ("No operator", "The operator opens this counter.")
    busy_centre.clock.now += 35
    free_one(busy_centre, hall)
    assert hall.cards()[0].note == "Free for \u20680:00\u2069. Next by rule:"
    assert hall.figures() == (1, 1)


def test_recall_and_no_show_act_on_the_called_card_and_are_undone(busy_centre: Centre, hall: Tsa) -> None:
    hall.recall()
    done = hall.take_done()
    assert done is not None
    assert (done.words, done.event) == ("\u2068P001\u2069 called again to counter \u20683\u2069", None)
    hall.no_show()
    done = hall.take_done()
    assert done is not None
    assert done.event is not None
    assert hall.cards()[2].state is CounterState.FREE
    hall.undo(done.event)
    assert hall.cards()[2].token == "P001"
    assert hall.target() is not None
    hall.choose(3)
    hall.no_show(3)
    assert hall.target() is None
    hall.recall()  # nobody is called: nothing happens
    assert hall.commands.fault == ""


def test_a_chosen_row_is_called_to_the_chosen_counter(busy_centre: Centre, hall: Tsa) -> None:
    free_one(busy_centre, hall)
    hall.search("c016")
    assert [row.token for row in hall.rows()] == ["C016"]
    hall.call_selected()
    assert hall.cards()[0].token == "C016"
    assert hall.rows() == []  # it waits no longer
    hall.search("")
    hall.call_selected()
    assert "C016" in hall.commands.fault


def test_a_slip_is_found_by_its_signed_code_and_a_forged_one_is_not(busy_centre: Centre, hall: Tsa) -> None:
    from drc_desktop.desk.contract import IssueRequest, Service

    issued = busy_centre.desk.issue(busy_centre.supervisor, "slip", IssueRequest(Service.PRIORITY, "f" * 64))
    hall.refresh()
    hall.search(issued.qr)
    assert [row.token for row in hall.rows()] == [issued.token]
    hall.search(issued.qr[:20] + "AAAA" + issued.qr[24:])
    assert hall.rows() == []


def test_a_message_is_shown_for_its_time_and_taken_down(busy_centre: Centre, hall: Tsa) -> None:
    assert hall.message_words() == "None on the screen now"
    hall.show_message(*hall.ready_message("b-forms"), 10)
    assert hall.message_words() == "“\u2068Have your B-forms ready\u2069” until \u206813:52\u2069"
    assert hall.copy().notice_ur == "اپنے ب فارم تیار رکھیں۔"
    busy_centre.clock.now = at(13, 53)
    assert hall.message_words() == "None on the screen now"
    assert busy_centre.desk.hall(busy_centre.supervisor, 0).notice_en == ""
    hall.show_message("Own", "اپنا", 5)
    hall.clear_message()
    assert hall.copy().notice_en == ""


def test_lamps_know_whether_a_screen_lives_and_speaks(busy_centre: Centre, hall: Tsa) -> None:
    assert hall.lamps()["hall"].word == "None paired"
    screen = busy_centre.desk.display_actor("pc-screen")
    for state, word, tone in (("ready", "Working", Tone.GOOD), ("no-device", "No sound", Tone.LOOK)):
        status = StationStatus("pc-screen", "display", "0", 0, None, 0, None, printer=state)
        busy_centre.desk.report_status(screen, busy_centre.key(), status)
        hall.refresh()
        assert hall.lamps()["hall"].word == "Live"
        assert (hall.lamps()["voice"].word, hall.lamps()["voice"].tone) == (word, tone)
    busy_centre.clock.now += 16
    assert hall.lamps()["hall"].tone is Tone.BAD
    hall.sound_check()
    assert busy_centre.desk.changes(busy_centre.supervisor, hall.board.seq - 1, 0).items[-1].action == "sound_check"


def test_a_desk_that_is_away_is_said_and_the_copy_is_not_shown_as_true(hall: Tsa) -> None:
    hall.lost(DeskError(Fault.SITE_UNREACHABLE, url="x"))
    assert hall.copy().stale
    assert hall.lamps()["database"].tone is Tone.BAD
    hall.back()
    assert not hall.copy().stale
    hall.ended(DeskError(Fault.SIGNED_OUT))
    assert hall.signed_out


def test_next_up_leaves_out_who_is_parked(hall: Tsa) -> None:
    assert hall.board is not None
    states = {row.token: row.state for row in hall.board.waiting}
    assert all(states[row.token] is VisitState.WAITING for row in hall.rows())
