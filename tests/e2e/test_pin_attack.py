"""The lock-out over real processes: SIGKILL between guesses, a deleted settings file, another station."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from drc_desktop.desk.contract import DeskError, Fault
from tests.e2e.test_site_service import PIN, Service_, close, paired, service, site  # noqa: F401

pytestmark = pytest.mark.e2e


def test_the_lock_out_survives_kill_restart_and_deleted_settings(
    site: Path,  # noqa: F811
    service: Service_,  # noqa: F811
    tmp_path: Path,
) -> None:
    (site / "settings.toml").write_text("[desk]\nticket_hours = 14\n", encoding="utf-8")
    first, second = paired(site, tmp_path / "pc1", "counter"), paired(site, tmp_path / "pc2", "counter")

    def guess(desk: Any, pin: str) -> Fault:
        with pytest.raises(DeskError) as fault:
            desk.sign_in(desk.station.device_id, "deo", pin)
        return fault.value.code

    assert [guess(first, f"11111{n}") for n in range(3)] == [Fault.WRONG_PIN] * 3
    service.kill()
    (site / "settings.toml").unlink()
    again = Service_(site, service.port)
    assert [guess(second, f"22222{n}") for n in range(2)] == [Fault.WRONG_PIN] * 2
    assert guess(first, PIN) is Fault.LOCKED_OUT
    again.kill()
    last = Service_(site, service.port)
    assert guess(second, PIN) is Fault.LOCKED_OUT
    assert last.stop() == (0, "")
    close(first, second)
