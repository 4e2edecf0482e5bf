"""Drafts and finalised surveys in the local store: what makes a killed counter come back to the same question.

Each call is one transaction, durable when it returns. A draft is its first snapshot, the newest ones, and every answer
since the first: a damaged snapshot is rebuilt from the one before it. Finishing is one transaction: the survey, its
sealed envelope and the visit to close at the desk.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from drc_desktop.domain.draft import DraftHead, FinishedSurvey, OpenDraft, Operation, OperationKind, Place
from drc_desktop.store.local import LocalStore
from drc_desktop.store.local_fault import LocalFault, LocalStoreError
from drc_desktop.store.local_schema import closing, draft, snapshot, step, survey
from survey_forms.engine.contract import Submission
from sync import envelope
from sync.identity import Identity

KEPT_SNAPSHOTS = 2


@dataclass(frozen=True, slots=True)
class VisitToClose:
    """A visit whose survey is finalised and whose desk has not heard of it. `key` makes the replay idempotent."""

    visit_id: str
    key: str
    fact: bytes


class Journal:
    """The journal in `store`; `operator` goes into the envelopes of surveys finalised through it."""

    def __init__(self, store: LocalStore, operator: str) -> None:
        self._store = store
        self._operator = operator

    # the survey under way

    def begin(self, head: DraftHead, state: bytes) -> None:
        """Start the draft of a visit; an older draft of the same visit gives way, its answers stay as a dropped one."""
        with self._store.writing() as connection:
            _discard(connection, head.visit_id)
            connection.execute(
                insert(draft).values(
                    visit_id=head.visit_id, token=head.token, form_id=head.form_id, form_version=head.form_version,
                    update_type=head.update_type, cnic=head.cnic, started_at=head.started_at,
                    household_xml=head.household_xml, papers_missing=json.dumps(head.papers_missing), page=0, ref="",
                    updated_at=self._now(),
                )
            )  # fmt: skip
            _keep_snapshot(connection, head.visit_id, 0, state, {})

    def append(self, visit_id: str, operation: Operation, place: Place) -> float:
        """Keep one answer; the time of the commit, in seconds. Raises NO_DRAFT where the visit has none open."""
        at = self._now()
        with self._store.writing() as connection:
            self._at(connection, visit_id, place, at)
            connection.execute(
                insert(step).values(
                    visit_id=visit_id, seq=_last_step(connection, visit_id) + 1, kind=operation.kind.value,
                    ref=operation.ref, value=operation.value, at=at,
                )
            )  # fmt: skip
        return at

    def move(self, visit_id: str, place: Place) -> None:
        """Keep where the cursor is, apart from any answer. Raises NO_DRAFT where the visit has none open."""
        with self._store.writing() as connection:
            self._at(connection, visit_id, place, self._now())

    def snapshot(self, visit_id: str, state: bytes, place: Place, section_seconds: Mapping[str, float]) -> float:
        """Keep the whole state at a page turn, with every answer so far in it."""
        at = self._now()
        with self._store.writing() as connection:
            self._at(connection, visit_id, place, at)
            _keep_snapshot(connection, visit_id, _last_step(connection, visit_id), state, section_seconds)
        return at

    def left_open(self, visit_id: str = "") -> OpenDraft | None:
        """The draft of this visit, or the one last worked on; None where none is open.

        Raises DRAFT_CORRUPT where no snapshot of it can be read: the rows stay for someone who can help.
        """
        query = select(draft).where(draft.c.dropped.is_(None)).order_by(draft.c.updated_at.desc()).limit(1)
        if visit_id:
            query = query.where(draft.c.visit_id == visit_id)
        with self._store.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
            return None if row is None else _open(connection, row)

    def drop(self, visit_id: str, reason: str) -> None:
        """Give a draft up; it stays, without being offered, until the plain copies of the day are erased."""
        with self._store.writing() as connection:
            connection.execute(update(draft).where(draft.c.visit_id == visit_id).values(dropped=reason or "-"))

    # the finished survey

    def finalise(self, visit_id: str, submission: Submission, fact: bytes) -> None:
        """Survey, envelope and visit to close in one transaction; the same call again changes nothing.

        `fact` is what the desk is told at closing, already without answers. Before enrolment the survey waits unsealed.
        Raises NO_DRAFT where neither the survey nor a draft of the visit is here.
        """
        identity = self._store.identity()
        with self._store.writing() as connection:
            known = connection.execute(select(survey.c.msg_id).where(survey.c.instance_id == submission.instance_id))
            if known.one_or_none() is not None:
                return
            row = connection.execute(select(draft).where(draft.c.visit_id == visit_id)).mappings().one_or_none()
            if row is None:
                raise LocalStoreError(LocalFault.NO_DRAFT)
            content = envelope.Content(
                xml=submission.xml,
                audit_csv=submission.audit_csv or b"",
                attachments=submission.attachments,
                visit=_visit_facts(row, self._now()),
            )
            connection.execute(
                insert(survey).values(
                    instance_id=submission.instance_id, visit_id=visit_id, operator=self._operator,
                    form_ver=f"{row['form_id']}@{row['form_version']}"[:64], content=content.to_bytes(),
                    head=msgspec.json.encode(_head(row)),
                    deprecates=submission.deprecated_id, finalised_at=self._now(),
                )
            )  # fmt: skip
            if identity is not None:
                self._seal(connection, identity, submission.instance_id)
            connection.execute(delete(closing).where(closing.c.visit_id == visit_id))
            connection.execute(
                insert(closing).values(visit_id=visit_id, key=str(uuid.uuid4()), fact=fact, at=self._now())
            )
            connection.execute(delete(draft).where(draft.c.visit_id == visit_id))

    def finished(self, visit_id: str) -> FinishedSurvey | None:
        """The newest survey of a visit, None where its plain copy is not on this PC (any more)."""
        query = select(survey).where(survey.c.visit_id == visit_id).order_by(survey.c.finalised_at.desc()).limit(1)
        with self._store.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        content = envelope.Content.from_bytes(bytes(row["content"]))
        head = msgspec.json.decode(bytes(row["head"]), type=DraftHead)
        return FinishedSurvey(head, content.xml, content.attachments)

    def correctable(self) -> set[str]:
        """Visits whose survey can be opened again on this PC."""
        with self._store.reading() as connection:
            return set(connection.execute(select(survey.c.visit_id)).scalars())

    def seal_waiting(self) -> int:
        """Seal what was finalised before this PC was enrolled; how many. Nothing without an identity."""
        identity = self._store.identity()
        if identity is None:
            return 0
        with self._store.writing() as connection:
            waiting = connection.execute(
                select(survey.c.instance_id).where(survey.c.msg_id.is_(None)).order_by(survey.c.finalised_at)
            ).scalars()
            names = list(waiting)
            for name in names:
                self._seal(connection, identity, name)
        return len(names)

    def unsealed(self) -> int:
        """Finalised surveys that wait for the enrolment of this PC."""
        with self._store.reading() as connection:
            return connection.execute(select(func.count()).where(survey.c.msg_id.is_(None))).scalar_one()

    def to_close(self) -> list[VisitToClose]:
        """Visits that the desk has not confirmed as closed, oldest first."""
        with self._store.reading() as connection:
            rows = connection.execute(select(closing).order_by(closing.c.at)).mappings().all()
        return [VisitToClose(row["visit_id"], row["key"], bytes(row["fact"])) for row in rows]

    def closed(self, visit_id: str) -> None:
        """The desk has answered: nothing more to replay for this visit."""
        with self._store.writing() as connection:
            connection.execute(delete(closing).where(closing.c.visit_id == visit_id))

    def forget_plain(self, closed_at: float) -> int:
        """The day was closed (seconds since the epoch): erase what it left, and say how many surveys that was.

        That is plain copies whose envelope is sealed, and dropped drafts. What is younger belongs to another day and
        may still be corrected: a counter hears of earlier closes again each time it starts.
        """
        with self._store.writing() as connection:
            connection.execute(delete(draft).where(draft.c.dropped.is_not(None), draft.c.updated_at <= closed_at))
            old = survey.c.msg_id.is_not(None) & (survey.c.finalised_at <= closed_at)
            return connection.execute(delete(survey).where(old)).rowcount

    def _seal(self, connection: Connection, identity: Identity, instance_id: str) -> None:
        row = connection.execute(select(survey).where(survey.c.instance_id == instance_id)).mappings().one()
        before = None
        if row["deprecates"]:
            query = select(survey.c.msg_id).where(survey.c.instance_id == row["deprecates"])
            before = connection.execute(query).scalar_one_or_none()
        created = int(row["finalised_at"] * 1000)
        msg_id = envelope.new_msg_id(created)
        sealed = envelope.seal(
            envelope.Content.from_bytes(bytes(row["content"])),
            device_keys=identity.keys,
            registry=identity.registry,
            msg_id=msg_id,
            created=created,
            site=identity.site,
            device=identity.device,
            op=row["operator"],
            form_ver=row["form_ver"],
            supersedes=None if before is None else uuid.UUID(before),
        )
        self._store.outbox.put(connection, sealed)
        connection.execute(update(survey).where(survey.c.instance_id == instance_id).values(msg_id=str(msg_id)))

    def _at(self, connection: Connection, visit_id: str, place: Place, at: float) -> None:
        changed = connection.execute(
            update(draft)
            .where(draft.c.visit_id == visit_id, draft.c.dropped.is_(None))
            .values(page=place.page, ref=place.ref, updated_at=at)
        ).rowcount
        if not changed:
            raise LocalStoreError(LocalFault.NO_DRAFT)

    def _now(self) -> float:
        return self._store.now() / 1000


def _last_step(connection: Connection, visit_id: str) -> int:
    last = connection.execute(select(func.max(step.c.seq)).where(step.c.visit_id == visit_id)).scalar_one()
    return int(last or 0)


def _keep_snapshot(
    connection: Connection, visit_id: str, seq: int, state: bytes, section_seconds: Mapping[str, float]
) -> None:
    mine = snapshot.c.visit_id == visit_id
    connection.execute(delete(snapshot).where(mine, snapshot.c.seq == seq))
    connection.execute(
        insert(snapshot).values(
            visit_id=visit_id, seq=seq, state=state, sha256=hashlib.sha256(state).digest(),
            section_seconds=json.dumps(dict(section_seconds)),
        )
    )  # fmt: skip
    newest = select(snapshot.c.seq).where(mine).order_by(snapshot.c.seq.desc()).limit(KEPT_SNAPSHOTS)
    kept = [0, *connection.execute(newest).scalars()]
    connection.execute(delete(snapshot).where(mine, snapshot.c.seq.not_in(kept)))


def _discard(connection: Connection, visit_id: str) -> None:
    """Make room for a fresh start of the same visit; the old answers stay under a name of their own."""
    old = connection.execute(select(draft.c.visit_id).where(draft.c.visit_id == visit_id)).scalar_one_or_none()
    if old is None:
        return
    aside = str(uuid.uuid4())
    row = dict(connection.execute(select(draft).where(draft.c.visit_id == visit_id)).mappings().one())
    connection.execute(insert(draft).values(row | {"visit_id": aside, "dropped": row["dropped"] or "begun-again"}))
    for table in (snapshot, step):
        connection.execute(update(table).where(table.c.visit_id == visit_id).values(visit_id=aside))
    connection.execute(delete(draft).where(draft.c.visit_id == visit_id))


def _open(connection: Connection, row: RowMapping) -> OpenDraft:
    visit_id = row["visit_id"]
    states = connection.execute(
        select(snapshot).where(snapshot.c.visit_id == visit_id).order_by(snapshot.c.seq.desc())
    ).mappings()
    good = next((one for one in states if hashlib.sha256(one["state"]).digest() == bytes(one["sha256"])), None)
    if good is None:
        raise LocalStoreError(LocalFault.DRAFT_CORRUPT, token=row["token"])
    steps = connection.execute(
        select(step).where(step.c.visit_id == visit_id, step.c.seq > good["seq"]).order_by(step.c.seq)
    ).mappings()
    try:
        return OpenDraft(
            head=_head(row),
            snapshot=bytes(good["state"]),
            operations=tuple(Operation(OperationKind(one["kind"]), one["ref"], one["value"]) for one in steps),
            place=Place(row["page"], row["ref"]),
            section_seconds=json.loads(good["section_seconds"]),
        )
    except ValueError as error:
        raise LocalStoreError(LocalFault.DRAFT_CORRUPT, token=row["token"]) from error


def _head(row: RowMapping) -> DraftHead:
    return DraftHead(
        visit_id=row["visit_id"],
        token=row["token"],
        form_id=row["form_id"],
        form_version=row["form_version"],
        update_type=row["update_type"],
        cnic=row["cnic"],
        started_at=row["started_at"],
        household_xml=bytes(row["household_xml"]),
        papers_missing=tuple(json.loads(row["papers_missing"])),
    )


def _visit_facts(row: RowMapping, finished_at: float) -> dict[str, Any]:
    """What head office learns of the visit beside the answers: token and times in milliseconds, no identity."""
    return {
        "visit_id": row["visit_id"],
        "token": row["token"],
        "update_type": row["update_type"],
        "started_ms": int(row["started_at"] * 1000),
        "finished_ms": int(finished_at * 1000),
        "papers_missing": " ".join(json.loads(row["papers_missing"])),
    }
