"""One day of a centre, told to the windows: arrivals, calls, surveys, and the faults that a real day brings.

Every step is a key pressed or a text read in a real window; nothing here calls the desk. What must be true after a
step is looked for on the screen, and the day stops where it is not.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from drc_desktop.demo.centre import PIN, Centre, Household
from drc_desktop.demo.hands import Hands, HandsError
from drc_desktop.demo.interview import Answers, Interview
from drc_desktop.demo.record import LARGE, Record
from drc_desktop.domain import clock
from drc_desktop.domain.people_answers import roster_answers, survey_answers
from token_printer.emulator import tell

SYNC_SECONDS = 60.0
NEW, ROSTER, PRIORITY = "1", "2", "3"
GOES_FIRST = {"elderly": "9", "disabled": "7"}


@dataclass(frozen=True)
class Arrival:
    """A family at the issuing desk. `choice` is the key that overrules the proposal, `first` a goes-first group."""

    case: str
    nth: int = 0
    choice: str = ""
    first: str = ""
    token: bool = True


TOKENS = (
    Arrival("missed_out"),
    Arrival("cyclic"),
    Arrival("recertification"),
    Arrival("shock"),
    Arrival("roster_birth", choice=ROSTER),
    Arrival("head_deceased"),
    Arrival("call_back"),
    Arrival("elderly", first="elderly"),
    Arrival("split_family"),
    Arrival("beneficiary_recent", nth=1, choice=PRIORITY),
)
ABSENT = Arrival("missed_out", nth=1)
TURNED_AWAY = (
    Arrival("recent", token=False),
    Arrival("expired_cnic", token=False),
    Arrival("duplicate", token=False),
    Arrival("under_scrutiny", token=False),
    Arrival("appeal", token=False),
)


@dataclass
class Day:
    """The day. `say` hears each step as it begins."""

    centre: Centre
    record: Record
    say: Callable[[str], None]
    supervisor: Hands = field(init=False)
    display: Hands = field(init=False)
    counters: dict[int, Hands] = field(default_factory=dict)
    windows: dict[str, Hands] = field(default_factory=dict)
    tokens: dict[str, Household] = field(default_factory=dict)
    surveyed: int = 0

    def tell(self) -> None:
        """From the first sign-in to the last receipt. Where the day stops, every window is kept as a picture."""
        try:
            self._tell()
        except HandsError:
            for hands in self.windows.values():
                with contextlib.suppress(HandsError, OSError):
                    hands.picture(self.record.out / f"stopped-{hands.who}.png")
            raise

    def _tell(self) -> None:
        self._open()
        for arrival in TOKENS[:4]:
            self._arrive(arrival)
        self._printer_out_of_paper(TOKENS[4])
        for arrival in (*TOKENS[5:], ABSENT):
            self._arrive(arrival)
        self._second_try(TOKENS[1])
        self._bad_scan()
        for arrival in TURNED_AWAY:
            self._turn_away(arrival)
        self._reprint()
        self.record.picture(self.supervisor, "supervisor-today-en")
        self._language(self.supervisor, "supervisor-today-ur")
        self._serve()
        self._end()

    # the supervisor

    def _open(self) -> None:
        self.say("the windows open and people sign in")
        record = self.record
        self.display = self._window("display")
        self.supervisor = self._window("supervisor")
        self.counters = {1: self._window("counter-1"), 2: self._window("counter-2", "ur")}
        self.supervisor.see("signin.person.sup")
        record.picture(self.supervisor, "sign-in-en")
        self.counters[2].see("signin.person.deo2")
        record.picture(self.counters[2], "sign-in-ur")
        self._sign_in(self.supervisor, "sup")
        self.supervisor.see("opening.open", enabled=True, focused=True)
        record.picture(self.supervisor, "supervisor-open-day-en")
        self._language(self.supervisor, "supervisor-open-day-ur")
        self.supervisor.see("opening.open", enabled=True, focused=True)
        for number, hands in self.counters.items():
            self._sign_in(hands, f"deo{number}")
            hands.see("idle.call")
        record.picture(self.counters[2], "counter-idle-closed-ur")
        self.supervisor.key("Return")
        self.supervisor.see("arrivals.cnic", enabled=True, focused=True)
        self.display.see("display")
        record.picture(self.display, "display-nobody-yet", LARGE)

    def _window(self, name: str, language: str = "") -> Hands:
        hands = self.centre.open_window(name, language)
        assert hands is not None, "the walk-through needs hands; a day with a screen is played by people"
        self.windows[name] = hands
        return hands

    def _sign_in(self, hands: Hands, operator: str) -> None:
        hands.see(f"signin.person.{operator}")
        hands.see("signin.pin", focused=True)
        for _ in range(6):
            if hands.sees(f"signin.person.{operator}", checked=True):
                break
            hands.key("Down")
        hands.type(PIN)
        hands.key("Return")

    def _family(self, arrival: Arrival) -> Household:
        found = [one for one in self.centre.people if one.case == arrival.case]
        return found[arrival.nth]

    def _scan(self, family: Household) -> None:
        hands = self.supervisor
        hands.see("arrivals.cnic", focused=True)
        hands.type(family.visitor)
        hands.key("Return")
        hands.see("arrivals.service.new_survey")
        hands.see("arrivals.cnic", focused=False)
        self.record.visitors += 1

    def _arrive(self, arrival: Arrival) -> str:
        """Scan, maybe overrule, print; returns the token."""
        self.say(f"a family arrives: {arrival.case}")
        family, hands = self._family(arrival), self.supervisor
        self._scan(family)
        if arrival.choice:
            hands.type(arrival.choice)
        if arrival.first and not hands.sees(f"arrivals.first.{arrival.first}", checked=True):
            hands.type(GOES_FIRST[arrival.first])
        before, slips = hands.read("slip.token"), self._slips()
        pressed = hands.key("Return")
        hands.see("slip.token", not_text=before)
        token = hands.read("slip.token")
        self.tokens[token] = family
        self.record.tokens_issued += 1
        if self._paper:
            self._printed(slips + 1)
            self.record.issue_to_printer.append(1000 * (self._last_byte() - pressed))
            hands.see("slip.state", text="Printed")
        return token

    _paper = True

    def _slips(self) -> int:
        return len(tell(self.centre.printer["control_port"], do="slips")["slips"])

    def _printed(self, slips: int) -> None:
        if not tell(self.centre.printer["control_port"], do="wait", slips=slips, timeout_s=20)["ok"]:
            raise HandsError(f"slip {slips} did not come out of the printer")

    def _last_byte(self) -> float:
        return float(tell(self.centre.printer["control_port"], do="slips")["slips"][-1]["last_byte"])

    def _printer_out_of_paper(self, arrival: Arrival) -> None:
        """The token is committed though its slip is not; the slip comes when the paper does."""
        self.say("the printer runs out of paper")
        control, slips = self.centre.printer["control_port"], self._slips()
        tell(control, do="fault", kind="paper_out")
        self._paper = False
        self._arrive(arrival)
        self.supervisor.see("slip.state", not_text="Printed")
        self.supervisor.see("slip.state", text="Not printed")
        self.record.picture(self.supervisor, "supervisor-printer-fault-en")
        tell(control, do="clear")
        self._paper = True
        self._printed(slips + 1)
        self.supervisor.see("slip.state", text="Printed")

    def _second_try(self, arrival: Arrival) -> None:
        """The same household again: the window says which token it holds."""
        self.say("a household tries for a second token")
        family = self._family(arrival)
        token = next(token for token, one in self.tokens.items() if one is family)
        hands = self.supervisor
        hands.type(family.visitor)
        hands.key("Return")
        hands.see("arrivals.verdict", text=token)
        self.record.picture(hands, "supervisor-second-token-en")
        hands.key("Escape")
        hands.see("arrivals.cnic", focused=True)

    def _bad_scan(self) -> None:
        """A scan that is no number is said beside the field and changes nothing."""
        hands = self.supervisor
        hands.type("38403-12")
        hands.key("Return")
        hands.see("arrivals.verdict", text="13")
        self.record.picture(hands, "supervisor-bad-scan-en")
        hands.key("Escape")
        hands.see("arrivals.cnic", focused=True)

    def _turn_away(self, arrival: Arrival) -> None:
        """No token: the reason on the screen and on a referral slip."""
        self.say(f"no token: {arrival.case}")
        hands, slips = self.supervisor, self._slips()
        self._scan(self._family(arrival))
        hands.see("arrivals.service.none", focused=True)
        if arrival is TURNED_AWAY[1]:
            self.record.picture(hands, "supervisor-no-token-en")
        hands.key("Return")
        self._printed(slips + 1)
        self.record.no_token += 1
        hands.see("arrivals.cnic", focused=True)

    def _reprint(self) -> None:
        """A household that lost its slip: F9 prints a copy, marked and counted."""
        self.say("a slip is printed again")
        hands, slips = self.supervisor, self._slips()
        hands.type(self._family(TOKENS[2]).visitor)
        hands.key("Return")
        hands.see("arrivals.verdict", text=next(t for t, one in self.tokens.items() if one is self._family(TOKENS[2])))
        hands.key("F9")
        self._printed(slips + 1)
        hands.key("Escape")
        hands.see("arrivals.cnic", focused=True)

    def _language(self, hands: Hands, name: str) -> None:
        """F12: the other language, a picture, and back."""
        hands.key("F12")
        self.record.picture(hands, name)
        self.record.picture(hands, f"{name}-1920", LARGE)
        hands.key("F12")

    # the counters

    def _serve(self) -> None:
        absent = next(token for token, one in self.tokens.items() if one is self._family(ABSENT))
        waiting = len(self.tokens)
        number = 1
        while waiting:
            hands = self.counters[number]
            token = self._call(hands)
            waiting -= 1
            if token == absent:
                self._no_show(hands)
                continue
            self._visit(number, self.tokens[token])
            number = 2 if number == 1 else 1

    def _call(self, hands: Hands) -> str:
        painted = set(self.display.probe("painted"))
        hands.see("idle.call", enabled=True)
        pressed = hands.key("F2")
        hands.see("triage.cnic", focused=True)
        self._await_display(painted, pressed)
        return hands.read("band.token")

    def _await_display(self, painted: set[str], pressed: float) -> None:
        """The call is on the hall screen; its milliseconds count unless another call was still held before it."""
        self.record.calls += 1
        ends = time.monotonic() + 45
        while time.monotonic() < ends:
            shown: dict[str, float] = self.display.probe("painted")
            fresh = [at for call, at in shown.items() if call not in painted]
            if fresh:
                self.record.call_to_display.append(1000 * (max(fresh) - pressed))
                return
            time.sleep(0.02)
        raise HandsError("display: a call was not shown")

    def _no_show(self, hands: Hands) -> None:
        self.say("nobody comes: called again, then marked absent")
        time.sleep(1.1)  # the hall screen holds a call for a second in the walk-through
        painted = set(self.display.probe("painted"))
        pressed = hands.key("F3")
        self._await_display(painted, pressed)
        self.record.picture(self.display, "display-call", LARGE)
        hands.key("F4")
        hands.see("idle.call")
        hands.see("key.undo")
        self.record.no_shows += 1

    def _visit(self, number: int, family: Household) -> None:
        """Triage, survey, check, finish; with a fault on the third, fifth and sixth."""
        self.say(f"counter {number} serves: {family.case}")
        hands, record, place = self.counters[number], self.record, self.surveyed
        language = "en" if number == 1 else "ur"
        hands.type(family.visitor)
        hands.key("Return")
        hands.see("triage.same", focused=True)
        hands.type("+")
        if hands.read("band.token").startswith("P"):
            hands.type("2")  # the Kafaalat letter lies on the table
        hands.see("key.primary", enabled=True)
        if place < 2:
            record.picture(hands, f"counter-triage-{language}")
            record.picture(hands, f"counter-triage-{language}-1920", LARGE)
        hands.key("Return")
        hands.see("survey")
        interview = self._interview(hands, family)
        if place == 2:
            hands = self._killed(number, interview, hands)
        elif place < 2:
            interview.fill(stop_after=30)
            record.picture(hands, f"counter-survey-{language}")
        if place == 4:
            self.say("the registry is out of reach")
            self.centre.parts.pop("registry").stop()
        if not interview.fill():
            raise HandsError("the check of answers was not reached")
        self._finish(number, hands, place, language)

    def _interview(self, hands: Hands, family: Household) -> Interview:
        form = hands.probe("form")
        answers = roster_answers if form == "nser_roster" else survey_answers
        return Interview(hands, Answers.of(answers(family.record, clock.today())), self.record.answer)

    def _killed(self, number: int, interview: Interview, hands: Hands) -> Hands:
        """A power cut in the middle: the same visit, the same question, every saved answer."""
        self.say("the power goes at a counter in mid-survey")
        name = f"counter-{number}"
        interview.fill(stop_after=40)
        while not hands.sees("survey.saved"):  # the roster takes the place of the rail that says 'saved'
            interview.fill(stop_after=interview.given + 1)
        hands.see("survey.saved", text=":")
        at = hands.focus()
        self.centre.parts[name].kill()
        hands.close()
        back = self._window(name, "en" if number == 1 else "ur")
        self.counters[number] = interview.hands = back
        self._sign_in(back, f"deo{number}")
        back.see("survey")
        back.see(at, focused=True)
        self.record.picture(back, "counter-after-power-cut")
        return back

    def _finish(self, number: int, hands: Hands, place: int, language: str) -> None:
        record = self.record
        if place < 2:
            record.picture(hands, f"counter-check-{language}")
        hands.type("+")
        hands.see("key.primary", enabled=True)
        hands.key("Return", "ctrl")
        hands.see("idle.call")
        self.surveyed += 1
        record.finished += 1
        if place == 5:
            record.picture(hands, f"counter-waiting-to-be-sent-{language}")
            self.say("the registry is back")
            self.centre.start_registry()

    # the end

    def _end(self) -> None:
        self.say("everything that waits is sent")
        ends = time.monotonic() + SYNC_SECONDS
        for hands in self.counters.values():
            while (left := hands.probe("outbox"))["waiting"] and time.monotonic() < ends:
                time.sleep(0.1)
            if left["waiting"] or left["refused"]:
                raise HandsError(f"{hands.who}: {left} after the registry came back")
        self.record.picture(self.counters[1], "counter-idle-en")
        self.record.picture(self.counters[2], "counter-idle-ur")
        self.record.picture(self.supervisor, "supervisor-evening-en")
        self.record.picture(self.display, "display-evening", LARGE)
