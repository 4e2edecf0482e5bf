"""The protocol over HTTP: one POST each, CBOR both ways, TLS 1.3 with an optional pinned authority."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import httpx2

from sync import wire
from sync.carriers.base import MAX_ANSWER, Answer, push_request, read_answers
from sync.errors import Broken, Busy, CarrierError, NotRegistry, Refused, SyncError, Unreachable

MEDIA_TYPE = "application/cbor"
PUSH, PART, PULL, ENROL = "/v1/push", "/v1/part", "/v1/pull", "/v1/enrol"
PART_BYTES = 64 * 1024
MAX_RETRY_AFTER_S = 3600.0
_BUSY = (429, 503)


def pinned_context(ca_file: Path | None = None) -> ssl.SSLContext:
    """TLS 1.3 only; trusts nothing but `ca_file` where one is given, else the system's authorities."""
    context = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context


class HttpCarrier:
    """A registry at `url` (scheme and host, optionally a path). Proxies of the environment are not used.

    `in_parts`: hand over large requests in parts of 64 KiB that resume where they broke off. A carrier whose link broke
    on one does so by itself from then on.
    """

    name = "http"

    def __init__(self, url: str, ca_file: Path | None = None, timeout_s: float = 30.0, in_parts: bool = False) -> None:
        self._in_parts = in_parts
        self._client = httpx2.Client(
            base_url=url,
            verify=pinned_context(ca_file) if url.startswith("https:") else False,
            timeout=timeout_s,
            trust_env=False,
            headers={"content-type": MEDIA_TYPE, "accept": MEDIA_TYPE},
        )

    def push(self, envelopes: Sequence[bytes], seen: bytes = b"") -> list[Answer]:
        """See `Carrier.push`."""
        body = push_request(envelopes, seen)
        large = len(body) > PART_BYTES
        try:
            data = self._in_turn(body) if large and self._in_parts else self._post(PUSH, body, per_item=True)
        except (Broken, Unreachable):
            self._in_parts = self._in_parts or large
            raise
        try:
            return read_answers(data, len(envelopes))
        except SyncError as error:
            raise NotRegistry from error

    def _in_turn(self, body: bytes) -> bytes:
        """A push in parts: first how much of it is there already, then the rest."""
        about, at = {"v": 1, "sha256": wire.sha256(body), "size": len(body)}, 0
        part = b""
        for _ in range(2 * (len(body) // PART_BYTES + 2)):
            answer = self._post(PART, wire.encode(about | {"offset": at, "data": part}), per_item=True)
            try:
                fields = wire.decode_map(answer, MAX_ANSWER)
                if "results" in fields:
                    return answer
                at = wire.field(fields, "have", int)
            except SyncError as error:
                raise NotRegistry from error
            part = body[at : at + PART_BYTES]
        raise NotRegistry

    def pull(self, request: bytes) -> bytes:
        """See `Carrier.pull`."""
        return self._post(PULL, request)

    def enrol(self, request: bytes) -> bytes:
        """See `Carrier.enrol`."""
        return self._post(ENROL, request)

    def close(self) -> None:
        """Drop the connections."""
        self._client.close()

    def __enter__(self) -> HttpCarrier:
        """The carrier itself; closed on leaving."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def _post(self, path: str, body: bytes, per_item: bool = False) -> bytes:
        try:
            with self._client.stream("POST", path, content=body) as response:
                data = _bounded(response)
        except (httpx2.ConnectError, httpx2.TimeoutException, httpx2.ProxyError) as error:
            raise Unreachable from error
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
            raise Unreachable(why="url") from error
        except (httpx2.RequestError, httpx2.StreamError) as error:
            raise Broken from error
        return _judge(response, data, per_item)


def _bounded(response: httpx2.Response) -> bytes:
    chunks, total = [], 0
    for chunk in response.iter_bytes():
        total += len(chunk)
        if total > MAX_ANSWER:
            raise NotRegistry(size=total)
        chunks.append(chunk)
    return b"".join(chunks)


def _judge(response: httpx2.Response, data: bytes, per_item: bool) -> bytes:
    """The body of a good answer. Results for items may come with the status of the only item (409, 422)."""
    status = response.status_code
    if status in _BUSY:
        raise Busy(retry_after(response), status=status)
    if response.headers.get("content-type", "").partition(";")[0].strip() != MEDIA_TYPE:
        raise (Broken if status >= 500 else NotRegistry)(status=status)
    if status in (200, 201, 202):
        return data
    try:
        fields = wire.decode_map(data, MAX_ANSWER)
        if per_item and "results" in fields:
            return data
        raise Refused(wire.field(fields, "reason", str)[:64], status=status)
    except CarrierError:
        raise
    except SyncError as error:
        raise (Broken if status >= 500 else NotRegistry)(status=status) from error


def retry_after(response: httpx2.Response) -> float | None:
    """Seconds the far end asks to wait, bounded; None where it does not say."""
    try:
        seconds = float(response.headers.get("retry-after", ""))
    except ValueError:
        return None
    return min(seconds, MAX_RETRY_AFTER_S) if seconds >= 0 else None
