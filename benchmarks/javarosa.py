"""The peer of the form engine: JavaRosa, from the jar in pyxform's wheel, on the same form and answers."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pyxform

from benchmarks.peers import NoPeer, rows_of

SOURCE = Path(__file__).with_name("JavaRosa.java")
JAR = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"


def times(form: bytes, lookup: bytes, *figures: int) -> dict[str, list[float]]:
    """Milliseconds by row, and `results`; `figures` as the program takes them. Raises NoPeer."""
    if shutil.which("java") is None or shutil.which("javac") is None:
        raise NoPeer("no Java development kit on this machine")
    with tempfile.TemporaryDirectory() as name:
        paths = [Path(name) / "form.xml", Path(name) / "lookup.xml"]
        for path, data in zip(paths, (form, lookup), strict=True):
            path.write_bytes(data)
        try:
            subprocess.run(["javac", "-cp", str(JAR), "-d", name, str(SOURCE)], check=True, capture_output=True)
            command = ["java", "-cp", f"{JAR}{os.pathsep}{name}", SOURCE.stem, *map(str, (*paths, *figures))]
            done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
        except subprocess.CalledProcessError as error:
            raise NoPeer(f"{Path(error.cmd[0]).name} ended with {error.returncode}") from error
    return rows_of(done.stdout)
