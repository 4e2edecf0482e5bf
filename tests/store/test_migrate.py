"""The revision a program wants is the last of its migrations, and a database that has it costs no migration at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from drc_desktop.store import local, site

_OPEN = """
import sys
from pathlib import Path
from drc_desktop.store.site import SiteStore
store = SiteStore(Path(sys.argv[1]))
store.prepare()
store.close()
print(sorted(name for name in ("alembic", "psycopg") if name in sys.modules))
"""


@pytest.mark.parametrize(
    ("scripts", "newest"), [(local.MIGRATIONS, local.NEWEST), (site.MIGRATIONS, site.NEWEST)], ids=["local", "site"]
)
def test_the_revision_wanted_is_the_last_one(scripts: Path, newest: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(scripts))
    assert ScriptDirectory.from_config(config).get_current_head() == newest


def test_a_database_up_to_date_is_opened_without_alembic(tmp_path: Path) -> None:
    database = tmp_path / "site.db"
    made, opened = (
        subprocess.run([sys.executable, "-c", _OPEN, str(database)], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    )
    assert (made, opened) == ("['alembic']\n", "[]\n")
