"""Logs hold fixed sentences and safe fields: every call of the source is read, and the filter under them is tried."""

from __future__ import annotations

import ast
import io
import logging
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from drc_desktop import safe_log
from drc_desktop.safe_log import SAFE_FIELDS, SafeFormatter, describe, scrub

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("drc_desktop", "sync", "token_printer", "survey_forms")
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
URDU, ARABIC = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"), str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def calls(source: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS:
            owner = ast.unparse(node.func.value)
            if owner in ("log", "logger", "logging", "LOG") or owner.startswith("logging.getLogger"):
                yield node


def wrong(call: ast.Call) -> str:
    """What a log call does that it may not; empty when it is good."""
    assert isinstance(call.func, ast.Attribute)
    message, *values = call.args[1:] if call.func.attr == "log" else call.args
    if not (isinstance(message, ast.Constant) and isinstance(message.value, str)):
        return "the sentence is not a constant"
    for value in values:
        text = ast.unparse(value)
        safe = text.endswith((".code", ".code.value", ".__name__")) or text.isupper() or text.startswith("scrub(")
        if not safe:
            return f"{text} may hold anything"
    for keyword in call.keywords:
        if keyword.arg == "extra":
            if not isinstance(keyword.value, ast.Dict):
                return "extra is not written out"
            names = {ast.literal_eval(key) for key in keyword.value.keys if key is not None}
            if not names <= SAFE_FIELDS:
                return f"{names - SAFE_FIELDS} are no safe fields"
        elif keyword.arg != "exc_info":
            return f"{keyword.arg} is not for a log"
    return ""


def test_every_log_call_of_the_source_is_safe() -> None:
    found = [
        (f"{path.relative_to(ROOT)}:{call.lineno}", wrong(call))
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        for call in calls(path.read_text(encoding="utf-8"))
    ]
    assert len(found) > 15, "the search itself is broken"
    assert [one for one in found if one[1]] == []


@pytest.mark.parametrize(
    "call",
    [
        'log.info(f"family {name}")',
        'log.info("family %s", name)',
        'log.info("family " + name)',
        'log.info("looked up", extra={"cnic": cnic})',
        'log.info("looked up", extra=fields)',
        'logging.getLogger("x").warning(text)',
        'log.log(30, "said %s", answer)',
    ],
)
def test_the_reader_sees_an_unsafe_call(call: str) -> None:
    (found,) = calls(call)
    assert wrong(found)


NUMBERS = ["3520112345671", "35201-1234567-1", "35201 1234567 1", "35201\u20131234567\u20131"]
PHONES = ["03001234567", "0300-1234567", "+923001234567", "0092 300 1234567", "+92-300-1234567"]


@pytest.mark.parametrize("text", [*NUMBERS, *PHONES])
@pytest.mark.parametrize("digits", [{}, URDU, ARABIC], ids=["latin", "urdu", "arabic"])
def test_numbers_of_people_are_taken_out(text: str, digits: dict[int, str]) -> None:
    given = text.translate(digits)
    for around in ("{}", "value={};", "'{}'", "id {} of visit", "\u2068{}\u2069"):
        scrubbed = scrub(around.format(given))
        assert given not in scrubbed
        assert scrubbed in (around.format("[cnic]"), around.format("[phone]"))


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-28 05:56:16,123 took 12.5 s",
        "event 12345",
        "A042",
        "4f1c9e0a35201123456710ab",
        "port 8443",
        "uuid 1f0c8b52-1e21-4b1e",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert scrub(text) == text


def record(**more: object) -> logging.LogRecord:
    made = logging.LogRecord("room", logging.ERROR, "file.py", 1, "it went wrong", (), None)
    vars(made).update(more)
    return made


def test_fields_that_are_not_safe_are_never_written() -> None:
    line = SafeFormatter().format(record(code="store-full", name_of_head="Fatima Bibi Canary", cnic="3520112345671"))
    assert line.endswith("room ERROR it went wrong code=store-full")


def fail(name: str) -> None:
    try:
        raise KeyError(name)
    except KeyError as error:
        raise ValueError(f"no member {name} 3520112345671") from error


def test_of_an_error_stand_its_frames_and_not_its_message() -> None:
    with pytest.raises(ValueError, match="no member") as caught:
        fail("Fatima Bibi Canary")
    text = describe(caught.value)
    assert "Fatima" not in text
    assert "35201" not in text
    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert "in fail" in text
    line = SafeFormatter().format(record(exc_info=(ValueError, caught.value, caught.value.__traceback__)))
    assert "Fatima" not in line
    assert "in fail" in line


def test_uncaught_errors_threads_and_foreign_loggers_go_through_the_filter() -> None:
    program = textwrap.dedent(
        """
        import logging, threading
        from drc_desktop import safe_log
        safe_log.set_up()
        logging.getLogger("sqlalchemy.engine").warning("INSERT ('%s')", "35201-1234567-1")
        def run():
            raise RuntimeError("Fatima Bibi Canary 03001234567")
        thread = threading.Thread(target=run); thread.start(); thread.join()
        raise ValueError("Fatima Bibi Canary 3520112345671")
        """
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 1
    said = done.stderr
    assert said.count("stopped by a bug") == 2
    assert "INSERT ('[cnic]')" in said
    for secret in ("Fatima", "3520112345671", "35201-1234567-1", "03001234567"):
        assert secret not in said


def test_the_command_sets_it_up_and_leaves_no_core_dump() -> None:
    program = (
        "import sys; from drc_desktop import __main__ as command; sys.argv = ['drc', 'probe'];"
        "command.COMMANDS['probe'] = ('tests.unit.test_safe_log:probe', ''); command.main()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stdout.split() == ["SafeFormatter", "0"]


def probe(_argv: list[str]) -> int:
    """A command that says how its process logs and how large a core dump may be."""
    (handler,) = logging.getLogger().handlers
    print(type(handler.formatter).__name__)
    if sys.platform == "win32":
        print(0)
    else:
        import resource

        print(resource.getrlimit(resource.RLIMIT_CORE)[0])
    return 0


def test_what_a_handler_writes_is_scrubbed(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(SafeFormatter())
    handler.emit(record(msg="printing 35201-1234567-1 failed"))
    assert "printing [cnic] failed" in stream.getvalue()
    assert safe_log.LEVEL_VARIABLE == "DRC_LOG"
