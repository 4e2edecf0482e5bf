"""Surveys to a server that speaks OpenRosa (ODK Central, KoboToolbox): multipart form post, HEAD first.

Such a server takes open XML and gives no receipt. So this carrier holds the keys that envelopes of its PCs are sealed
for: it verifies and opens one, posts the survey, and signs a receipt itself once the server has it. It trusts no
status alone: a 201 or 202 counts with an OpenRosaResponse in it, and where the server lets a submission be read back
(`kept`), only the same bytes count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import httpx2
from lxml import etree

from sync import envelope as envelopes
from sync import wire
from sync.carriers.base import Answer
from sync.carriers.http import pinned_context, retry_after
from sync.envelope import Content, Envelope
from sync.errors import Broken, Busy, NotRegistry, Refused, SyncError, Unreachable
from sync.keys import Keys, PublicKeys
from sync.receipt import Receipt
from sync.wire import Now, system_ms

HEADERS = {"X-OpenRosa-Version": "1.0"}
NAMESPACE = "{http://openrosa.org/http/response}"
MAX_ANSWER = 256 * 1024
MAX_POST = 10 * 1000 * 1000
"""Bytes of one post where the server names no X-OpenRosa-Accept-Content-Length."""
_REFUSALS = {400: "not_taken", 403: "not_allowed", 404: "not_taken", 413: "oversize", 422: "not_taken"}
FIRST = "xml_submission_file"


class OpenRosaCarrier:
    """A server whose submissions go to `url` (as `.../v1/projects/1/submission`).

    `keys` are those the PCs know as their registry's, `devices` the public keys of the PCs by identifier. `auth` is
    name and password. `kept(instance_id)` reads a submission back, None where the server has none.
    """

    name = "openrosa"

    def __init__(
        self,
        url: str,
        keys: Keys,
        devices: Mapping[str, PublicKeys],
        *,
        auth: tuple[str, str] | None = None,
        kept: Callable[[str], bytes | None] | None = None,
        now: Now = system_ms,
        timeout_s: float = 60.0,
    ) -> None:
        self._url = url
        self._keys = keys
        self._devices = devices
        self._kept = kept
        self._now = now
        self._epoch = f"openrosa {wire.sha256(url.encode()).hex()[:16]}"
        self._client = httpx2.Client(
            verify=pinned_context() if url.startswith("https:") else False, timeout=timeout_s, trust_env=False,
            headers=HEADERS, auth=auth,
        )  # fmt: skip

    def push(self, envelopes: Sequence[bytes], seen: bytes = b"") -> list[Answer]:
        """See `Carrier.push`; one post each."""
        largest = self._head()
        return [self._one(data, largest) for data in envelopes]

    def pull(self, request: bytes) -> bytes:
        """OpenRosa hands out no slices. Raises Refused."""
        raise Refused("unsupported")

    def enrol(self, request: bytes) -> bytes:
        """OpenRosa enrols no PCs. Raises Refused."""
        raise Refused("unsupported")

    def close(self) -> None:
        """Drop the connections."""
        self._client.close()

    def _head(self) -> int:
        """Ask before sending (OpenRosa): is there a server, and how much does it take at once, in bytes?"""
        response = self._request("HEAD")
        if response.status_code != 204 or "x-openrosa-version" not in response.headers:
            raise NotRegistry(status=response.status_code)
        try:
            return int(response.headers["x-openrosa-accept-content-length"])
        except (KeyError, ValueError):
            return MAX_POST

    def _one(self, data: bytes, largest: int) -> Answer:
        try:
            envelope = Envelope.from_bytes(data)
            device = self._devices.get(envelope.header.device)
            if device is None:
                return Answer(reason="unknown_device", permanent=True)
            envelopes.verify(envelope, device)
            content = envelopes.open_(envelope, self._keys)
            instance_id = _instance_id(content.xml)
        except SyncError as error:
            return Answer(reason=error.code, permanent=True)
        except etree.XMLSyntaxError:
            return Answer(reason="not_xml", permanent=True)
        if sum(map(len, (content.xml, *content.attachments.values()))) > largest:
            return Answer(reason="oversize", permanent=True)
        return self._post(envelope, content, instance_id)

    def _post(self, envelope: Envelope, content: Content, instance_id: str) -> Answer:
        files = {FIRST: ("submission.xml", content.xml, "text/xml")}
        files |= {name: (name, body, "application/octet-stream") for name, body in content.attachments.items()}
        response = self._request("POST", files)
        status = response.status_code
        if status == 409:  # other bytes under this instance, or one deleted there: never overwritten
            return self._receipted(envelope) if self._is_kept(content, instance_id) else Answer(None, "conflict", True)
        if status in _REFUSALS:
            return Answer(reason=_REFUSALS[status], permanent=status != 403)
        if status not in (201, 202) or not _is_openrosa(response.content):
            raise NotRegistry(status=status)
        if self._kept is not None and not self._is_kept(content, instance_id):
            return Answer(reason="not_kept")
        return self._receipted(envelope)

    def _is_kept(self, content: Content, instance_id: str) -> bool:
        return self._kept is not None and self._kept(instance_id) == content.xml

    def _receipted(self, envelope: Envelope) -> Answer:
        now, header = self._now(), envelope.header
        receipt = Receipt(header.msg_id, envelope.sha256, now, self._epoch, now, self._keys.public.kid)
        return Answer(receipt.issue(self._keys))

    def _request(self, method: str, files: Mapping[str, tuple[str, bytes, str]] | None = None) -> httpx2.Response:
        try:
            response = self._client.request(method, self._url, files=files)
        except (httpx2.ConnectError, httpx2.TimeoutException, httpx2.ProxyError) as error:
            raise Unreachable from error
        except (httpx2.RequestError, httpx2.StreamError, httpx2.InvalidURL) as error:
            raise Broken from error
        if response.status_code in (429, 503):
            raise Busy(retry_after(response))
        if response.status_code >= 500:
            raise Broken(status=response.status_code)
        if response.status_code == 401:
            raise Refused("not_allowed")
        return response


def _parsed(data: bytes) -> etree._Element:
    """Raises XMLSyntaxError. Entities are not expanded and nothing is fetched."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _instance_id(xml: bytes) -> str:
    names = (one for one in _parsed(xml).iter(etree.Element) if etree.QName(one).localname == "instanceID")
    return next((one.text or "" for one in names), "")


def _is_openrosa(data: bytes) -> bool:
    if len(data) > MAX_ANSWER:
        return False
    try:
        return bool(_parsed(data).tag == f"{NAMESPACE}OpenRosaResponse")
    except etree.XMLSyntaxError:
        return False
