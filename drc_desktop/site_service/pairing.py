"""Pair a PC with the site: a one-time invite, answered with a secret of which the site keeps the hash alone.

An invite is a file (address, authority, secret) or a code that a person carries (address, the authority's fingerprint,
secret). Joining by code fetches the authority and compares the fingerprint before anything else is said.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
import ssl
from pathlib import Path

import httpx2
import keyring
import keyring.errors
import msgspec

from drc_desktop.desk.contract import DeskError, Fault
from drc_desktop.site_service import tls
from drc_desktop.site_service.folder import SiteError, SiteFault
from drc_desktop.store import people
from drc_desktop.store.files import write_private
from drc_desktop.store.site import SiteStore

KINDS = ("supervisor", "counter", "display", "standby")
INVITE_S = 3600
_PREFIX = "DRC1."
_SERVICE = "drc-desktop station"
_SECONDS = 10.0


class Invite(msgspec.Struct, frozen=True):
    """What travels to the new station; `ca_pem` is empty in a code, which carries the fingerprint alone."""

    url: str
    secret: str
    ca_sha256: str
    ca_pem: str = ""

    def code(self) -> str:
        """The invite as one line of text (about 200 characters, for a QR or a message)."""
        short = msgspec.structs.replace(self, ca_pem="")
        return _PREFIX + base64.urlsafe_b64encode(msgspec.json.encode(short)).decode().rstrip("=")


class PairRequest(msgspec.Struct, frozen=True):
    """What a joining station sends."""

    secret: str


class Paired(msgspec.Struct, frozen=True):
    """What the site answers, once."""

    device_id: str
    secret: str
    site_id: str
    kind: str
    counter: int


class Station(msgspec.Struct, frozen=True):
    """What this PC keeps of its pairing, without the secret. `secret_in` is `keyring` or `file`."""

    device_id: str
    site_id: str
    kind: str
    counter: int
    url: str
    ca_pem: str
    secret_in: str = "keyring"


def invite(store: SiteStore, url: str, ca_pem: str, kind: str, counter: int, now: float) -> Invite:
    """Make an invite that works once, within an hour; raises BAD_REQUEST for a kind or counter that is not there."""
    if kind not in KINDS:
        raise DeskError(Fault.BAD_REQUEST, what="kind")
    secret = secrets.token_urlsafe(24)
    with store.writing() as connection:
        values = {"code_hash": digest(secret), "kind": kind, "counter": counter, "expires_at": now + INVITE_S}
        people.add_invite(connection, values)
    return Invite(url=url, secret=secret, ca_sha256=tls.fingerprint(ca_pem), ca_pem=ca_pem)


def pair(store: SiteStore, request: PairRequest, now: float) -> Paired | None:
    """Spend an invite at the site and enrol the station; None where the invite is unknown, spent or too old."""
    secret = secrets.token_urlsafe(32)
    device_id = secrets.token_hex(8)
    with store.writing() as connection:
        spent = people.use_invite(connection, digest(request.secret), now)
        site = people.the_site(connection)
        if spent is None or site is None:
            return None
        place = {"kind": spent["kind"], "counter": spent["counter"]}
        people.add_station(
            connection, {"device_id": device_id, "secret_hash": digest(secret), "paired_at": now, **place}
        )
        return Paired(device_id=device_id, secret=secret, site_id=site["id"], **place)


def join(code_or_file: str, folder: Path) -> Station:
    """Pair this PC and keep the pairing in `folder`; replaces an earlier one.

    Raises:
        SiteError: BAD_CODE. DeskError: SITE_UNREACHABLE.
    """
    found = _read(code_or_file)
    ca_pem = found.ca_pem or _fetch_authority(found)
    if tls.fingerprint(ca_pem) != found.ca_sha256:
        raise SiteError(SiteFault.BAD_CODE)
    with httpx2.Client(verify=tls.station_context(ca_pem), timeout=_SECONDS, trust_env=False) as client:
        try:
            answer = client.post(
                f"{found.url}/pair",
                content=msgspec.json.encode(PairRequest(found.secret)),
                extensions={"sni_hostname": tls.SERVER_NAME},
            )
        except httpx2.TransportError as fault:
            raise DeskError(Fault.SITE_UNREACHABLE, url=found.url) from fault
    if answer.status_code != 200:
        raise SiteError(SiteFault.BAD_CODE)
    paired = msgspec.json.decode(answer.content, type=Paired)
    return _keep(folder, paired, found.url, ca_pem)


def rejoin(folder: Path, url: str) -> Station:
    """Ask the same site at another address from now on, once it has answered there to this PC's secret.

    Raises:
        DeskError: UNPAIRED, SITE_UNREACHABLE (also where another authority answers).
        SiteError: BAD_CODE where this site does not know this PC.
    """
    found = station(folder)
    headers = {"authorization": f"Bearer {found.device_id}.{station_secret(folder, found)}"}
    with httpx2.Client(verify=tls.station_context(found.ca_pem), timeout=_SECONDS, trust_env=False) as client:
        try:
            where = {"sni_hostname": tls.SERVER_NAME}
            answer = client.post(f"{url.rstrip('/')}/desk/site", content=b"{}", headers=headers, extensions=where)
        except (httpx2.TransportError, httpx2.InvalidURL) as fault:
            raise DeskError(Fault.SITE_UNREACHABLE, url=url) from fault
    if answer.status_code != 200:
        raise SiteError(SiteFault.BAD_CODE)
    moved = msgspec.structs.replace(found, url=url.rstrip("/"))
    write_private(folder / "station.json", msgspec.json.encode(moved))
    return moved


def station(folder: Path) -> Station:
    """This PC's pairing; raises UNPAIRED where there is none that can be read."""
    try:
        return msgspec.json.decode((folder / "station.json").read_bytes(), type=Station)
    except (FileNotFoundError, msgspec.DecodeError) as fault:
        raise DeskError(Fault.UNPAIRED) from fault


def station_secret(folder: Path, found: Station) -> str:
    """The secret of this PC's pairing; raises UNPAIRED where it is gone."""
    if found.secret_in == "keyring":
        secret = _from_keyring(found.device_id)
    else:
        path = folder / "station.secret"
        secret = path.read_text(encoding="ascii") if path.exists() else None
    if not secret:
        raise DeskError(Fault.UNPAIRED)
    return secret


def digest(secret: str) -> str:
    """What the site keeps of a secret: SHA-256, hex. Secrets are random and long, so no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _keep(folder: Path, paired: Paired, url: str, ca_pem: str) -> Station:
    folder.mkdir(parents=True, exist_ok=True)
    in_keyring = _to_keyring(paired.device_id, paired.secret)
    if not in_keyring:
        write_private(folder / "station.secret", paired.secret.encode("ascii"))
    kept = Station(
        device_id=paired.device_id,
        site_id=paired.site_id,
        kind=paired.kind,
        counter=paired.counter,
        url=url,
        ca_pem=ca_pem,
        secret_in="keyring" if in_keyring else "file",
    )
    write_private(folder / "station.json", msgspec.json.encode(kept))
    return kept


def _to_keyring(device_id: str, secret: str) -> bool:
    """Whether the keyring really holds the secret now: some backends take it and keep nothing."""
    try:
        keyring.set_password(_SERVICE, device_id, secret)
    except (keyring.errors.KeyringError, RuntimeError, OSError):
        return False
    return _from_keyring(device_id) == secret


def _from_keyring(device_id: str) -> str | None:
    try:
        return keyring.get_password(_SERVICE, device_id)
    except (keyring.errors.KeyringError, RuntimeError, OSError):
        return None


def _read(code_or_file: str) -> Invite:
    try:
        if code_or_file.strip().startswith(_PREFIX):
            text = code_or_file.strip()[len(_PREFIX) :]
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        else:
            raw = Path(code_or_file).read_bytes()
        return msgspec.json.decode(raw, type=Invite)
    except (OSError, ValueError, binascii.Error, msgspec.DecodeError) as fault:
        raise SiteError(SiteFault.BAD_CODE) from fault


def _fetch_authority(found: Invite) -> str:
    """Ask for the authority before it can be trusted: nothing secret is sent, and the fingerprint decides."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with httpx2.Client(verify=context, timeout=_SECONDS, trust_env=False) as client:
            answer = client.get(f"{found.url}/ca")
            tls.fingerprint(answer.text)
    except httpx2.TransportError as fault:
        raise DeskError(Fault.SITE_UNREACHABLE, url=found.url) from fault
    except ValueError as fault:
        raise SiteError(SiteFault.BAD_CODE) from fault
    return answer.text
