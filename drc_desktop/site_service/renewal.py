"""A new key for the database of a site, with all that hangs on it: the recovery code, the copies."""

from __future__ import annotations

from drc_desktop.site_service.folder import RECOVERY, SiteError, SiteFault, SiteFolder
from drc_desktop.store.local_fault import LocalStoreError
from drc_desktop.store.rekey import rekey
from drc_desktop.store.secrets import Protection
from drc_desktop.store.site import StorageError, StorageFault


def renew_key(folder: SiteFolder) -> tuple[Protection, str]:
    """Turn the database of a site that is not being served to a new key: where that rests, and the new recovery code.

    The old code is taken away first: broken off in between, the site has none (`drc site check` says so) rather than a
    wrong one. Copies are made anew when the service starts next, and a PC that stands by gets the new key with them;
    copies from before stay under the old key and code.

    Raises:
        SiteError: NO_SITE, IN_USE, NOT_SQLITE. StorageError: KEY; and the storage's faults.
    """
    if folder.database():
        raise SiteError(SiteFault.NOT_SQLITE, path=str(folder.path))
    database = folder.path / "site.db"
    with folder.alone():
        (folder.path / RECOVERY).unlink(missing_ok=True)
        try:
            protection = rekey(database, unattended=True)
        except LocalStoreError as fault:
            raise StorageError(StorageFault.KEY, path=str(database), what=fault.code.value) from fault
        fresh = SiteFolder(folder.path)
        return protection, fresh.new_recovery_code()
