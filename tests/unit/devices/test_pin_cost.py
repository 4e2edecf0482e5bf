"""What a guess at the PIN of a PC's store costs: above what OWASP asks of Argon2id (19 MiB, two passes)."""

from __future__ import annotations

from argon2.low_level import Type, hash_secret_raw

from drc_desktop.store import secrets


def test_a_guess_costs_three_passes_over_64_megabytes() -> None:
    assert (secrets.TIME_COST, secrets.MEMORY_KIB) == (3, 64 * 1024)
    salt = bytes(range(16))
    assert secrets._stretch("246810", salt) == hash_secret_raw(b"246810", salt, 3, 64 * 1024, 1, 32, Type.ID)
