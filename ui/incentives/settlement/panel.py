"""Settlements: a run as it would be posted, its approval, and everything that was posted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from app.core.errors import UserError
from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import EN, N_, OWN, ZH, Text
from app.incentives.engine import figures_json
from app.incentives.ledger.periods import policy_periods
from app.incentives.ledger.queries import PostingRow, list_postings
from app.incentives.ledger.reading import (
    RUN_TITLES,
    RunLine,
    RunView,
    first_open_period,
    kept_back,
    read_run,
    settled_versions,
    usual_kind,
)
from app.incentives.ledger.releasing import Release, read_releases, release_all
from app.incentives.ledger.run import Asked, through_of
from app.incentives.ledger.service import post_run, request_run
from app.incentives.policies.queries import VersionRow
from app.incentives.rounding import e4_per_minor
from ui.core.card import Banner, Card, clear
from ui.core.controls import Button, Choice, Segments
from ui.core.dialogs import confirm
from ui.core.drawer import Drawer
from ui.core.page import Command, Context
from ui.core.panel import Panel
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label, Words
from ui.incentives.explain.view import PayoutView, tried
from ui.incentives.settlement.banners import MOST_SAID, held_banner, state_banner
from ui.incentives.settlement.locking import Locks, hand_banner
from ui.incentives.settlement.postings import Postings

SHARE: Final = 0.64


@dataclass(frozen=True)
class View:
    """What the panel shows, read in a worker."""

    versions: tuple[VersionRow, ...]
    version: VersionRow | None
    periods: tuple[str, ...]
    period: str
    kind: str
    run: RunView | None
    postings: tuple[PostingRow, ...]
    releases: tuple[Release, ...] = ()
    """What the gate locked and lets go again."""


class SettlementPanel(Panel):
    """One run at a time, chosen by policy, period and kind; beside it the postings."""

    title: ClassVar[str] = N_("Settlement")
    watches: ClassVar[frozenset[str]] = frozenset(
        {"policy_version", "incentive_policy", "incentive_posting", "approval", "import_batch", "party", "licence"}
        | {"withheld"}
    )

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context)
        self.view: View | None = None
        self._version = self._period = self._kind = ""
        self.parts = Segments(
            self.look, [("run", Text(N_("Run"))), ("posted", Text(N_("Posted")))]
        )  # fmt: skip
        self.parts.picked.connect(lambda key: self.show_part(str(key)))
        self.policy = Choice(self.look, name=Text(N_("Policy")))
        self.period = Choice(self.look, name=Text(N_("Period")))
        self.kinds = Segments(self.look, [(key, Text(said)) for key, said in RUN_TITLES.items()])
        self.policy.picked.connect(self._choose_policy)
        self.period.picked.connect(self._choose_period)
        self.kinds.picked.connect(self._choose_kind)
        self.ask_button = Button(self.look, Text(N_("Ask for approval")), self.ask, icon="share-2", kind="primary")
        self.post_button = Button(self.look, Text(N_("Post…")), self.post, icon="save", kind="primary")
        tip = Text(N_("Settle the picked dealer, but keep his payout back until it is released; or no more"))
        self.lock_button = Button(self.look, Text(N_("Lock or unlock…")), self.lock, icon="lock", tip=tip)
        self.locks = Locks()
        self.about = Label(self.look, "", "dim", elide=True)
        self.sums = Label(self.look, "", "strong", elide=True)
        self.banners = QVBoxLayout()
        self.table = self._table()
        self.table.opened.connect(self.explain)
        self.postings = Postings(context)
        self.postings.payout.connect(self._explain_posted)
        self.stack = QStackedWidget()
        self._arrange()
        self.drawer = Drawer(self.look, self, share=SHARE, least=640)

    def _table(self) -> Table:
        title = self.look.formats.unit_title
        columns = (
            Column("dealer", Text(N_("Dealer")), stretch=True, width=190, get=lambda one: one.dealer.name),
            Column("code", Text(N_("Code")), width=90, hidden=True, get=lambda one: one.dealer.code),
            Column("region", Text(N_("Region")), width=90, hidden=True, get=lambda one: one.dealer.region),
            Column("base", title(Text(N_("Base"))), "money", 108, places=2, get=lambda one: one.line.figures.amount_e4),
            Column("tier", Text(N_("Tier reached")), "number", 70, get=_tier),
            Column("entitled", title(Text(N_("Earned"))), "money", 108, places=2,
                   get=lambda one: self._e4(one.line.outcome.entitled_minor)),
            Column("posted", title(Text(N_("To post"))), "money", 108, places=2, signed=True,
                   get=lambda one: self._e4(one.line.posted)),
            Column("locked", title(Text(N_("Locked"))), "money", 108, places=2, hidden=True,
                   get=lambda one: self._e4(one.line.held_minor)),
            Column("accrual", title(Text(N_("Accrual"))), "money", 108, places=2, signed=True,
                   get=lambda one: self._e4(one.line.accrued)),
            Column("accrued", title(Text(N_("Accrued before"))), "money", 104, places=2,
                   get=lambda one: self._e4(one.line.accrued_before)),
            Column("paid", title(Text(N_("Settled before"))), "money", 104, places=2,
                   get=lambda one: self._e4(one.line.paid_before)),
            Column("carried", title(Text(N_("Carried on"))), "money", 108, places=2, hidden=True,
                   get=lambda one: self._e4(one.line.carries)),
            Column("rows", Text(N_("Counted rows")), "number", 76, hidden=True, get=lambda one: one.line.figures.rows),
        )  # fmt: skip
        return Table(
            self.context, columns, name="incentives.settlement", title=Text(N_("Settlement")),
            empty=Text(N_("Nobody takes part in this policy")),
        )  # fmt: skip

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        for part in (self.policy, self.period, self.kinds):
            head.addWidget(part)
        head.addWidget(self.about, 1)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.sums, 1)
        foot.addWidget(self.lock_button)
        foot.addWidget(self.ask_button)
        foot.addWidget(self.post_button)
        run = Card(self.look)
        run.body.addLayout(head)
        run.body.addLayout(self.banners)
        run.body.addWidget(self.table, 1)
        run.body.addLayout(foot)
        self.stack.addWidget(run)
        self.stack.addWidget(self.postings)
        line = QHBoxLayout()
        line.addWidget(self.parts)
        line.addStretch(1)
        self.body.addLayout(line)
        self.body.addWidget(self.stack, 1)

    def _e4(self, minor: int) -> int:
        view = self.view
        return minor * e4_per_minor(view.version.policy.payout.currency if view and view.version else "CNY")

    # -- reading ------------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``{"version": id, "period": name, "kind": kind, "posting": id}``: that run, or that posting."""
        self._version = str(target.get("version") or self._version)
        self._period = str(target.get("period") or self._period)
        self._kind = str(target.get("kind") or "")
        if target.get("posting"):
            self.postings.wanted = str(target["posting"])
            self.show_part("posted")

    def show_part(self, part: str) -> None:
        """The run, or what was posted."""
        self.parts.choose(part)
        self.stack.setCurrentIndex(1 if part == "posted" else 0)

    def reload(self) -> None:
        """Compute the chosen run anew and read what was posted."""
        desk, wanted = self.context.desk, (self._version, self._period, self._kind)
        today, locks = day_number(desk.clock.today()), self.locks

        def work(progress: Progress) -> View:
            with desk.db.read(progress) as session:
                postings, free = tuple(list_postings(session)), tuple(read_releases(session, today))
                versions = tuple(settled_versions(session))
                version = next((one for one in versions if one.id == wanted[0]), versions[0] if versions else None)
                if version is None:
                    return View((), None, (), "", "", None, postings, free)
                periods = tuple(one.name for one in policy_periods(version.policy) if one.first_day <= today)
                period = wanted[1] if wanted[1] in periods else first_open_period(session, version, today)
                kind = wanted[2] or usual_kind(session, version, period, today)
                asked = Asked(version.id, period, kind, today, locked=locks.of(version.id, period) or frozenset())
                run = read_run(session, asked)
                if run.run is not None and run.approval is None and locks.of(version.id, period) is None:
                    back = kept_back(session, desk.workspace.files, run.run)
                    run = read_run(session, replace(asked, locked=back)) if back else run
                return View(versions, version, periods or (period,), period, kind, run, postings, free)

        self.load(work, self._show)

    def _show(self, view: View) -> None:
        self.view = view
        self.postings.show_rows(view.postings)
        if view.version is None and not view.postings:
            self.show_empty(
                Text(N_("No policy was signed yet")),
                Text(N_("A signed policy is accrued month by month and settled when its period is over.")),
                icon="wallet", action=Text(N_("To the policies")), on=lambda: self.go_to("policies", {}),
            )  # fmt: skip
            return
        if view.version is None or view.run is None:
            self.show_part("posted")
            return
        self._version, self._period = view.version.id, view.period
        options: list[tuple[str, Words]] = [(one.id, _called(one)) for one in view.versions]
        self.policy.set_options(options, view.version.id)
        self.period.set_options([(one, one) for one in view.periods], view.period)
        self.kinds.choose(view.kind)
        self._show_run(view.run)

    def _show_run(self, found: RunView) -> None:
        none = N_("Nobody takes part in this policy") if found.refused is None else N_("There is no such run now")
        self.table.say_empty(Text(none))
        self.table.set_rows(found.lines)
        writes = not self.context.desk.db.read_only
        self.ask_button.setVisible(writes and found.may_ask)
        self.lock_button.setVisible(writes and found.run is not None and found.run.needs_approval)
        self.post_button.setVisible(writes and found.may_post)
        self._say_run(found)

    def retranslate(self) -> None:
        """What is said of the run, once the change of language has reached every widget."""
        found = self.view.run if self.view else None
        if found is not None:
            QTimer.singleShot(0, self, lambda: self._say_run(found))

    def _say_run(self, found: RunView) -> None:
        clear(self.banners)
        for banner in (
            state_banner(self.context, found),
            held_banner(self.look, found),
            hand_banner(self.look, found),
            self._release_banner(),
        ):
            if banner is not None:
                self.banners.addWidget(banner)
        run = found.run
        if run is None:
            self.about.say("")
            self.sums.say("")
            return
        exact, money = self.look.formats.exact_money, run.policy.payout.currency
        self.about.say(Text(N_("Documents as of transaction {tx} · SHA-256 {hash}"), {
            "tx": run.tx, "hash": run.sha256[:12]}))  # fmt: skip
        self.sums.say(Text(N_("To post: {amount} · accrual: {accrual} · dealers: {n}"), {
            "amount": exact(self._e4(run.settled_minor), money), "accrual": exact(self._e4(run.accrued_minor), money),
            "n": len(found.lines)}))  # fmt: skip

    def _release_banner(self) -> Banner | None:
        free = self.view.releases if self.view else ()
        if not free:
            return None
        words = [self.look.t.render(one.said) for one in free[:MOST_SAID]]
        if len(free) > MOST_SAID:
            words.append(self.look.t("And {n} more.", n=len(free) - MOST_SAID))
        if self.context.desk.db.read_only:
            return Banner(self.look, "info", "\n".join(words))
        return Banner(self.look, "info", "\n".join(words), action=Text(N_("Release…")), on=self.release)

    def _choose_policy(self, key: object) -> None:
        self._version, self._period, self._kind = str(key), "", ""
        self.reload()

    def _choose_period(self, key: object) -> None:
        self._period, self._kind = str(key), ""
        self.reload()

    def _choose_kind(self, key: object) -> None:
        self._kind = str(key)
        self.reload()

    # -- acts ---------------------------------------------------------------------------------------------------------

    def lock(self) -> None:
        """Keep the picked dealer's payout back, or no more; the run is computed anew."""
        view, one = self.view, self.table.current
        if view is None or view.run is None:
            return
        if not isinstance(one, RunLine):
            self.context.notify("info", Text(N_("Pick a dealer in the table first.")))
        elif self.locks.toggle(self.look, self, view.run, one):
            self.reload()

    def ask(self) -> None:
        """Ask for approval of the run that is shown."""
        run = self.view.run.run if self.view and self.view.run else None
        if run is None:
            return
        desk, why = self.context.desk, self.locks.reason(run.asked.version_id, run.asked.period)
        self.tasks.run(
            Text(N_("Asking for approval")), lambda _p: request_run(desk.db, desk.workspace.files, run, reason=why),
            lambda _id: self._done(Text(N_("Approval is asked for; somebody else decides."))), owner=self, key="act",
            failed=self._no,
        )  # fmt: skip

    def post(self) -> None:
        """Post the run that is shown, after a last question."""
        found = self.view.run if self.view else None
        if found is None or found.run is None:
            return
        run, approval, desk = found.run, found.approval, self.context.desk
        said = Text(N_("Rows: {n}. What is posted is never changed; a mistake is taken back by other rows."),
                    {"n": len(run.kept.rows)})  # fmt: skip
        if not confirm(self.look, self, Text(N_("Post the run")), said, accept=Text(N_("Post"))):
            return
        self.tasks.run(
            Text(N_("Posting")),
            lambda progress: post_run(
                desk.db, desk.workspace.files, run.asked, seen_sha256=run.sha256,
                approval_id=approval.id if approval else None, progress=progress,
            ),
            self._posted, owner=self, key="act", failed=self._no,
        )  # fmt: skip

    def release(self) -> None:
        """Release what the gate locked and lets go again, after a last question."""
        free, desk = self.view.releases if self.view else (), self.context.desk
        words = Text(N_("Payouts whose licence is there again: {n}. They are credited or paid as the policy says."),
                     {"n": len(free)})  # fmt: skip
        if not free or not confirm(
            self.look, self, Text(N_("Release what was locked")), words, accept=Text(N_("Release"))
        ):
            return
        day, reason = day_number(desk.clock.today()), self.look.t("The licence is there again.")
        self.tasks.run(
            Text(N_("Releasing")),
            lambda _p: release_all(desk.db, desk.workspace.files, free, day_on=day, reason=reason),
            lambda _n: self._done(Text(N_("Posted."))), owner=self, key="act", failed=self._no,
        )  # fmt: skip

    def _posted(self, posting_id: object) -> None:
        self._kind = ""
        self.locks.forget(self._version, self._period)
        self.postings.wanted = str(posting_id)
        self._done(Text(N_("Posted.")))

    def _done(self, said: Words) -> None:
        self.context.notify("good", said)
        self.reload()

    def _no(self, error: UserError) -> None:
        self.context.notify("warn", error.text)
        self.reload()

    def explain(self, one: object) -> None:
        """How a dealer's payout of the run comes about."""
        view = self.view
        if not isinstance(one, RunLine) or view is None or view.version is None or view.run is None:
            return
        run = view.run.run
        through = None if run is None else through_of(run.asked)
        read = tried(view.version.id, figures_json(one.line.figures), through, one.line.rows)
        about = Text(N_("{first}, {second}"), {"first": _called(view.version), "second": view.period})
        self.drawer.show_widget(one.dealer.name, PayoutView(self.context, read), about)

    def _explain_posted(self, widget: object, title: str) -> None:
        if isinstance(widget, PayoutView):
            self.drawer.show_widget(title, widget)

    def commands(self) -> list[Command]:
        """The runs of each policy."""
        found = () if self.view is None else self.view.versions
        return [
            Command(
                Text(N_("Settle {policy}"), {"policy": _called(one)}), partial(self._choose_policy, one.id), "wallet"
            )
            for one in found
        ]


def _called(one: VersionRow) -> Text:
    policy = one.policy
    return Text(OWN, {ZH: f"{policy.name} v{one.number}", EN: f"{policy.name_en or policy.name} v{one.number}"})


def _tier(one: RunLine) -> int | None:
    reached = one.line.outcome.reached
    return None if reached is None else reached + 1
