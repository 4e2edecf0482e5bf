"""After the day: what the registry, the site and the printer hold, read from each of them by itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from drc_desktop.demo.stage import run
from drc_desktop.head_office.application import database_url, load_secrets
from drc_desktop.head_office.surveys import instance_id_of, read_xml
from drc_desktop.site_service.folder import SiteFolder
from sync.envelope import Envelope, open_
from sync.registry.schema import inbox
from token_printer.emulator import tell


def registry_figures(folder: Path) -> dict[str, Any]:
    """`drc registry verify`: every message opened and every receipt verified again."""
    return run(["registry", "verify", "--data", str(folder), "--json"])


def save_surveys(folder: Path, out: Path) -> list[str]:
    """Open each envelope of the registry and write the survey as it was sent; returns the instance ids."""
    keys = load_secrets(folder).keys
    engine = sa.create_engine(database_url(folder, None))
    out.mkdir(parents=True, exist_ok=True)
    found = []
    try:
        with engine.connect() as connection:
            rows = connection.execute(sa.select(inbox.c.envelope).where(inbox.c.kind == "survey")).scalars().all()
        for data in rows:
            content = open_(Envelope.from_bytes(bytes(data)), keys)
            instance_id = instance_id_of(read_xml(content.xml)) or "unknown"
            (out / f"{instance_id.replace(':', '_')}.xml").write_bytes(content.xml)
            found.append(instance_id)
    finally:
        engine.dispose()
    return found


def site_counts(folder: Path) -> dict[str, int]:
    """Counts from the site's event table and jobs, opened read-only beside the running service."""
    with _site(folder) as site:
        ask = site.exec_driver_sql
        events = {row[0]: row[1] for row in ask("SELECT action, count(*) FROM event GROUP BY action")}
        tokens = ask("SELECT count(*), count(DISTINCT token) FROM visit").one()
        return {
            "calls": ask("SELECT count(*) FROM call").scalar_one(),
            "no_shows": events.get("no_show", 0),
            "tokens": tokens[0],
            "distinct_tokens": tokens[1],
            "finished": ask("SELECT count(*) FROM visit WHERE state = 'finished'").scalar_one(),
            "tokens_printed": ask(
                "SELECT count(*) FROM print_job WHERE kind = 'token' AND state = 'printed'"
            ).scalar_one(),
        }


def save_slips(folder: Path, printer: dict[str, Any], out: Path) -> list[dict[str, str]]:
    """The slips that came out of the printer, in order, matched with the jobs that the desk marked printed."""
    received = [one for one in tell(printer["control_port"], do="slips")["slips"] if one["complete"]]
    with _site(folder / "site") as site:
        jobs = site.exec_driver_sql(
            "SELECT kind, token, copy FROM print_job WHERE state = 'printed' ORDER BY printed_at"
        ).all()
    if len(jobs) != len(received):
        raise AssertionError(f"{len(received)} slips came out, {len(jobs)} jobs are marked printed")
    out.mkdir(parents=True, exist_ok=True)
    slips = []
    for number, (slip, (kind, token, copy)) in enumerate(zip(received, jobs, strict=True), 1):
        name = f"{number:02d}-{kind}{f'-{token}' if token else ''}{f'-copy{copy}' if copy else ''}.png"
        shutil.copyfile(folder / "printer" / slip["png"], out / name)
        slips.append({"path": f"slips/{name}", "kind": kind, "token": token})
    return slips


@contextmanager
def _site(folder: Path) -> Iterator[sa.Connection]:
    store = SiteFolder(folder).open_store()
    try:
        with store.reading() as connection:
            yield connection
    finally:
        store.close()


def outbox_left(home: Path, pin: str) -> dict[str, Any]:
    """`drc sync status` of one PC."""
    return run(["sync", "--home", str(home), "status", "--json"], {"DRC_STORE_PIN": pin})
