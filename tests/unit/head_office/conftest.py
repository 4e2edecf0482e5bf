"""Synthetic people and a filled survey, made by the product's own generator and engine."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from drc_desktop.domain.people import Plan, households

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def people() -> list[dict[str, Any]]:
    return list(households(Plan(7, TODAY, ("PK63204",)), 160))


@pytest.fixture(scope="session")
def people_file(people: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("people") / "people.jsonl"
    path.write_text("".join(json.dumps(made, ensure_ascii=False) + "\n" for made in people), encoding="utf-8")
    return path
