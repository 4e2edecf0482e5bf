"""Look for the system libraries that Qt loads; as root install them, else print the one line to run.

Runs before there is a virtual environment, so it uses the standard library alone. Only Debian and its kin are
handled by name; elsewhere the libraries are looked for and named, and set-up goes on.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys

WINDOW = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libpulse.so.0": "libpulse0",
}
SCREEN = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libX11-xcb.so.1": "libx11-xcb1",
}


def missing() -> list[str]:
    """Debian package names of the libraries that cannot be loaded, and of venv where Python lacks it."""
    found = [] if importlib.util.find_spec("ensurepip") else ["python3-venv"]
    for library, package in {**WINDOW, **SCREEN}.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            found.append(package)
    return found


def main() -> int:
    """Install what is missing as root, else name it. Returns 1 only where set-up cannot go on."""
    if not sys.platform.startswith("linux"):
        return 0
    packages = missing()
    if not packages:
        return 0
    line = "apt-get install -y --no-install-recommends " + " ".join(packages)
    if shutil.which("apt-get") is None:
        print("Missing system libraries; install what your system calls:", ", ".join(packages))
        return 0
    if os.geteuid() != 0:
        print(f"Missing system libraries. Run this line, then make again:\n  sudo {line}")
        return 1
    subprocess.run(["apt-get", "update", "-qq"], check=False)
    done = subprocess.run(line.split(), env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, check=False)
    if done.returncode != 0 or missing():
        print(f"These could not be installed: {', '.join(missing()) or line}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
