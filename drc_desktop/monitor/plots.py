"""The charts of a page: bars by hour or day, the line in the hall, small multiples, the heat strip."""

from __future__ import annotations

from datetime import date, timedelta

from drc_desktop.desk.contract import Behind, Question, Service
from drc_desktop.domain.indicators.day import DayFigures, hours, typical
from drc_desktop.kit.hall import service_words
from drc_desktop.monitor.look import NOTHING, Look
from drc_desktop.monitor.model import Bar, BarPlot, HeatPlot, HeatRow, LinePlot, Multiple, MultiplesPlot

FIRST_HOUR, LAST_HOUR = 8, 16
"""What the time axis shows at the least: office hours."""
MOST_HEAT_ROWS = 6


def by_hour(look: Look) -> BarPlot:
    """Visits finished by hour of one day."""
    figures = look.now
    counts, first, last = hours(figures.finished), *_hours(figures)
    now = look.quarter // 4
    bars = (
        Bar(
            label=f"{hour % 24:02d}",
            value=counts.get(hour, 0),
            running=hour == now,
            offline=hour in figures.offline,
            question=look.question(Behind.FINISHED, f"h{hour}") if counts.get(hour) else None,
        )
        for hour in range(first, last)
    )
    return BarPlot(look.words.text("monitor-by-hour"), tuple(bars))


def by_day(look: Look) -> BarPlot:
    """Visits finished by day of a week or month."""
    made, known = [], {day.date: day for day in look.days(look.stretch.first, look.stretch.last)}
    for day in _dates(look):
        figures = known.get(day.isoformat())
        count, name = figures.all.finished if figures else 0, day.isoformat()
        question = Question(name, name, Behind.FINISHED) if count else None
        made.append(Bar(str(day.day), count, running=day == look.day, question=question))
    return BarPlot(look.words.text("monitor-by-day"), tuple(made))


def line(look: Look) -> LinePlot:
    """How many stood in line at the end of each quarter of the day."""
    words, figures = look.words, look.now
    first, last = _hours(figures)
    # the count of a quarter stands at its end (or now), and the curve begins where the first person came
    here = look.hour
    points = [(min((quarter + 1) / 4, here), float(count)) for quarter, count in figures.waiting.items()]
    if not points:
        return LinePlot(words.text("monitor-line"), first, last, ())
    points = [(min(figures.waiting) / 4, 0.0), *points]
    at, most = max(points, key=lambda point: point[1])
    clock = f"{int(at) % 24:02d}:{int(at % 1 * 60):02d}"
    running = max(figures.waiting) >= look.quarter and points[-1][1] > 0
    seats = look.site.settings.seats
    return LinePlot(
        title=words.text("monitor-line"),
        first=first,
        last=last,
        points=tuple(points),
        note=words.text("monitor-line-most", n=int(most), clock=clock),
        end=words.text("monitor-line-now", n=int(points[-1][1])) if running else "",
        limit=seats,
        limit_words=words.text("monitor-seats", n=seats) if seats else "",
    )


def multiples(look: Look) -> MultiplesPlot:
    """Typical wait by day, one small curve a queue, all on one scale."""
    words, known = look.words, {day.date: day for day in look.days(look.stretch.first, look.stretch.last)}
    parts = []
    for service in Service:
        values: list[int | None] = []
        for day in _dates(look):
            figures = known.get(day.isoformat())
            flow = figures.by_service.get(service.value) if figures else None
            values.append(typical(flow.waits) if flow else None)
        given = [value for value in values if value is not None]
        last = words.text("monitor-n-minutes", n=str(given[-1])) if given else NOTHING
        parts.append(Multiple(service_words(service, words), tuple(values), last))
    labels = tuple(str(day.day) for day in _dates(look))
    return MultiplesPlot(words.text("monitor-waits-by-day"), labels, tuple(parts), words.text("monitor-minutes-a-day"))


def heat(look: Look) -> HeatPlot:
    """Arrivals by hour of the newest working days, the latest on top."""
    days = look.days(look.stretch.fetch if look.period.value == "day" else look.stretch.first, look.stretch.last)
    days = sorted(days, key=lambda day: day.date, reverse=True)[:MOST_HEAT_ROWS]
    first = min((_hours(day)[0] for day in days), default=FIRST_HOUR)
    last = max((_hours(day)[1] for day in days), default=LAST_HOUR)
    now, rows = look.quarter // 4, []
    for day in days:
        counts, today = hours(day.arrived), day.date == look.day.isoformat()
        cells = tuple(None if today and hour > now else counts.get(hour, 0) for hour in range(first, last))
        rows.append(HeatRow(_weekday_label(look, date.fromisoformat(day.date)), cells, today))
    return HeatPlot(
        look.words.text("monitor-heat"), tuple(f"{hour % 24:02d}" for hour in range(first, last)), tuple(rows)
    )


def _hours(figures: DayFigures) -> tuple[int, int]:
    """First hour and the one after the last in which anything happened, office hours at the least."""
    used = [*hours(figures.arrived), *hours(figures.finished), *hours(figures.surveyed)]
    return min([FIRST_HOUR, *used]), max([LAST_HOUR, *(hour + 1 for hour in used)])


def _dates(look: Look) -> list[date]:
    first, last = date.fromisoformat(look.stretch.first), date.fromisoformat(look.stretch.last)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _weekday_label(look: Look, day: date) -> str:
    weekday = look.words.text(f"monitor-weekday-{day.isoweekday()}")
    return look.words.text("monitor-weekday-day", weekday=weekday, day=str(day.day))
