"""The `drc` command: each subcommand lives in the room that does the work and is imported only when asked for."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence

from drc_desktop import safe_log

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("drc_desktop.demo.cli:main", "the whole centre on this PC with synthetic people"),
    "supervisor": ("drc_desktop.app:supervisor_main", "the supervisor window"),
    "counter": ("drc_desktop.app:counter_main", "the counter window of a data entry operator"),
    "display": ("drc_desktop.app:display_main", "the hall display"),
    "site": ("drc_desktop.site_service.cli:main", "create, run, check the site; pair stations"),
    "audit": ("drc_desktop.site_service.audit_cli:main", "the site's log: verify, show"),
    "registry": ("drc_desktop.head_office.cli:main", "the reference registry: serve, enrol-code, verify"),
    "sync": ("drc_desktop.devices.sync_cli:main", "the outbox by hand: now, status, export, import, requeue"),
    "store": ("drc_desktop.devices.store_cli:main", "the encrypted store of this PC: rekey"),
    "form": ("drc_desktop.form_cli:main", "check, convert, preview, replay forms"),
    "printer": ("drc_desktop.printer_cli:main", "find and try printers, test slip, emulator"),
    "doctor": ("drc_desktop.doctor_cli:main", "what is wrong with the devices of this PC, and what to do"),
    "report": ("drc_desktop.monitor.cli:main", "the figures of a day or month: JSON, PDF, XLSX, CSV"),
    "people": ("drc_desktop.domain.people_cli:main", "synthetic households for training and tests"),
    "simulate": ("drc_desktop.simulate.cli:main", "many made-up visitors through the real desk"),
    "bench": ("drc_desktop.bench_cli:main", "measure this machine (in a source checkout)"),
}
"""name -> (module:function taking the remaining arguments and returning an exit code, one line of help)"""


def _usage() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {text}" for name, (_, text) in COMMANDS.items()]
    return "\n".join(["usage: drc COMMAND [--help] ...", "", *lines])


def no_core_dumps() -> None:
    """No image of this process's memory on the disk when it crashes: it holds what families have said."""
    if sys.platform == "win32":
        import ctypes

        no_boxes = 0x0001 | 0x0002  # SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX: no report of Windows either
        getattr(ctypes, "windll").kernel32.SetErrorMode(no_boxes)  # noqa: B009 - the name exists on Windows only
    else:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand; 0 success, 1 a known error, 2 wrong usage."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or arguments[0] in ("-h", "--help"):
        print(_usage())
        return 0 if arguments else 2
    if arguments[0] not in COMMANDS:
        print(f"drc: there is no command {arguments[0]!r}\n\n{_usage()}", file=sys.stderr)
        return 2
    if argv is None:  # the process is ours: a caller within another has its own logs
        safe_log.set_up()
        no_core_dumps()
    module, function = COMMANDS[arguments[0]][0].split(":")
    run: Callable[[list[str]], int] = getattr(importlib.import_module(module), function)
    return run(arguments[1:])


if __name__ == "__main__":
    sys.exit(main())
