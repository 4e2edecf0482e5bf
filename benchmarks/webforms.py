"""A peer of the form engine: @getodk/xforms-engine, which ODK Web Forms runs, under Node with a DOM by jsdom."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from benchmarks.peers import NoPeer, rows_of

SCRIPT = Path(__file__).with_name("webforms.mjs")
PACKAGES = {"@getodk/xforms-engine": "0.22.0", "jsdom": "^26.0.0"}
LIMIT_SECONDS = 600


def times(form: bytes, answers: int) -> dict[str, list[float]]:
    """Milliseconds by row, and `results`; npm brings the engine into a folder that is thrown away. Raises NoPeer."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        raise NoPeer("no Node.js on this machine")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "package.json").write_text(json.dumps({"type": "module", "dependencies": PACKAGES}))
        (folder / "form.xml").write_bytes(form)
        shutil.copy(SCRIPT, folder)
        for command in ([npm, "install", "--no-audit", "--no-fund"], [node, SCRIPT.name, "form.xml", str(answers)]):
            try:
                done = subprocess.run(
                    command, cwd=folder, check=True, capture_output=True, encoding="utf-8", timeout=LIMIT_SECONDS
                )
            except subprocess.CalledProcessError as error:
                raise NoPeer(f"{Path(command[0]).name} {command[1]} ended with {error.returncode}") from error
            except subprocess.TimeoutExpired as error:
                raise NoPeer(f"{Path(command[0]).name} {command[1]} took over {LIMIT_SECONDS} s") from error
    return rows_of(done.stdout)
