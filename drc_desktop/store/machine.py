"""Which PC this is: mixed into keys that rest on it, so that a copied folder is found out on another one."""

from __future__ import annotations

import hashlib
import hmac
import sys
from pathlib import Path

_LINUX = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
_CONTEXT = b"drc machine v1|"


def machine_id() -> bytes:
    """32 bytes that stay the same until the operating system is installed anew; of no use to tell which PC it is.

    Sources: machine-id(5) of systemd, MachineGuid of Windows. A PC that has neither gives the same bytes as every other
    such PC: keys are then bound to the keyring or the PIN alone.
    """
    return hashlib.sha256(_CONTEXT + _raw().encode()).digest()


def mark(store_id: str) -> str:
    """What a key file keeps of the PC it was made on: 16 hex digits, different for each store."""
    return hmac.new(machine_id(), store_id.encode(), hashlib.sha256).hexdigest()[:16]


def _raw() -> str:
    if sys.platform == "win32":
        return _windows()
    for path in _LINUX:
        try:
            return path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            continue
    return ""


def _windows() -> str:
    import importlib

    registry = importlib.import_module("winreg")
    try:
        with registry.OpenKey(registry.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
            return str(registry.QueryValueEx(key, "MachineGuid")[0])
    except OSError:
        return ""
