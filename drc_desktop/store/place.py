"""Where a database file may lie: never on a network, whose locks and flushes cannot be trusted."""

from __future__ import annotations

import sys
from pathlib import Path

NETWORK_FILESYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "glusterfs", "afs", "ncpfs", "davfs", "fuse.sshfs",
     "fuse.glusterfs", "fuse.rclone", "fuse.davfs2", "fuse.s3fs"}
)  # fmt: skip
_DRIVE_REMOTE = 4


def network_kind(path: Path, mounts: Path = Path("/proc/self/mounts")) -> str:
    """The kind of network file system that would hold `path`, or an empty text where it is local.

    `path` need not exist yet. `mounts` is the table of mounts to read on Linux.
    """
    full = Path(path).absolute()
    if sys.platform == "win32":
        return _windows_kind(full)
    nearest = next(folder for folder in (full, *full.parents) if folder.exists()).resolve()
    return _linux_kind(nearest, mounts)


def _linux_kind(path: Path, mounts: Path) -> str:
    if not mounts.exists():
        return ""
    best, kind = Path("/"), ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(fields[1].replace("\\040", " "))
        if path.is_relative_to(point) and len(point.parts) >= len(best.parts):
            best, kind = point, fields[2]
    return kind if kind in NETWORK_FILESYSTEMS else ""


def _windows_kind(path: Path) -> str:
    if str(path).startswith("\\\\"):
        return "unc"
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - the name exists on Windows only
    return "remote drive" if kernel.GetDriveTypeW(path.anchor) == _DRIVE_REMOTE else ""
