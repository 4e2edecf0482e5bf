"""The engine stands alone: it runs where neither Qt, nor a database, nor pyxform is installed."""

from __future__ import annotations

import subprocess
import sys

BLOCKED = """
import sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"PySide6", "sqlalchemy", "pyxform", "sqlcipher3", "httpx2", "starlette"}:
            raise ImportError(f"{name} is blocked")
sys.meta_path.insert(0, Block())
import survey_forms.engine, survey_forms.engine.replay
from survey_forms.engine.xpath import evaluate
print(evaluate("<a><b>2</b></a>", "/a/b * 21"))
print(sorted(m for m in sys.modules if m.startswith("drc_desktop") or m == "sqlite3"))
"""


def test_it_imports_without_the_rest() -> None:
    done = subprocess.run([sys.executable, "-c", BLOCKED], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split("\n")[:2], done.stderr) == (0, ["42.0", "[]"], "")
