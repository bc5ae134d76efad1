"""The policy lab: versions replayed on the past side by side, before anybody signs them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from app.core.texts import EN, N_, OWN, ZH, Text
from app.incentives.lab.reading import MONTHS, choose, simulate
from app.incentives.lab.service import keep_simulation, keep_thresholds, kept_simulation, offered, trials_of
from app.incentives.policy import STATES
from ui.core.card import Banner, clear, row
from ui.core.controls import Button, Choice, Segments
from ui.core.page import Command
from ui.core.panel import Panel
from ui.core.words import Label
from ui.incentives.lab.cliffs import CliffsView, EndsView
from ui.incentives.lab.dealers import DealersView
from ui.incentives.lab.overview import Overview
from ui.incentives.lab.thresholds import ThresholdsView

if TYPE_CHECKING:
    from app.core.errors import UserError
    from app.core.progress import Progress
    from app.incentives.lab.result import Simulation
    from app.incentives.lab.thresholds import Choice as Chosen
    from app.incentives.lab.thresholds import Wish
    from app.incentives.policies.queries import VersionRow
    from app.incentives.policy import Policy, Tier
    from ui.core.card import BannerKind
    from ui.core.context import Context
    from ui.core.words import Words

_PLACES: Final = 3
"""Candidates side by side."""
_VIEWS: Final = (
    ("overview", N_("Side by side")), ("dealers", N_("Winners and losers")), ("cliffs", N_("Cliffs")),
    ("ends", N_("Ends of periods")), ("thresholds", N_("Thresholds")),
)  # fmt: skip


def _called(one: "VersionRow") -> Text:
    policy = one.policy
    name = Text(OWN, {ZH: policy.name, EN: policy.name_en or policy.name})
    return Text(N_("{name} v{n} ({state})"), {"name": name, "n": one.number, "state": Text(STATES[one.state])})


class LabPanel(Panel):
    """Choose versions, replay them, look at what they would have done, keep the result."""

    title: ClassVar[str] = N_("Policy lab")
    watches: ClassVar[frozenset[str]] = frozenset({"incentive_policy", "policy_version"})

    def __init__(self, context: "Context") -> None:
        """Empty until it is shown."""
        super().__init__(context)
        look = self.look
        self.found: Simulation | None = None
        self.rows: dict[str, VersionRow] = {}
        self._wanted: tuple[str, ...] = ()
        self._chosen_for = ""
        """The version whose thresholds were chosen last."""
        self.choices = tuple(Choice(look, name=words) for words in (
            Text(N_("Held against")), Text(N_("Candidate")), Text(N_("Another candidate"))))  # fmt: skip
        self.unit = Label(look, "", "dim")
        self.months = Segments(look, [(n, Text(N_("{n} months"), {"n": n})) for n in MONTHS])
        self.months.choose(MONTHS[-1])
        self.run_button = Button(look, Text(N_("Simulate")), self.run, icon="play", kind="primary", shortcut="Ctrl+R")
        self.keep_button = Button(look, Text(N_("Keep the result")), self.keep, icon="check",
                                  tip=Text(N_("Only versions with a kept simulation can go to approval")))  # fmt: skip
        self.keep_button.setEnabled(False)
        self.parts = Segments(look, [(key, Text(words)) for key, words in _VIEWS])
        self.parts.picked.connect(lambda key: self.show_part(str(key)))
        self.overview, self.dealers = Overview(context), DealersView(context)
        self.cliffs, self.ends, self.thresholds = CliffsView(context), EndsView(context), ThresholdsView(context)
        self.thresholds.asked.connect(self.choose)
        self.thresholds.kept.connect(self.make_draft)
        self.banners = QVBoxLayout()
        self.views = QStackedWidget()
        for view in (self.overview, self.dealers, self.cliffs, self.ends, self.thresholds):
            self.views.addWidget(view)
        look.language_changed.connect(self._say_unit)
        self.actions_shown: Sequence[Button] = (self.keep_button, self.run_button)
        self.body.setSpacing(10)
        self.body.addLayout(row(*self.choices, None, self.months))
        self.body.addLayout(row(self.parts, None, self.unit))
        self.body.addLayout(self.banners)
        self.body.addWidget(self.views, 1)

    def show_part(self, part: str) -> None:
        """One of the views."""
        self.parts.choose(part)
        self.views.setCurrentIndex([key for key, _ in _VIEWS].index(part))

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """The versions to choose from; a result that is shown stays."""
        db = self.context.desk.db

        def work(_progress: "Progress") -> "list[VersionRow]":
            with db.read() as session:
                return offered(session)

        self.load(work, self._show_versions)

    def _show_versions(self, rows: "list[VersionRow]") -> None:
        if not rows:
            self.show_empty(
                Text(N_("No policy to simulate yet")),
                Text(N_("Write a policy first; here it is replayed on the past before anybody signs it.")),
                icon="wallet", action=Text(N_("To the policies")), on=lambda: self.go_to("policies", {}),
            )  # fmt: skip
            return
        self.rows = {one.id: one for one in rows}
        options = [(one.id, _called(one)) for one in rows]
        first = not self.choices[0].key()
        for n, choice in enumerate(self.choices):
            choice.set_options(options if n == 0 else [("", Text(N_("nothing else"))), *options])
        if first:
            self._propose(rows)
        if self._wanted:
            self._put(self._wanted)
            self._wanted = ()
            self.run()

    def _propose(self, rows: "list[VersionRow]") -> None:
        """The newest draft against the version of the same policy before it, else the newest version alone."""
        draft = next((one for one in rows if one.open), rows[0])
        older = [one for one in rows if one.policy_id == draft.policy_id and one.number < draft.number]
        self._put((older[0].id, draft.id) if older else (draft.id,))

    def _put(self, versions: Sequence[str]) -> None:
        for n, choice in enumerate(self.choices):
            choice.choose(versions[n] if n < len(versions) else "")

    def open(self, target: Mapping[str, object]) -> None:
        """``{"versions": [ids]}`` simulates these; ``{"kept": hash}`` shows a kept result."""
        versions = target.get("versions")
        if isinstance(versions, list | tuple):
            self._wanted = tuple(str(one) for one in versions)
        kept = target.get("kept")
        if kept:
            files = self.context.desk.workspace.files
            self.tasks.run(Text(N_("Reading the simulation")), lambda _progress: kept_simulation(files, str(kept)),
                           self._show, owner=self, key="run", failed=self._refuse)  # fmt: skip

    # -- simulating ---------------------------------------------------------------------------------------------------

    @property
    def chosen(self) -> list[str]:
        """The chosen versions, each once."""
        return list(dict.fromkeys(str(one.key()) for one in self.choices if one.key()))

    def run(self) -> None:
        """Replay the chosen versions."""
        desk, versions, months = self.context.desk, self.chosen, self._months
        if not versions:
            return

        def work(progress: "Progress") -> "Simulation":
            with desk.db.read() as session:
                trials = trials_of(session, versions)
            return simulate(desk.db, trials, months=months, today=desk.clock.today(), progress=progress)

        self.run_button.setEnabled(False)
        self.tasks.run(Text(N_("Simulating")), work, self._show, owner=self, key="run", failed=self._refuse,
                       cancelled=self._ready)  # fmt: skip

    @property
    def _months(self) -> int:
        key = self.months.key()
        return key if isinstance(key, int) else MONTHS[-1]

    def _ready(self) -> None:
        self.run_button.setEnabled(True)

    def _refuse(self, error: "UserError") -> None:
        self._ready()
        self._say("warn", error.text)

    def _say(self, kind: "BannerKind", words: "Words") -> None:
        clear(self.banners)
        self.banners.addWidget(Banner(self.look, kind, words, closable=True))

    def _show(self, found: "Simulation") -> None:
        self._ready()
        clear(self.banners)
        self.found = found
        for view in (self.overview, self.dealers, self.cliffs, self.ends):
            view.show_result(found)
        self._say_unit()
        last = found.runs[-1]
        row_ = self.rows.get(last.candidate.version_id)
        if row_ is not None:
            self.thresholds.suggest(row_.policy, last.estimate.p50 if last.estimate else last.cost_minor)
        self.keep_button.setEnabled(not self.context.desk.db.read_only)
        self.settled.emit()

    def _say_unit(self) -> None:
        if self.found is not None:
            unit = self.look.formats.money_unit(self.found.runs[0].currency)
            self.unit.say(Text(N_("Amounts: {unit}"), {"unit": unit}))

    def keep(self) -> None:
        """Keep the result; versions that are not in approval yet are simulated by it."""
        desk, found = self.context.desk, self.found
        if found is None:
            return

        def work(_progress: "Progress") -> str:
            return keep_simulation(desk.db, desk.workspace.files, found, today=desk.clock.today())

        def done(digest: str) -> None:
            self._say("good", Text(N_("Kept as {hash}. The simulated versions can go to approval."),
                                   {"hash": digest[:12]}))  # fmt: skip
            self.settled.emit()

        self.tasks.run(Text(N_("Saving")), work, done, owner=self, key="keep", failed=self._refuse)

    # -- thresholds ---------------------------------------------------------------------------------------------------

    def choose(self, wish: "Wish") -> None:
        """Choose the thresholds of the last candidate."""
        desk, versions, months = self.context.desk, self.chosen, self._months
        if not versions:
            return

        def work(progress: "Progress") -> "tuple[Policy, Chosen]":
            with desk.db.read() as session:
                (trial,) = trials_of(session, versions[-1:])
            return trial.policy, choose(desk.db, trial, wish, months=months, today=desk.clock.today(),
                                        progress=progress)  # fmt: skip

        def done(found: "tuple[Policy, Chosen]") -> None:
            self._chosen_for = versions[-1]
            self.thresholds.show_choice(*found)
            self.settled.emit()

        self.tasks.run(Text(N_("Choosing thresholds")), work, done, owner=self, key="choose",
                       failed=self.thresholds.refuse)  # fmt: skip

    def make_draft(self, tiers: "tuple[Tier, ...]") -> None:
        """The chosen thresholds as a new version of the same policy, a draft."""
        desk, version = self.context.desk, self._chosen_for
        if not version:
            return

        reason = self.look.t("Thresholds chosen under a budget")

        def work(_progress: "Progress") -> str:
            return keep_thresholds(desk.db, version_id=version, tiers=tiers, reason=reason)

        self.tasks.run(Text(N_("Saving")), work, lambda _version: self._say(
            "good", Text(N_("Made a draft with these thresholds. Simulate it and look at what it would have done."))),
            owner=self, key="draft", failed=self.thresholds.complain)  # fmt: skip

    def commands(self) -> list[Command]:
        """Simulate and keep."""
        found = [Command(Text(N_("Simulate the chosen versions")), self.run, "play", "Ctrl+R")]
        if self.found is not None:
            found.append(Command(Text(N_("Keep the result of the simulation")), self.keep, "check"))
        return found
