"""ODK Validate, the field's own check of an XForm: the jar that travels in the pyxform wheel, where Java is present."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from pyxform.validators.odk_validate import ODK_VALIDATE_PATH

from survey_forms.authoring.finding import Finding, FormProblem

TIMEOUT_SECONDS = 120


def java() -> str | None:
    """Path of the Java launcher, None where there is none."""
    return shutil.which("java")


def odk_validate(path: Path) -> list[Finding]:
    """Ask ODK Validate about a compiled form; an empty list means it is valid.

    Raises FormProblem: `java-missing`, `odk-validate-stuck`.
    """
    launcher = java()
    if launcher is None or not Path(ODK_VALIDATE_PATH).is_file():
        raise FormProblem(
            Finding("error", "java-missing", "ODK Validate needs Java 11 or later", advice="install a Java runtime")
        )
    command = [launcher, "-Djava.awt.headless=true", "-jar", ODK_VALIDATE_PATH, str(path.resolve())]
    try:
        run = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=TIMEOUT_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise FormProblem(
            Finding("error", "odk-validate-stuck", f"ODK Validate did not end in {TIMEOUT_SECONDS} s")
        ) from error
    if run.returncode == 0:
        return []
    lines = dict.fromkeys(line.strip() for line in run.stderr.splitlines())
    said = [line for line in lines if line and not line.startswith(("at ", "Picked up", ">>", "Result"))]
    return [Finding("error", "odk-validate", line) for line in said] or [
        Finding("error", "odk-validate", "ODK Validate refused the form without a reason")
    ]
