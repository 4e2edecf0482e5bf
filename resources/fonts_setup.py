"""Bring the fonts to resources/fonts: by npm where it is there, else the faces that pip has installed.

Debian's Noto Nastaliq Urdu 2.000 draws wrong letters in Qt, so a system font is never used: only static
files of a known version count. Nothing of resources/fonts is committed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

RESOURCES = Path(__file__).resolve().parent
ROOT = RESOURCES.parent
FONTS = RESOURCES / "fonts"
STAMP = FONTS / "source.json"

NPM_PACKAGES = {
    "NotoSans": "noto-sans",
    "NotoNaskhArabic": "noto-naskh-arabic",
    "NotoNastaliqUrdu": "noto-nastaliq-urdu",
}
WEIGHTS = {"Regular": "400Regular", "Bold": "700Bold"}
#: file in resources/fonts -> place inside node_modules
NPM_FILES = {
    f"{face}-{weight}.ttf": f"@expo-google-fonts/{package}/{cut}/{face}_{cut}.ttf"
    for face, package in NPM_PACKAGES.items()
    for weight, cut in WEIGHTS.items()
}
#: pip package -> start of the upright file in its `files` folder
PIP_PACKAGES = {"fontpkg_noto_sans": "NotoSans[", "fontpkg_noto_sans_arabic": "NotoSansArabic["}


def pip_files() -> list[Path]:
    """Fonts that came as dependencies of the product itself: Noto Sans and a Naskh face, no Nastaliq."""
    found = []
    for package, start in PIP_PACKAGES.items():
        spec = importlib.util.find_spec(package)
        if spec is not None and spec.origin is not None:
            folder = Path(spec.origin).parent / "files"
            found += sorted(file for file in folder.glob("*.ttf") if file.name.startswith(start))
    return found


def font_files() -> list[Path]:
    """Font files for the product to register: what set-up brought, else those of pip."""
    return sorted(FONTS.glob("*.ttf")) or pip_files()


def _lock_hash() -> str:
    return hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()


def _is_current() -> bool:
    if not STAMP.is_file() or any(not (FONTS / name).is_file() for name in NPM_FILES):
        return False
    try:
        return bool(json.loads(STAMP.read_text(encoding="utf-8")).get("lock") == _lock_hash())
    except ValueError:
        return False


def _npm_install() -> str | None:
    """Fill node_modules from package-lock.json. Returns why it could not, or None."""
    npm = shutil.which("npm.cmd" if sys.platform == "win32" else "npm")
    if npm is None:
        return "npm is not installed"
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"npm did not run: {error}"
    if done.returncode != 0:
        return f"npm ended with {done.returncode}: {done.stderr.strip()[-400:]}"
    missing = [path for path in NPM_FILES.values() if not (ROOT / "node_modules" / path).is_file()]
    return f"the npm packages lack {missing[0]}" if missing else None


def _install(files: dict[str, Path], stamp: dict[str, str]) -> None:
    FONTS.mkdir(exist_ok=True)
    STAMP.unlink(missing_ok=True)
    for old in FONTS.glob("*.ttf"):
        if old.name not in files:
            old.unlink()
    for name, source in files.items():
        shutil.copyfile(source, FONTS / name)
    STAMP.write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")


def bring_fonts() -> str:
    """Fill resources/fonts and say in one line what is there. Running it again changes nothing."""
    if _is_current():
        return "fonts: Noto Sans, Noto Naskh Arabic and Noto Nastaliq Urdu are in place"
    trouble = _npm_install()
    if trouble is None:
        files = {name: ROOT / "node_modules" / path for name, path in NPM_FILES.items()}
        _install(files, {"from": "npm", "lock": _lock_hash()})
        return "fonts: Noto Sans, Noto Naskh Arabic and Noto Nastaliq Urdu brought by npm"
    fallback = {file.name: file for file in pip_files()}
    if not fallback:
        return f"fonts: NONE. {trouble}; no font package is installed by pip either, Urdu may not show"
    _install(fallback, {"from": "pip", "why": trouble})
    return (
        f"fonts: {trouble}, so Urdu is set in Noto Sans Arabic (a Naskh face) instead of Noto Nastaliq; "
        "everything works. Install npm and run this again for Nastaliq"
    )
