"""The composition root: the one place that builds a workspace's services and hands them to each other."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

import app.models  # noqa: F401 - every table is known before a file is opened
from app.actions import records as action_records
from app.aftersales import feed as aftersales
from app.alerts import records as alert_records
from app.approvals import records as approval_records
from app.boards import records as board_records
from app.catalog import feed as catalog
from app.catalog import records as catalog_records
from app.compliance.cases import records as case_records
from app.compliance.gate import records as gate_records
from app.compliance.recalls import records as recall_records
from app.core import attachments, fleet
from app.core.clock import Clock
from app.core.db import Action, Database
from app.core.encryption.making import create_workspace
from app.core.logs import log, logged
from app.core.model import Entry
from app.core.progress import Progress
from app.core.records import RECORDS, Book
from app.core.settings import MachineSettings
from app.core.texts import N_, Text
from app.core.undo import AFTER, Handlers
from app.core.workspace import Workspace
from app.dealers import feed as dealers
from app.dealers import records as dealer_records
from app.dealers.life import records as life_records
from app.finance import feed as finance
from app.flows import records as flow_records
from app.governance.duplicates import records as duplicate_records
from app.governance.rules import records as rule_records
from app.health import records as health_records
from app.health.review import records as review_records
from app.health.surveys import records as survey_records
from app.imports import records as import_records
from app.imports.feeds import Feed
from app.imports.model import DataSource, ImportBatch, ImportProfile
from app.inbox import records as inbox_records
from app.incentives import records as incentive_records
from app.initiatives import records as squad_records
from app.inventory import feed as inventory
from app.jobs.checks import cell_faults, kept_faults, refresh_cells
from app.jobs.holidays import follow_holidays
from app.kpi.kept import figures_unchanged
from app.kpi.own import records as own_kpi_records
from app.meetings import records as meeting_records
from app.orders import feed as orders
from app.people import records as people_records
from app.people.service import add_departments
from app.planning import feed as planning
from app.planning import records as planning_records
from app.planning.targets import records as target_records
from app.quality import feed as quality
from app.reports.plans import records as report_records
from app.sellout import feed as sellout
from app.visits import records as visit_records

if TYPE_CHECKING:
    from app.core.encryption.service import NewKey
    from app.health.inputs import FigureSource
    from app.health.sheets import KpiInfo
    from app.imports.shelf import ProfileShelf
    from app.imports.sources.secrets import Secrets
    from app.jobs.cockpit import Cockpit
    from app.jobs.delivery.sending import Post
    from app.jobs.pipeline import Pipeline
    from app.jobs.report_plans import ReportSender
    from app.jobs.runs import Run
    from app.jobs.sources import SourceReader
    from app.kpi.kpi import Kpi
    from app.packs.shelf import PackShelf
    from app.reports.signing import Signing

FEEDS: Final[Mapping[str, Feed]] = MappingProxyType(
    {
        one.id: one
        for one in (
            *dealers.FEEDS,
            *catalog.FEEDS,
            *orders.FEEDS,
            *inventory.FEEDS,
            *sellout.FEEDS,
            *finance.FEEDS,
            *planning.FEEDS,
            *aftersales.FEEDS,
            *quality.FEEDS,
        )
    }
)
"""Every feed, in the order in which the program lists them."""
BOOK: Final[Book] = MappingProxyType({
    name: words
    for part in (
        dealer_records.RECORDS, gate_records.RECORDS, life_records.RECORDS, case_records.RECORDS,
        recall_records.RECORDS, visit_records.RECORDS, board_records.RECORDS, alert_records.RECORDS,
        catalog_records.RECORDS, people_records.RECORDS, action_records.RECORDS, inbox_records.RECORDS,
        attachments.RECORDS, import_records.RECORDS, rule_records.RECORDS, duplicate_records.RECORDS,
        planning_records.RECORDS, own_kpi_records.RECORDS, target_records.RECORDS, flow_records.RECORDS,
        health_records.RECORDS, survey_records.RECORDS, review_records.RECORDS, report_records.RECORDS,
        approval_records.RECORDS, incentive_records.RECORDS,
        squad_records.RECORDS, meeting_records.RECORDS, RECORDS,
    )
    for name, words in part.items()
})  # fmt: skip
"""What every kind of record and its fields are called."""


@dataclass(frozen=True)
class Desk:
    """An open workspace with everything that pages and commands ask for.

    What the first figures do without is imported when it is first asked for.
    """

    workspace: Workspace
    child: Callable[..., Any] | None = None
    """What runs a function apart; None is ``app.imports.sandbox.run_child``."""

    @property
    def feeds(self) -> Mapping[str, Feed]:
        """Every feed by id."""
        return FEEDS

    @cached_property
    def shelf(self) -> "ProfileShelf":
        """The profiles of files."""
        from app.imports.shelf import ProfileShelf

        return ProfileShelf(self.db, self.feeds)

    @cached_property
    def pipeline(self) -> "Pipeline":
        """The way of a file to figures."""
        from app.imports.sandbox import run_child
        from app.jobs.pipeline import Pipeline

        return Pipeline(self.db, self.workspace.files, self.feeds, child=self.child or run_child)

    @cached_property
    def secrets(self) -> "Secrets":
        """Passwords and keys of this workspace on this machine."""
        from app.imports.sources.secrets import Secrets

        return Secrets(self.workspace.machine.folder, self.workspace.id)

    @cached_property
    def post(self) -> "Post":
        """What sends notices to people."""
        from app.jobs.delivery.sending import Post

        return Post(self.db, self.workspace.files, self.secrets)

    @cached_property
    def signing(self) -> "Signing":
        """Which certificate signs PDFs on this machine."""
        from app.imports.sources.secrets import Secrets
        from app.reports.signing import Signing

        machine = self.workspace.machine
        return Signing(machine, Secrets(machine.folder, "machine"))

    @cached_property
    def packs(self) -> "PackShelf":
        """The configuration packs of head office."""
        from app.packs.shelf import PackShelf

        return PackShelf(self.db, self.feeds, self.workspace.machine)

    @cached_property
    def reports(self) -> "ReportSender":
        """What carries out the plans of reports."""
        from app.jobs.report_plans import ReportSender

        return ReportSender(self.db, self.workspace.files, lambda: self.infos, self.signing)

    @cached_property
    def sources(self) -> "SourceReader":
        """What is read by itself."""
        from app.jobs.sources import SourceReader

        return SourceReader(self.db, self.shelf, self.pipeline, self.secrets)

    @cached_property
    def figures(self) -> "FigureSource":
        """The figures that assessments read."""
        from app.health.figures import figures_from
        from app.health.surveys.figures import FiguresWithScores

        return FiguresWithScores(self.db, figures_from(self.db))

    @property
    def kpis(self) -> "Mapping[str, Kpi]":
        """Every KPI that the workspace knows now, own ones among them, by id."""
        from app.kpi.own.known import known_kpis

        with self.db.read() as session:
            return known_kpis(session)

    @property
    def infos(self) -> "Mapping[str, KpiInfo]":
        """What health sheets say of each KPI and of each question scored by hand."""
        from app.health.kpis import known_infos

        with self.db.read() as session:
            return known_infos(session)

    @property
    def cockpit(self) -> "Cockpit":
        """What is done with rows put aside beyond one at a time."""
        from app.jobs.cockpit import Cockpit

        return Cockpit(self.db, self.workspace.files, self.feeds, self.shelf)

    @property
    def undo_handlers(self) -> Handlers:
        """What undo does to records that are more than their fields; figures follow all others."""
        from app.imports.sources.service import take_back_source
        from app.jobs.products import follow_records

        return {
            ImportBatch.__tablename__: self._withdraw,
            DataSource.__tablename__: take_back_source,
            AFTER: lambda session, _entry: follow_records(session),
        }

    @property
    def book(self) -> Book:
        """What every kind of record is called, for histories."""
        return BOOK

    def run_job(self, run: "Run", progress: Progress) -> None:
        """Do the work of a run that is due.

        Raises TakenError where another program has done it, UserError where it failed, which is written down too.
        """
        with logged("job %s due %s", run.job, run.due_at):
            self._run_job(run, progress)

    def _run_job(self, run: "Run", progress: Progress) -> None:
        from app.jobs import timetable
        from app.jobs.alerts import run_alerts
        from app.jobs.effects import run_effects
        from app.jobs.telling import run_telling
        from app.jobs.upkeep import run_upkeep
        from app.reports.plans.queries import plan_id_of

        match run.job:
            case timetable.UPKEEP:
                run_upkeep(self.workspace, run, progress)
                self.packs.look_after(progress)
            case timetable.RECHECK:
                self.pipeline.rechecker.catch_up(run, progress=progress)
            case timetable.ALERTS:
                run_alerts(self.db, progress, run)
            case timetable.EFFECTS:
                run_effects(self.db, self.workspace.files, progress, run)
            case timetable.TELL:
                run_telling(self.db, progress, run)
            case timetable.DIGEST:
                run_telling(self.db, progress)
                self.post.queue_digest(run)
                self.post.send_waiting(progress)
            case timetable.SEND:
                self.post.send_waiting(progress, run)
            case job if (plan_id := plan_id_of(job)) is not None:
                self.reports.run(plan_id, run=run, progress=progress)
                self.post.send_waiting(progress)
            case source:
                self.sources.run(source.removeprefix("source:"), run=run, progress=progress)

    def _withdraw(self, session: Session, entry: Entry) -> None:
        self.pipeline.undo_in(session, entry.entity_id, state=str(json.loads(entry.before).get("state", "")))

    def cells_check(self, _: Session) -> Iterator[Text]:
        """Sentences for every derived table that differs from a rebuild out of the facts."""
        yield from cell_faults(self.db)
        yield from kept_faults(self.db, self.workspace.files)

    @property
    def db(self) -> Database:
        """The workspace's database."""
        return self.workspace.db

    @property
    def clock(self) -> Clock:
        """The workspace's clock."""
        return self.workspace.clock

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever taken in: no file and no profile."""
        with self.db.read() as session:
            return not any(session.execute(select(kind.id).limit(1)).first() for kind in (ImportBatch, ImportProfile))

    def close(self) -> None:
        """Let the workspace go."""
        self.workspace.close()


def _desk(workspace: Workspace) -> Desk:
    log().info("workspace %s open, tx %s%s", workspace.id, workspace.db.last_tx(),
               ", read only" if workspace.db.read_only else "")  # fmt: skip
    workspace.db.subscribe(lambda changes: log().info("tx %s: %s", changes.tx, ", ".join(sorted(changes.tables))))
    follow_holidays(workspace.db)
    workspace.db.subscribe(lambda changes: follow_holidays(workspace.db) if "setting" in changes.tables else None)
    return Desk(workspace)


def open_desk(path: Path, *, machine: MachineSettings | None = None, window: bool = False) -> Desk:
    """Open a workspace; raises UserError where it cannot be opened."""
    workspace = Workspace.open(path, machine=machine, window=window)
    refresh_cells(workspace.db)
    return _desk(workspace)


def open_known_desk(desk: Desk, tx: int, *, progress: Progress | None = None) -> Desk:
    """The read-only copy of an open desk's workspace as it was known at a transaction; the desk itself stays open."""
    from app.jobs.known_at import open_known

    return _desk(open_known(desk.workspace, FEEDS, tx, progress=progress))


def known_desk(desk: Desk, when: str, *, progress: Progress | None = None) -> Desk:
    """``open_known_desk`` by words: a transaction, a day, a time or a record's reference; from a copy of the present.

    Raises UserError for words that say none of this.
    """
    from app.jobs.known_at import known_tx

    known = desk.workspace.known
    if known is not None and known.of.exists():
        present = open_desk(known.of, machine=desk.workspace.machine)
        try:
            return known_desk(present, when, progress=progress)
        finally:
            present.close()
    with desk.db.read() as session:
        tx = known_tx(session, desk.book, when)
    return open_known_desk(desk, tx, progress=progress)


@contextmanager
def desk_at(desk: Desk, tx: int, *, progress: Progress | None = None) -> Iterator[Desk]:
    """A desk with the figures of a transaction: the given one where none has changed since, else the copy of then.

    Raises UserError where there is no such transaction.
    """
    from app.jobs.known_at import known_tx

    with desk.db.read() as session:
        tx = known_tx(session, desk.book, str(tx))
        unchanged = figures_unchanged(session, tx)
    if unchanged:
        yield desk
        return
    then = open_known_desk(desk, tx, progress=progress)
    try:
        yield then
    finally:
        then.close()


def restore_workspace(path: Path, backup: Path, *, machine: MachineSettings | None = None) -> None:
    """Bring a closed workspace back to a backup; what it is now is backed up first."""
    from app.core.restore import restore

    restore(path, backup, machine=machine)


def create_desk(
    path: Path, *, name: str = "", day: date | None = None, machine: MachineSettings | None = None,
    window: bool = False, new: "NewKey | None" = None,
) -> Desk:  # fmt: skip
    """Make a new workspace, with ``new`` encrypted, and open it; its first file settles the currency.

    ``day`` makes its clock stand still.
    """
    own = (machine or MachineSettings()).folder
    if not fleet.is_practice(path, own):  # the practice region lies in there, wherever workspaces go
        fleet.require_place(path)
    words: dict[str, Any] = {"name": name, "currency": "", "day": day, "machine": machine, "window": window}
    workspace = create_workspace(path, new, own, **words)
    workspace.db.write(Action(N_("Create the workspace")), add_departments, origin="system")
    return _desk(workspace)
