"""The bill of materials of a release: every locked Python package and the npm package of the font, as CycloneDX 1.5.

Read from `requirements.lock` and `package-lock.json`, so it needs no network; with `--check` it holds this environment
against the lock instead: a package of another version, or one that no lock names, is said and ends with 1.

    python -m resources.sbom > sbom.cdx.json
    python -m resources.sbom --check
"""

from __future__ import annotations

import json
import re
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
OWN = frozenset({"drc-desktop", "pip", "setuptools", "wheel"})


def normal(name: str) -> str:
    """A package's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(text: str) -> dict[str, tuple[str, list[str]]]:
    """Name -> version and SHA-256 digests of its files, from the text of a requirements.lock."""
    found: dict[str, tuple[str, list[str]]] = {}
    name = ""
    for line in text.splitlines():
        pin = _PIN.match(line)
        if pin:
            name = normal(pin.group(1))
            found[name] = (pin.group(2), [])
        if name:
            found[name][1].extend(_HASH.findall(line))
    return found


def components(root: Path = ROOT) -> list[dict[str, Any]]:
    """CycloneDX components, sorted by purl."""
    made = []
    for name, (version, digests) in locked((root / "requirements.lock").read_text(encoding="utf-8")).items():
        hashes = [{"alg": "SHA-256", "content": digest} for digest in sorted(digests)]
        made.append(_component("pypi", name, version) | {"hashes": hashes})
    packages = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for path, fields in packages.items():
        if path:
            made.append(_component("npm", path.removeprefix("node_modules/"), fields["version"]))
    return sorted(made, key=lambda one: str(one["purl"]))


def _component(kind: str, name: str, version: str) -> dict[str, Any]:
    purl = f"pkg:{kind}/{name.replace('@', '%40')}@{version}"
    return {"type": "library", "name": name, "version": version, "purl": purl, "bom-ref": purl}


def bill(root: Path = ROOT) -> dict[str, Any]:
    """The whole document. The same locks give the same bytes: it holds no time and no serial number."""
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": components(root)}


def strays(root: Path = ROOT) -> list[str]:
    """What is installed here and not as the lock says."""
    pins = locked((root / "requirements.lock").read_text(encoding="utf-8"))
    wrong = []
    for one in metadata.distributions():
        name = normal(one.metadata["Name"])
        pinned = pins.get(name, ("", []))[0]
        if name not in OWN and not (pinned and Version(one.version) == Version(pinned)):
            wrong.append(f"{name} {one.version}: the lock says {pinned or 'nothing of it'}")
    return sorted(set(wrong))


def main(argv: list[str]) -> int:
    """Print the bill, or with --check what differs from the lock."""
    if argv == ["--check"]:
        found = strays()
        print("\n".join(found) or "every installed package is as the lock says")
        return 1 if found else 0
    print(json.dumps(bill(), indent=1, sort_keys=True))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
