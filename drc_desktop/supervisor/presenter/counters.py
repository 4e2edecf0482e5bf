"""The side panels: what each counter does, and what waits to be sent, from the figures the stations report."""

from __future__ import annotations

from drc_desktop.desk.contract import Board, CounterCard, CounterState, StationStatus
from drc_desktop.kit.dates import clock_span, hour, minutes
from drc_desktop.kit.ports import Texts
from drc_desktop.supervisor.model import Outbox, OutboxLine, Seat, Tone

LONG_VISIT_MIN = 45
"""A visit at a counter longer than this is shown as long (interviews take 20-40 minutes)."""
NO_NETWORK_S = 15 * 60
"""Surveys wait and nobody has reached the registry for this long: the panel says so."""


def seats(board: Board, words: Texts, now: float) -> list[Seat]:
    """One line a counter, in counter order."""
    return [_seat(card, words, now, board.day.open) for card in board.counters]


def open_count(board: Board) -> int:
    """Counters with an operator."""
    return sum(card.state is not CounterState.CLOSED for card in board.counters)


def _seat(card: CounterCard, words: Texts, now: float, day_open: bool) -> Seat:
    gone = minutes(card.since, now) if card.since else 0
    long = card.state is CounterState.SERVING and gone >= LONG_VISIT_MIN
    word = "long" if long else card.state.value
    if card.state is CounterState.FREE and not day_open:
        word = "ready"
    title = card.token or (card.operator if not day_open and card.operator else "–")
    operator = card.operator or words.text("supervisor-no-operator")
    if not day_open:
        title = card.operator
        operator = words.text("supervisor-signed-in" if card.operator else "supervisor-nobody-yet")
    return Seat(
        counter=card.counter,
        title=title,
        is_token=bool(card.token),
        service=card.service,
        operator=operator,
        state=card.state,
        long=long,
        state_words=words.text(f"queue-counter-{word}"),
        note=_note(card, words, now, gone),
    )


def _note(card: CounterCard, words: Texts, now: float, gone: int) -> str:
    if card.state is CounterState.CALLED and card.since is not None:
        if card.calls > 1:
            return words.text("supervisor-nth-call", n=card.calls, span=clock_span(card.since, now))
        return clock_span(card.since, now)
    if card.state is CounterState.SERVING:
        return words.text("kit-minutes", n=gone)
    if card.state is CounterState.BREAK and card.back_at:
        return words.text("supervisor-back-at", at=hour(card.back_at))
    return ""


def outbox(board: Board, words: Texts, now: float) -> Outbox:
    """Figures over all stations that send."""
    senders = [station for station in board.stations if station.kind != "display"]
    waiting = sum(station.outbox_waiting for station in senders)
    ages = [
        _oldest(station, now) for station in senders if station.outbox_oldest is not None and station.outbox_waiting
    ]
    reached = [station.last_sync for station in senders if station.last_sync]
    notice = ""
    if waiting and reached and now - max(reached) > NO_NETWORK_S:
        notice = words.text("supervisor-no-network", at=hour(max(reached)))
    return Outbox(
        waiting=waiting,
        oldest=max(ages) if ages else None,
        refused=sum(station.outbox_refused for station in senders),
        notice=notice,
        lines=tuple(_line(station, words) for station in senders if station.outbox_waiting or station.outbox_refused),
    )


def _oldest(station: StationStatus, now: float) -> int:
    """Minutes: the age as reported, and what has passed since the report."""
    return int(((station.outbox_oldest or 0.0) + max(0.0, now - station.at)) // 60)


def _line(station: StationStatus, words: Texts) -> OutboxLine:
    name = (
        words.text("supervisor-station-counter", counter=station.counter)
        if station.counter
        else words.text("supervisor-station-pc", name=station.device_id)
    )
    if station.outbox_refused:
        text = words.text("supervisor-station-refused", waiting=station.outbox_waiting, refused=station.outbox_refused)
        return OutboxLine(name, text, Tone.BAD)
    return OutboxLine(name, words.text("supervisor-station-waiting", waiting=station.outbox_waiting), Tone.LOOK)
