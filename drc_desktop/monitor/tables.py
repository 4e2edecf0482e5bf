"""The same figures as a table: for the key T, for screen readers, for XLSX and CSV."""

from __future__ import annotations

from collections.abc import Iterable

from drc_desktop.desk.contract import Behind, PriorityGroup, Service
from drc_desktop.domain.indicators.day import DayFigures, Flow, hours, slowest_tenth, typical
from drc_desktop.kit.hall import group_words, service_words
from drc_desktop.monitor.look import Look, plain
from drc_desktop.monitor.model import CheckLine, OperatorLine, TableRow


def table(
    look: Look, figures: DayFigures, people: Iterable[OperatorLine], checks: Iterable[CheckLine]
) -> tuple[TableRow, ...]:
    """Sections of six columns, each with its head."""
    return (
        *_queues(look, figures),
        *_groups(look, figures),
        *_by_hour(look, figures),
        *_people(look, people),
        *_checked(look, checks),
    )


def _head(look: Look, first: str, *columns: str) -> TableRow:
    cells = (look.words.text(f"monitor-head-{first}"), *(look.words.text(f"monitor-head-{name}") for name in columns))
    return TableRow(cells, head=True)


def _flow(name: str, flow: Flow) -> tuple[str, ...]:
    waits, services = flow.waits, flow.services
    figures = (flow.tokens, flow.finished, flow.absent, typical(waits), slowest_tenth(waits), typical(services))
    return (name, *map(plain, figures))


_FLOW = ("tokens", "finished", "absent", "wait", "slowest", "service")


def _queues(look: Look, figures: DayFigures) -> Iterable[TableRow]:
    yield _head(look, "queue", *_FLOW)
    for service, flow in sorted(figures.by_service.items()):
        name = service_words(Service(service), look.words)
        yield TableRow(_flow(name, flow), look.question(Behind.WAITED, service))
    yield TableRow(_flow(look.words.text("monitor-all"), figures.all), look.question(Behind.ALL))


def _groups(look: Look, figures: DayFigures) -> Iterable[TableRow]:
    yield _head(look, "group", *_FLOW)
    for group, flow in sorted(figures.by_group.items()):
        name = group_words(PriorityGroup(group), look.words) if group else look.words.text("monitor-ordinary")
        yield TableRow(_flow(name, flow))


def _by_hour(look: Look, figures: DayFigures) -> Iterable[TableRow]:
    arrived, finished, surveyed = (hours(part) for part in (figures.arrived, figures.finished, figures.surveyed))
    yield _head(look, "hour", "arrived", "finished", "surveys")
    for hour in sorted({*arrived, *finished, *surveyed}):
        counts = (plain(part.get(hour, 0)) for part in (arrived, finished, surveyed))
        yield TableRow((f"{hour % 24:02d}", *counts), look.question(Behind.WAITED, str(hour)))


def _people(look: Look, people: Iterable[OperatorLine]) -> Iterable[TableRow]:
    yield _head(look, "operator", "finished", "minutes")
    for one in people:
        yield TableRow((one.name, plain(one.visits), one.minutes), one.question)


def _checked(look: Look, checks: Iterable[CheckLine]) -> Iterable[TableRow]:
    yield _head(look, "check", "found")
    for one in checks:
        yield TableRow((one.words, one.value), one.question)
