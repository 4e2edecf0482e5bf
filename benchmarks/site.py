"""A founded site with an open day and people at twelve counters, on whatever empty database."""

from __future__ import annotations

from pathlib import Path

from drc_desktop.desk.contract import Actor, IssueRequest, OpenDay, Role, Service
from drc_desktop.desk.founding import NewOperator, SitePlan, found
from drc_desktop.desk.near import NearDesk
from drc_desktop.domain import clock
from drc_desktop.store.site import SiteStore

PIN, COUNTERS = "246810", 12
PLAN = SitePlan("BENCH-01", "Benchmark centre", "پیمائش مرکز", "PK63204", COUNTERS)
STAFF = [
    NewOperator("Synthetic Supervisor", Role.SUPERVISOR, PIN, operator_id="sup", own_pin=True),
    *(NewOperator(f"Synthetic Deo {n}", Role.DEO, PIN, n, f"deo{n}", own_pin=True) for n in range(1, COUNTERS + 1)),
]


class Site:
    """The desk in process, over a database URL or an SQLite file; `deos[n - 1]` sits at counter n."""

    def __init__(self, database: str | Path) -> None:
        store = SiteStore(database)
        store.prepare()
        with store.writing() as connection:
            found(connection, PLAN, STAFF, 1.0)
        self.desk = NearDesk(store)
        self.sup: Actor = self.desk.sign_in("pc-sup", "sup", PIN).actor
        self.desk.open_day(self.sup, "open", OpenDay(date=clock.today().isoformat(), confirmed=True))
        self.deos = [self.desk.sign_in(f"pc-{n}", f"deo{n}", PIN).actor for n in range(1, COUNTERS + 1)]
        for number, deo in enumerate(self.deos, 1):
            self.desk.sit(deo, "sit", number)

    def issue(self, number: int, service: Service = Service.NEW_SURVEY) -> None:
        """Give out one token, bound to nobody."""
        self.desk.issue(self.sup, f"issue-{number}", IssueRequest(service, binding=f"{number:064x}"))

    def close(self) -> None:
        """Close the database."""
        self.desk.store.close()
