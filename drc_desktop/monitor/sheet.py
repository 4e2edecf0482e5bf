"""Figures of the desk as a page: which tiles, which charts, compared with what, in the words of a language. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from drc_desktop.desk.contract import Behind, Service
from drc_desktop.domain.clock import here
from drc_desktop.domain.indicators.alerts import Alert, alerts
from drc_desktop.domain.indicators.coverage import coverage
from drc_desktop.domain.indicators.day import DayFigures, household_size, per_hour, typical, until
from drc_desktop.domain.indicators.periods import Period
from drc_desktop.domain.indicators.quality import Flag
from drc_desktop.kit.hall import service_words
from drc_desktop.kit.ports import Texts
from drc_desktop.monitor import plots
from drc_desktop.monitor.look import NOTHING, Look, plain
from drc_desktop.monitor.model import CheckLine, OperatorLine, Sheet, Tile
from drc_desktop.monitor.tables import table
from drc_desktop.settings import MonitorSettings

ALWAYS_SHOWN = (Flag.SAME_MOBILE, Flag.TOO_FAST, Flag.ADDRESS_SHORT)


def sheet(look: Look) -> Sheet:
    """The page of a look."""
    words, figures = look.words, look.now
    people = _operators(look, figures)
    checks = _checks(look, figures)
    clock = here(look.found.at).strftime("%H:%M")
    bars = plots.by_hour(look) if look.period is Period.DAY else plots.by_day(look)
    second = plots.line(look) if look.period is Period.DAY else plots.multiples(look)
    return Sheet(
        title=words.text(f"monitor-title-{look.period.value}"),
        counted=words.text("monitor-counted", clock=clock),
        tiles=_tiles(look, figures, look.before),
        bars=bars,
        second=second,
        heat=plots.heat(look),
        operators_title=words.text("monitor-operators"),
        operators_note=words.text("monitor-operators-note"),
        operators=people,
        checks_title=words.text("monitor-checks"),
        checks_note=words.text("monitor-flagged-of", n=figures.flagged, of=figures.surveys),
        checks=checks,
        alerts=tuple(alert_words(one, look) for one in alerts(figures, look.site.limits(look.found))),
        table=table(look, figures, people, checks),
    )


def alert_words(alert: Alert, look: Look) -> str:
    """An alert as a sentence."""
    words = look.words
    name = look.found.names.get(alert.who, "")
    service = service_words(Service(alert.who), words) if alert.what == "wait-long" else ""
    return words.text(
        f"monitor-alert-{alert.what}", value=plain(alert.value), limit=plain(alert.limit), who=service or name
    )


def _tiles(look: Look, now: DayFigures, before: DayFigures) -> tuple[Tile, ...]:
    words, limit = look.words, max(look.found.limits.values(), default=0)
    last = _last(look)
    earlier = until(before.finished, look.quarter) if look.period is Period.DAY else before.all.finished
    rate, was = per_hour(now.operators.values()), per_hour(before.operators.values())
    share = plain(100 * now.all.absent / now.all.tokens) if now.all.tokens else NOTHING
    minutes = words.text("monitor-minutes")
    slow = (typical(now.all.waits) or 0) > limit > 0

    def caption(name: str) -> str:
        return words.text(f"monitor-tile-{name}")

    def compared(value: str, what: str = "monitor-compared") -> str:
        return words.text(what, last=last, value=value) if before.days else words.text("monitor-nothing-before")

    by_now = "monitor-compared-by-now" if look.period is Period.DAY else "monitor-compared"
    return (
        Tile(
            "finished", caption("finished"), plain(now.all.finished), "",
            compared(plain(earlier), by_now), question=look.question(Behind.FINISHED),
        ),
        Tile("rate", caption("rate"), plain(rate), "", compared(plain(was))),
        Tile(
            "wait", caption("wait"), plain(typical(now.all.waits)), minutes if now.all.finished else "",
            words.text("monitor-wait-limit", n=limit), slow, look.question(Behind.WAITED),
        ),
        Tile(
            "survey", caption("survey"), plain(typical(now.survey_minutes)), minutes if now.surveys else "",
            compared(f"{plain(typical(before.survey_minutes))} {minutes}"),
        ),
        Tile(
            "absent", caption("absent"), plain(now.all.absent), words.text("monitor-of", n=now.all.tokens),
            f"{share} %", _above(now, look), look.question(Behind.NO_SHOW),
        ),
        Tile(
            "flagged", caption("flagged"), plain(now.flagged), "", words.text("monitor-surveys-flagged"),
            now.flagged > 0, look.question(Behind.FLAGGED),
        ),
    )  # fmt: skip


def _above(now: DayFigures, look: Look) -> bool:
    limit = look.site.settings.no_show_percent
    return bool(limit and now.all.tokens and 100 * now.all.absent / now.all.tokens > limit)


def _last(look: Look) -> str:
    if look.period is Period.DAY:
        return look.words.text("monitor-last-weekday", day=look.words.text(f"kit-weekday-{look.day.isoweekday()}"))
    return look.words.text(f"monitor-last-{look.period.value}")


def _operators(look: Look, figures: DayFigures) -> tuple[OperatorLine, ...]:
    order = sorted(figures.operators.items(), key=lambda item: (item[1].counter or 99, item[0]))
    words = look.words
    return tuple(
        OperatorLine(
            name=look.found.names.get(name, NOTHING),
            counter=one.counter,
            visits=one.visits,
            minutes=words.text("monitor-n-minutes", n=plain(typical(one.minutes))) if one.minutes else NOTHING,
            question=look.question(Behind.FINISHED, name),
        )
        for name, one in order
        if one.visits or one.present >= 60
    )


def _checks(look: Look, figures: DayFigures) -> tuple[CheckLine, ...]:
    words, made = look.words, []
    shown = (*ALWAYS_SHOWN, Flag.ELSEWHERE) if look.site.settings.centre_place() else ALWAYS_SHOWN
    for flag in (*shown, *(flag for flag in Flag if flag not in shown)):
        found = figures.flags.get(flag.value, 0)
        if not found and (flag not in shown or not figures.surveys):
            continue
        question = look.question(Behind.FLAGGED, flag.value) if found else None
        made.append(CheckLine(flag.value, flag_words(flag, words, look.site.settings), str(found), found > 0, question))
    size = household_size(figures)
    if size is not None:
        region = look.site.limits(look.found).region_size
        small = size < region - look.site.settings.size_below
        made.append(CheckLine("size", words.text("monitor-size", size=plain(size), region=plain(region)), "", small))
    return (*_coverage(look, figures), *sorted(made, key=lambda line: not line.look))


def _coverage(look: Look, figures: DayFigures) -> Iterator[CheckLine]:
    """Of a month: its surveys against the households that the registry knows of the tehsil."""
    share, known = coverage(figures.surveys, look.site.households), f"{look.site.households:,}"
    if look.period is Period.MONTH and share is not None:
        said = look.words.text("monitor-coverage", surveys=f"{figures.surveys:,}", households=known)
        yield CheckLine("coverage", said, f"{plain(share)} %", False)


def flag_words(flag: Flag, words: Texts, settings: MonitorSettings) -> str:
    """A flag as a line of the data checks."""
    numbers: Mapping[str, str] = {
        "fastest": plain(settings.fastest_minutes),
        "longest": plain(settings.longest_minutes),
        "km": plain(settings.centre_km),
    }
    return words.text(f"monitor-flag-{flag.value}", **numbers)
