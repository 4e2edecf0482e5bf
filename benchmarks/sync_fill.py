"""Filling a registry's PostgreSQL with many synthetic households: as the registry would write them, by COPY.

Two processes encode and encrypt; each writes whole tehsils, so the numbers of a tehsil stay without gaps.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import psycopg
import sqlalchemy as sa

from sync.household import SliceHousehold
from sync.page import KEY_BYTES
from sync.registry.service import Registry
from sync.registry.slices import blind_index, counter_name, row_place, tehsil_place
from sync.registry.vault import Vault

WORKERS, AT_ONCE = 2, 8
Make = Callable[[int, str], SliceHousehold]


def fill(registry: Registry, url: str, vault_secret: bytes, sizes: list[tuple[str, range]], make: Make) -> None:
    """Households `make(number, tehsil)` for each tehsil and its numbers, into an empty registry on PostgreSQL."""
    parts = [sizes[start : start + AT_ONCE] for start in range(0, len(sizes), AT_ONCE)]
    with ProcessPoolExecutor(WORKERS) as pool:
        list(pool.map(partial(_write, url, vault_secret, make), parts))
    with registry.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))


def _write(url: str, vault_secret: bytes, make: Make, part: list[tuple[str, range]]) -> None:
    vault = Vault(vault_secret)
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        for tehsil, numbers in part:
            if not numbers:
                continue
            persons: list[tuple[bytes, str, str]] = []
            _copy(connection, "household (tehsil, household_id, seq, gone, digest, body)",
                  _households(vault, tehsil, numbers, make, persons))  # fmt: skip
            _copy(connection, "person_identity (cnic_hmac, tehsil, household_id)", iter(persons))
            key = vault.close(os.urandom(KEY_BYTES), tehsil_place(tehsil))
            connection.execute("INSERT INTO tehsil (tehsil, hash_key, floor) VALUES (%s, %s, 0)", (tehsil, key))
            last = (counter_name(tehsil), len(numbers))
            connection.execute("INSERT INTO counter (name, value) VALUES (%s, %s)", last)


def _copy(connection: psycopg.Connection, target: str, rows: Iterator[tuple[object, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _households(
    vault: Vault, tehsil: str, numbers: range, make: Make, persons: list[tuple[bytes, str, str]]
) -> Iterator[tuple[object, ...]]:
    """Rows of households; their persons are gathered beside."""
    for seq, number in enumerate(numbers, 1):
        found = make(number, tehsil)
        body, name = found.to_wire(), found.household_id
        persons += [(blind_index(vault, member.cnic), tehsil, name) for member in found.members if member.cnic]
        yield tehsil, name, seq, False, vault.index(body), vault.close(body, row_place(tehsil, name))
