"""The Site tab without a window: profiles, operators, alerts, the report."""

from __future__ import annotations

from drc_desktop.demo.pictures.centre import Centre
from drc_desktop.demo.pictures.console import ports
from drc_desktop.desk.contract import OperatorEdit, Role, Service, StationStatus
from drc_desktop.supervisor.presenter import Supervisor


def told(console: Supervisor) -> str:
    done = console.take_done()
    return done.words.replace("\u2068", "").replace("\u2069", "") if done else ""


def test_a_profile_changes_queue_by_queue_and_keeps_the_last(day: Centre, console: Supervisor) -> None:
    site = console.site
    site.toggle(2, Service.PRIORITY)
    assert told(console) == "Work profile of counter 2 changed"
    console.refresh()
    assert site.counters[1].serves == [Service.NEW_SURVEY, Service.ROSTER_UPDATE]
    for service in (Service.NEW_SURVEY, Service.ROSTER_UPDATE):
        site.toggle(2, service)
        console.refresh()
    assert told(console) == "Counter 2 keeps one queue at least"
    assert site.counters[1].serves == [Service.ROSTER_UPDATE]
    site.toggle(2, Service.PRIORITY)
    console.refresh()
    assert site.counters[1].serves == [Service.ROSTER_UPDATE, Service.PRIORITY]


def test_an_operator_is_made_by_the_form_and_a_fault_leaves_it_open(day: Centre, console: Supervisor) -> None:
    site = console.site
    site.begin()
    assert site.edited is not None
    site.save(OperatorEdit("", "Synthetic New", Role.TSA, pin="1"))
    assert site.edited is not None
    assert console.commands.fault
    site.save(OperatorEdit("", "Synthetic New", Role.TSA, pin="975310"))
    assert site.edited is None
    assert told(console) == "Synthetic New saved"
    made = next(one for one in site.operators if one.name == "Synthetic New")
    site.begin(made.operator_id)
    assert site.edited is not None
    assert (site.edited.name, site.edited.role, site.edited.pin) == ("Synthetic New", Role.TSA, "")
    site.close()
    assert told(console) == "Synthetic New signs in here no more"
    assert made.operator_id not in [one.operator_id for one in site.operators]


def test_alerts_name_long_waits_idle_counters_and_silent_stations(busy_centre: Centre) -> None:
    console = Supervisor(ports(busy_centre, "en"))
    console.start()
    plain = [alert.replace("\u2068", "").replace("\u2069", "") for alert in console.site.alerts()]
    assert plain[0].startswith("5 families wait 30 minutes beyond their limit")
    assert not any("is free" in alert for alert in plain)
    held = busy_centre.desk.visit_at(busy_centre.supervisor, 1)
    assert held is not None
    busy_centre.desk.finish(busy_centre.actors["sadia"], busy_centre.key(), held.visit_id)
    screen = busy_centre.desk.display_actor("pc-screen")
    status = StationStatus("pc-screen", "display", "0", 0, None, 0, None)
    busy_centre.desk.report_status(screen, busy_centre.key(), status)
    busy_centre.clock.now += 6 * 60
    console.refresh()
    plain = [alert.replace("\u2068", "").replace("\u2069", "") for alert in console.site.alerts()]
    assert any(alert.startswith("Counter 1 is free for 6 minutes while") for alert in plain)
    assert "The hall screen was last heard of at 13:42" in plain


def test_the_report_says_who_jumped_and_what_was_printed_again(busy_centre: Centre) -> None:
    console = Supervisor(ports(busy_centre, "en"))
    console.start()
    lines = [f"{one.title} {one.detail}".replace("\u2068", "").replace("\u2069", "") for one in console.site.strange()]
    assert "13:30   C004 called to counter 5 before 26 others, by Hina" in lines
