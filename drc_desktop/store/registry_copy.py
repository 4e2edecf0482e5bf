"""The registry's rows of this tehsil as triage reads them: the slice of the local store in the words of the domain."""

from __future__ import annotations

from sqlalchemy import func, select

from drc_desktop.domain.household import Flag, HouseholdRecord, MemberRecord, Status
from drc_desktop.domain.update_types import CopyState
from drc_desktop.store.local import LocalStore
from sync.errors import SliceLocked, SliceMissing
from sync.household import SliceHousehold, SliceMember
from sync.slice import LOCK_AFTER_MS, slice_household, slice_meta

_DAY_MS = 24 * 3600 * 1000
_KNOWN_FLAGS = frozenset(Flag)


class RegistryCopy:
    """Look-ups of one PC. `copy_state` touches no database, so a window may ask it at any time."""

    def __init__(self, store: LocalStore) -> None:
        self._store = store
        self._contact_ms: int | None = None
        self._locked = False
        self.refresh()

    def look_up(self, cnic: str) -> HouseholdRecord | None:
        """The household that lists this number, None where there is none or where the copy does not answer.

        Whether it answers is said by `copy_state`. Raises LocalStoreError.
        """
        with self._store.faults():
            try:
                found = self._store.slice_reader.lookup(cnic)
            except (SliceLocked, SliceMissing):
                self.refresh()
                return None
        return None if found is None else household_record(found)

    def copy_state(self) -> CopyState:
        """Age of the copy now, from the last contact that `refresh` saw."""
        age = self._age_ms()
        return (
            CopyState(missing=True)
            if age is None
            else CopyState(age // _DAY_MS, locked=self._locked or age > LOCK_AFTER_MS)
        )

    @property
    def age_s(self) -> float | None:
        """Seconds since the registry last answered, None without a copy."""
        age = self._age_ms()
        return None if age is None else age / 1000

    def households(self, tehsil: str) -> int:
        """How many households of a tehsil the copy holds. Raises LocalStoreError."""
        with self._store.faults(), self._store.reading() as connection:
            query = select(func.count()).where(slice_household.c.tehsil == tehsil)
            return int(connection.execute(query).scalar_one())

    def refresh(self) -> None:
        """Read the last contact anew: after a sync round."""
        with self._store.reading() as connection:
            query = select(func.max(slice_meta.c.contact_ms), func.max(slice_meta.c.locked))
            contact_ms, locked = connection.execute(query.where(slice_meta.c.complete)).one()
        self._contact_ms, self._locked = contact_ms, bool(locked)

    def _age_ms(self) -> int | None:
        return None if self._contact_ms is None else max(0, self._store.now() - self._contact_ms)


def household_record(found: SliceHousehold) -> HouseholdRecord:
    """A household of the slice as the rules read it; flags that the rules do not know are left out."""
    flags = {Flag(name) for name in found.flags if name in _KNOWN_FLAGS}
    if found.split_family:
        flags.add(Flag.SPLIT_FAMILY)
    if found.duplicate_elsewhere:
        flags.add(Flag.DUPLICATE_ELSEWHERE)
    return HouseholdRecord(
        household_id=found.household_id,
        tehsil=found.tehsil,
        status=Status.UNDER_SCRUTINY if found.status == Status.UNDER_SCRUTINY else Status.REGISTERED,
        last_survey=found.last_survey,
        beneficiary=found.beneficiary,
        shock_area=found.shock_area,
        shock_since=found.shock_since,
        flags=frozenset(flags),
        duplicate_tehsil=found.duplicate_tehsil,
        members=tuple(_member(one) for one in found.members),
        person=_member(found.person) if found.person is not None else None,
        address=dict(found.address),
        mobile=found.mobile,
        electricity=found.electricity,
        gas=found.gas,
    )


def _member(one: SliceMember) -> MemberRecord:
    return MemberRecord(**{name: getattr(one, name) for name in MemberRecord.__dataclass_fields__})
