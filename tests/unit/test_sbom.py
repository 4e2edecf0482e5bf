"""The bill of materials names every locked package, and strays from the lock are found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from resources import sbom

LOCK = """sqlalchemy==2.1.0 \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
psycopg[binary]==3.3.0 ; sys_platform != 'x' \\
    --hash=sha256:{a}
""".format(a="a" * 64, b="b" * 64)


def test_every_locked_package_is_in_the_bill() -> None:
    lock = (sbom.ROOT / "requirements.lock").read_text(encoding="utf-8")
    made = sbom.bill()
    names = {one["name"] for one in made["components"] if one["purl"].startswith("pkg:pypi/")}
    pinned = {
        sbom.normal(line.split("==")[0].split("[")[0]) for line in lock.splitlines() if "==" in line.split(" ")[0]
    }
    assert names == pinned
    assert {"sqlalchemy", "cryptography", "sqlcipher3", "argon2-cffi"} <= names
    assert all(one["hashes"] for one in made["components"] if one["name"] in names)
    assert any(one["purl"].startswith("pkg:npm/") for one in made["components"])
    assert made["specVersion"] == "1.5"
    assert json.dumps(made) == json.dumps(sbom.bill()), "the same locks give the same bill"


def test_a_lock_is_read_with_its_digests() -> None:
    assert sbom.locked(LOCK) == {
        "sqlalchemy": ("2.1.0", ["a" * 64, "b" * 64]),
        "psycopg": ("3.3.0", ["a" * 64]),
    }


def test_this_environment_is_as_the_lock_says() -> None:
    assert sbom.strays() == []


def test_a_stray_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    lock = (sbom.ROOT / "requirements.lock").read_text(encoding="utf-8")
    changed = lock.replace("\nalembic==", "\nalembic==0.0.", 1) if "\nalembic==" in lock else "alembic==0.0.1\n"
    (tmp_path / "requirements.lock").write_text(changed, encoding="utf-8")
    found = sbom.strays(tmp_path)
    assert any(one.startswith("alembic ") for one in found)
    monkeypatch.setattr(sbom, "strays", lambda: found)
    assert sbom.main(["--check"]) == 1
    assert "alembic" in capsys.readouterr().out
