"""The registry's rows of this tehsil as triage reads them: the slice of the local store in the words of the domain."""

from __future__ import annotations

from drc_desktop.domain.household import Flag, HouseholdRecord, MemberRecord, Status
from drc_desktop.domain.update_types import CopyState
from drc_desktop.store.local import LocalStore
from sync.errors import SliceLocked, SliceMissing
from sync.household import SliceHousehold, SliceMember

_DAY_MS = 24 * 3600 * 1000
_KNOWN_FLAGS = frozenset(Flag)


class RegistryCopy:
    """Look-ups of one PC. `copy_state` is a remembered value, so a window may ask it at any time."""

    def __init__(self, store: LocalStore) -> None:
        self._store = store
        self._state = CopyState(missing=True)
        self.age_s: float | None = None
        self.refresh()

    def look_up(self, cnic: str) -> HouseholdRecord | None:
        """The household that lists this number, None where there is none or where the copy does not answer.

        Whether it answers is said by `copy_state`, brought up to date by this call. Raises LocalStoreError.
        """
        with self._store.faults():
            try:
                found = self._store.slice_reader.lookup(cnic)
            except (SliceLocked, SliceMissing):
                found = None
        self.refresh()
        return None if found is None else household_record(found)

    def copy_state(self) -> CopyState:
        """How old the copy was at the last look-up or refresh."""
        return self._state

    def refresh(self) -> CopyState:
        """Read the state of the copy anew: after a sync round."""
        with self._store.faults():
            held = [one for one in self._store.slice_reader.info() if one.complete]
        if not held:
            self._state, self.age_s = CopyState(missing=True), None
        else:
            newest = min(held, key=lambda one: one.age_ms)
            self._state = CopyState(newest.age_ms // _DAY_MS, locked=newest.locked)
            self.age_s = newest.age_ms / 1000
        return self._state


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
