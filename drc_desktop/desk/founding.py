"""Make a new site: its row, keys, series of numbers, services, counters and first operators, in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, RowMapping, insert

from drc_desktop.desk.contract import DeskError, Fault, OperatorCard, Role, Service, SiteCard
from drc_desktop.desk.people import hash_pin
from drc_desktop.domain.token import FIRST_LETTERS
from drc_desktop.domain.visit import LANGUAGES
from drc_desktop.store import people, schema

LONGEST_SITE_ID = 16
LIMIT_MINUTES = 45


class SitePlan(msgspec.Struct, frozen=True):
    """What `drc site init` is told. `site_id` goes into every slip's QR, so it has at most 16 characters."""

    site_id: str
    name_en: str
    name_ur: str
    tehsil: str
    counters: int = 2


class NewOperator(msgspec.Struct, frozen=True):
    """A first operator, by the supervisor's hand; the PIN is hashed at once. An empty id gets a random one.
    `own_pin`: the person chose it; one that was given has to be changed at the first sign-in."""

    name: str
    role: Role
    pin: str
    counter: int = 0
    operator_id: str = ""
    woman: bool = False
    languages: list[str] = []
    drive: str = ""
    own_pin: bool = False


def found(connection: Connection, plan: SitePlan, operators: Sequence[NewOperator], now: float) -> list[OperatorCard]:
    """Fill an empty, prepared site database; returns the operators with their ids.

    Raises:
        DeskError: BAD_REQUEST (site, site_id, counters, role, pin) where there is a site already or the plan is wrong.
    """
    if people.the_site(connection) is not None:
        raise DeskError(Fault.BAD_REQUEST, what="site")
    if not 1 <= len(plan.site_id) <= LONGEST_SITE_ID or not plan.site_id.isascii():
        raise DeskError(Fault.BAD_REQUEST, what="site_id")
    if not 1 <= plan.counters <= 12:
        raise DeskError(Fault.BAD_REQUEST, what="counters")
    names = {"name_en": plan.name_en, "name_ur": plan.name_ur, "tehsil": plan.tehsil}
    times = {"created_at": now, "last_at": now, "promoted_on": "", "settings": ""}
    key = Ed25519PrivateKey.generate().private_bytes_raw()
    connection.execute(insert(schema.site).values(id=plan.site_id, ticket_key=key, **names, **times))
    series = ("event", "call", "undone_call")
    connection.execute(insert(schema.sequence), [{"name": name, "last": 0} for name in series])
    for service, letter in FIRST_LETTERS.items():
        values = {"service": service.value, "letter": letter, "limit_minutes": LIMIT_MINUTES}
        connection.execute(insert(schema.service).values(**values))
    serves = msgspec.json.encode(list(Service)).decode()
    for number in range(1, plan.counters + 1):
        connection.execute(
            insert(schema.counter).values(number=number, serves=serves, state="closed", operator_id="", since=now)
        )
    return [add_operator(connection, operator) for operator in operators]


def add_operator(connection: Connection, operator: NewOperator) -> OperatorCard:
    """Insert one operator; raises BAD_REQUEST for a weak PIN, an empty name or a role that is no person's."""
    if operator.role is Role.DISPLAY:
        raise DeskError(Fault.BAD_REQUEST, what="role")
    if not operator.name.strip():
        raise DeskError(Fault.BAD_REQUEST, what="name")
    operator_id = operator.operator_id or str(uuid.uuid4())
    languages = [language for language in LANGUAGES if language in operator.languages]
    values = {"name": operator.name, "role": operator.role.value, "counter": operator.counter}
    profile = {"woman": operator.woman, "languages": msgspec.json.encode(languages).decode(), "drive": operator.drive}
    secret = {"pin_hash": hash_pin(operator.pin), "pin_own": operator.own_pin, "active": True, "failed": 0}
    people.add_operator(connection, {"id": operator_id, **values, **profile, **secret})
    return OperatorCard(
        operator_id, operator.name, operator.role, operator.counter, operator.woman, languages, operator.drive
    )


def site_card(row: RowMapping) -> SiteCard:
    """What every window shows of the site."""
    public = Ed25519PrivateKey.from_private_bytes(row["ticket_key"]).public_key().public_bytes_raw()
    return SiteCard(
        site_id=row["id"], name_en=row["name_en"], name_ur=row["name_ur"], tehsil=row["tehsil"], ticket_key=public
    )
