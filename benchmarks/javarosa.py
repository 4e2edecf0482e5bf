"""The peer of the form engine: JavaRosa, from the jar in pyxform's wheel, on the same form and answers."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pyxform

SOURCE = Path(__file__).with_name("JavaRosa.java")
JAR = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"


class NoPeer(Exception):
    """JavaRosa cannot be timed here; the message says why."""


def times(form: bytes, rounds: int, answers: int, warm_up: int) -> dict[str, list[float]]:
    """Milliseconds by row, and `results`. Raises NoPeer."""
    if shutil.which("java") is None or shutil.which("javac") is None:
        raise NoPeer("no Java development kit on this machine")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "form.xml"
        path.write_bytes(form)
        try:
            subprocess.run(["javac", "-cp", str(JAR), "-d", name, str(SOURCE)], check=True, capture_output=True)
            figures = [str(number) for number in (rounds, answers, warm_up)]
            command = ["java", "-cp", f"{JAR}{os.pathsep}{name}", SOURCE.stem, str(path), *figures]
            done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
        except subprocess.CalledProcessError as error:
            raise NoPeer(f"{Path(error.cmd[0]).name} ended with {error.returncode}") from error
    lines = [line.split("\t") for line in done.stdout.splitlines() if "\t" in line]
    return {line[0]: [float(one) for one in line[1:]] for line in lines}
