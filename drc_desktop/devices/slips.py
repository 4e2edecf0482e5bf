"""From a print job of the desk (codes and figures) to a slip with its words in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from drc_desktop.desk.contract import PrintJob, Service, SiteCard, SlipKind
from drc_desktop.domain import places
from drc_desktop.domain.clock import here
from drc_desktop.words import Words
from token_printer import slip
from token_printer.slip import CounterShape, Icon, Letterhead, Pair, QueueShape, Slip, Step

HELPLINE = "0800-26477"

_EN, _UR = Words("en"), Words("ur")
_QUEUE = {
    Service.NEW_SURVEY: (QueueShape.HEXAGON, Icon.NEW_SURVEY),
    Service.ROSTER_UPDATE: (QueueShape.PILL, Icon.ROSTER),
    Service.PRIORITY: (QueueShape.SHIELD, Icon.CARD),
}
_PAPER_ICON = {
    "own-cnic": Icon.CARD,
    "adult-cnics": Icon.PEOPLE,
    "b-forms": Icon.PAPER,
    "bill": Icon.BOLT,
    "mobile": Icon.PHONE,
    "this-slip": Icon.NOTE,
}
_ONE_BILL = {"electricity-bill": "bill", "gas-bill": "bill"}
#: Papers to have ready, by queue (facts: common documents; a roster change needs fewer).
_READY = {
    Service.NEW_SURVEY: ("own-cnic", "adult-cnics", "b-forms", "bill", "mobile"),
    Service.ROSTER_UPDATE: ("own-cnic", "b-forms", "mobile"),
    Service.PRIORITY: ("own-cnic", "kafaalat-letter", "mobile"),
}
#: Where a reason sends people; all others go to the information counter.
_GO = {
    "cnic-expired": "slip-go-nadra",
    "b-form-missing": "slip-go-nadra",
    "referred": "slip-go-nadra",
    "other-tehsil": "slip-go-tehsil",
}


def pair(word_id: str, **params: Any) -> Pair:
    """The words of one id in both languages."""
    return Pair(_UR.text(word_id, **params), _EN.text(word_id, **params))


def papers(names: Iterable[str]) -> tuple[slip.Paper, ...]:
    """Lines for papers named as in drc_desktop.domain.papers; both bills are one line."""
    unique = dict.fromkeys(_ONE_BILL.get(name, name) for name in names)
    return tuple(
        slip.Paper(_PAPER_ICON.get(name, Icon.PAPER), pair(f"slip-paper-{name}"), _EN.text(f"slip-short-{name}"))
        for name in unique
    )


def operator_code(operator_id: str) -> str:
    """What a citizen can name to the helpline: the first six digits of a person's id, in capitals; no name."""
    return operator_id.replace("-", "")[:6].upper()


def counter_shape(counter: int) -> CounterShape | None:
    """Shape on the desk sign of counters 1 to 6; later ones have a number only."""
    shapes = list(CounterShape)
    return shapes[counter - 1] if 1 <= counter <= len(shapes) else None


def _service(service: Service) -> slip.Service:
    shape, icon = _QUEUE[service]
    return slip.Service(pair(f"slip-service-{service.value}"), shape, icon)


def _shown(name: str, value: Any) -> Any:
    """A date travels as ISO 8601 and is printed day first; a tehsil travels as its P-code and is printed by name."""
    if name == "tehsil":
        return places.name(str(value))
    if isinstance(value, str):
        try:
            return f"{date.fromisoformat(value):%d-%m-%Y}"
        except ValueError:
            return value
    return value


@dataclass(frozen=True)
class SlipMaker:
    """Makes the slips of one site. Times of the desk (seconds, UTC) are printed in the PC's local time."""

    site: Pair
    helpline: str = HELPLINE
    hours: str = "09:00–15:00"

    @classmethod
    def of(cls, card: SiteCard) -> SlipMaker:
        """For the site of a desk."""
        return cls(Pair(card.name_ur, card.name_en))

    @property
    def _head(self) -> Letterhead:
        return Letterhead(self.site, pair("slip-helpline"), self.helpline, pair("slip-no-fee"))

    def slip_of(self, job: PrintJob) -> Slip:
        """The slip of a job. Raises PersonalNumberError where a field holds a person's number."""
        makers: dict[SlipKind, Callable[[PrintJob], Slip]] = {
            SlipKind.TOKEN: self._token,
            SlipKind.COPY: self._token,
            SlipKind.REFERRAL: self._referral,
            SlipKind.ACKNOWLEDGEMENT: self._acknowledgement,
            SlipKind.TAKEHOME: self._take_home,
        }
        return makers[job.kind](job)

    def _token(self, job: PrintJob) -> slip.TokenSlip:
        content = job.content
        service = Service(content["service"])
        low, high = int(content["wait_low"]), int(content["wait_high"])
        return slip.TokenSlip(
            head=self._head,
            token_caption=pair("slip-token-number"),
            token=content["token"],
            service=_service(service),
            ahead_caption=pair("slip-ahead"),
            ahead=int(content["ahead"]),
            wait_caption=pair("slip-wait"),
            wait=(low, high) if high else None,
            ready=pair("slip-ready"),
            papers=papers(content.get("documents") or _READY[service]),
            qr=content["qr"],
            at=here(content["issued_at"]),
            keep=pair("slip-keep"),
            copy_caption=pair("slip-copy"),
            copy=job.copy,
        )

    def _referral(self, job: PrintJob) -> slip.ReferralSlip:
        reason = job.content["reason"]
        params = {name: _shown(name, value) for name, value in job.content.get("params", {}).items()}
        triage = f"triage-reason-{reason}"
        go = _GO.get(reason, "slip-go-information")
        steps = [Step(Icon.PLACE, pair(go))]
        steps += [Step(line.icon, line.text) for line in papers(job.content.get("documents", ()))]
        if go == "slip-go-nadra":
            steps.append(Step(Icon.CALENDAR, pair("slip-come-back")))
        steps.append(Step(Icon.FORBIDDEN, pair("slip-step-no-money")))
        return slip.ReferralSlip(
            head=self._head,
            title=pair("slip-no-token"),
            reason=pair(triage, **params) if _EN.has(triage) else pair(f"slip-reason-{reason}", **params),
            where_caption=pair("slip-what-now"),
            steps=tuple(steps),
            at=here(job.content.get("at", job.created_at)),
            keep=pair("slip-keep"),
            copy_caption=pair("slip-copy"),
            copy=job.copy,
        )

    def _acknowledgement(self, job: PrintJob) -> slip.AcknowledgementSlip:
        content = job.content
        return slip.AcknowledgementSlip(
            head=self._head,
            title=pair("slip-recorded"),
            reference_caption=pair("slip-reference"),
            reference=content["reference"],
            at=here(content.get("at", job.created_at)),
            counter_caption=pair("slip-counter"),
            counter=int(content["counter"]),
            counter_shape=counter_shape(int(content["counter"])),
            members_caption=pair("slip-members"),
            members=int(content["members"]),
            operator_caption=pair("slip-operator"),
            operator=operator_code(str(content.get("operator", ""))),
            next_caption=pair("slip-next"),
            steps=(
                Step(Icon.EYE, pair("slip-step-checked")),
                Step(Icon.PHONE, pair("slip-step-sms")),
                Step(Icon.FORBIDDEN, pair("slip-step-no-money")),
            ),
            keep=pair("slip-keep-receipt"),
            qr=content.get("qr", ""),
            copy_caption=pair("slip-copy"),
            copy=job.copy,
        )

    def _take_home(self, job: PrintJob) -> slip.TakeHomeSlip:
        content = job.content
        return slip.TakeHomeSlip(
            head=self._head,
            title=pair("slip-bring"),
            papers=papers([*content["documents"], "this-slip"]),
            service=_service(Service(content.get("service", Service.ROSTER_UPDATE))),
            until_caption=pair("slip-until"),
            until=date.fromisoformat(content["until"]),
            days=pair("slip-days"),
            hours=self.hours,
            show=pair("slip-show"),
            qr=content.get("qr", ""),
            copy_caption=pair("slip-copy"),
            copy=job.copy,
        )
