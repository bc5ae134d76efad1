"""The wizard: a policy step by step, its text beside the fields, checked before it is kept."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.db import Action
from app.core.errors import UserError
from app.core.period import day_number
from app.core.texts import N_, Text
from app.incentives.checks import check_policy
from app.incentives.policies import service
from app.incentives.policies.queries import VersionRow, version
from app.incentives.policies.templates import begun
from app.incentives.policies.wording import PolicyText, policy_text
from app.incentives.policy import Policy
from ui.core.card import Card, row, scrolled
from ui.core.controls import Button, Segments
from ui.core.dialogs import Dialog
from ui.core.form import Field
from ui.core.words import Label
from ui.incentives.policies.facts import Facts
from ui.incentives.policies.step_basis import BasisStep
from ui.incentives.policies.step_conditions import ConditionsStep
from ui.incentives.policies.step_payout import PayoutStep
from ui.incentives.policies.step_start import StartStep
from ui.incentives.policies.step_tiers import TiersStep
from ui.incentives.policies.step_who import GoodsStep, WhoStep
from ui.incentives.policies.text_view import TextView

if TYPE_CHECKING:
    from ui.core.context import Context
    from ui.incentives.policies.step import Step

_SIZE: Final = (1180, 640)
_FIELDS_PX: Final = 600
_PARTS: Final = (
    N_("Kind and time"), N_("Who takes part"), N_("Goods"), N_("Basis"), N_("Tiers and rates"), N_("Conditions"),
    N_("How it is paid"),
)  # fmt: skip
"""Which part of the text stands beside which step."""
_PROBLEM_PX: Final = 36
_WAIT_MS: Final = 250
"""After typing rests so long the text beside is written anew."""


class Wizard(Dialog):
    """One policy; ``accept`` closes only when it was kept."""

    writes: ClassVar[bool] = True

    def __init__(
        self, context: "Context", parent: QWidget, title: Text, facts: Facts, policy: "Policy", *, fresh: bool,
        kept: VersionRow | None = None, renews: bool = False,
    ) -> None:  # fmt: skip
        """``kept`` is the draft that is changed, or with ``renews`` the version after which a new one is made."""
        super().__init__(context.look, parent, title, accept=Text(N_("Keep the draft")))
        self.context, self.policy = context, policy
        self.saved_policy = kept.policy_id if kept is not None else ""
        self._kept, self._renews, self._names = kept, renews, facts.names()
        look = context.look
        self.resize(*_SIZE)
        self.start = start = StartStep(look, facts, fresh=fresh)
        start.begun.connect(self._begin)
        self.steps: tuple[Step, ...] = (
            start, WhoStep(look, facts), GoodsStep(look, facts), BasisStep(look, facts), TiersStep(look, facts),
            ConditionsStep(look, facts), PayoutStep(look, facts),
        )  # fmt: skip
        self.bar = Segments(look, [(n, Text(one.title)) for n, one in enumerate(self.steps)])
        self.bar.picked.connect(lambda key: self.go(int(str(key))))
        self.pages = QStackedWidget()
        self.text = TextView(look)
        self.problem = Label(look, "", "dim", wrap=True)
        self.problem.setFixedHeight(_PROBLEM_PX)
        self.reason = Field(look, "", hint=Text(N_("Why there is a new version")))
        self.back_button = Button(look, Text(N_("Step back")), lambda: self.go(self.at - 1), icon="chevron-left")
        self.next_button = Button(look, Text(N_("Next")), lambda: self.go(self.at + 1), icon="chevron-right")
        self._begins = fresh and kept is None
        """Nobody has gone on from the first step of a new policy: what is missing there is no mistake."""
        self._rest = QTimer(self, interval=_WAIT_MS, singleShot=True)
        self._rest.timeout.connect(self.refresh)
        self._lay_out()
        for one in self.steps:
            one.fill(policy)
            one.changed.connect(self._rest.start)
        self.at = 0
        self.go(0)

    def _lay_out(self) -> None:
        for one in self.steps:
            self.pages.addWidget(scrolled(one, sideways=False))
        self.pages.setMinimumWidth(_FIELDS_PX)
        beside = Card(self.look, Text(N_("The policy as text")))
        beside.body.addWidget(self.text, 1)
        self.body.addLayout(row(self.bar, None))
        both = row(self.pages, beside, gap=16)
        both.setStretch(0, 5)
        both.setStretch(1, 4)
        self.body.addLayout(both, 1)
        self.body.addWidget(self.reason)
        self.reason.setVisible(self._renews)
        self.body.addWidget(self.problem)
        for n, button in enumerate((self.back_button, self.next_button)):
            button.setAutoDefault(False)
            self.foot.insertWidget(n + 1, button)

    # -- opening ------------------------------------------------------------------------------------------------------

    @classmethod
    def begin(cls, context: "Context", parent: QWidget, facts: Facts) -> "Wizard":
        """A new policy: the year of today, from the first template."""
        today = context.desk.clock.today()
        policy = begun(
            "stepped",
            code="",
            name="",
            from_on=day_number(date(today.year, 1, 1)),
            to_on=day_number(date(today.year, 12, 31)),
        )
        return cls(context, parent, Text(N_("New policy")), facts, policy, fresh=True)

    @classmethod
    def of_draft(cls, context: "Context", parent: QWidget, facts: Facts, kept: VersionRow) -> "Wizard":
        """A draft."""
        title = Text(N_("Change the draft"))
        return cls(context, parent, title, facts, kept.policy, fresh=kept.number == 1, kept=kept)

    @classmethod
    def of_next(cls, context: "Context", parent: QWidget, facts: Facts, kept: VersionRow) -> "Wizard":
        """A new version after a signed one."""
        title = Text(N_("New version"))
        return cls(context, parent, title, facts, kept.policy, fresh=False, kept=kept, renews=True)

    def _begin(self, policy: object) -> None:
        if not isinstance(policy, Policy):
            return
        self.policy = policy
        for one in self.steps:
            one.fill(self.policy)
        self.refresh()

    # -- going on -----------------------------------------------------------------------------------------------------

    def go(self, at: int) -> None:
        """Another step; what was typed in this one is taken where it can be."""
        self.refresh()
        self._begins = self._begins and at == 0
        self.at = max(0, min(at, len(self.steps) - 1))
        self.steps[self.at].fill(self.policy)
        self.bar.choose(self.at)
        self.pages.setCurrentIndex(self.at)
        self.back_button.setEnabled(self.at > 0)
        self.next_button.setEnabled(self.at < len(self.steps) - 1)
        self.refresh()

    def refresh(self) -> None:
        """Take the fields of this step, write the text anew, say the first thing that is wrong."""
        self._rest.stop()
        problem: Text | str = ""
        try:
            self.policy = self.steps[self.at].taken(self.policy)
            check_policy(self.policy)
        except UserError as error:
            problem = error.text
        self.problem.say(problem)
        self.problem.set_tone("bad" if problem and not self._begins else None)
        if self._begins:
            self.start.hush()
        self.text.show_text(self._written(), at=self.look.t(_PARTS[self.at]))

    def _written(self) -> PolicyText:
        return policy_text(self.look.t, self.policy, self._names)

    def accept(self) -> None:
        """Keep it and close; what is refused is said, and the wizard stays."""
        self._begins = False
        self.refresh()
        try:
            self.policy = self.steps[self.at].taken(self.policy)
            check_policy(self.policy)
        except UserError as error:
            self._refuse(error)
            return
        self.context.tasks.run(Text(N_("Saving")), lambda _progress: self._save(), self._saved, owner=self, key="save",
                               failed=self._refuse)  # fmt: skip

    def _saved(self, policy: str) -> None:
        self.saved_policy = policy
        super().accept()

    def _refuse(self, error: UserError) -> None:
        self.problem.say(error.text)
        self.problem.set_tone("bad")

    def _save(self) -> str:
        """In a worker; returns the policy's id."""
        policy, kept, reason, db = self.policy, self._kept, self._reason(), self.context.desk.db
        if kept is not None and self._renews:
            action = Action(N_("Made a new version of the policy {name}"), {"name": policy.name}, reason)
            found = db.write(action, lambda session: service.new_version(
                session, policy_id=kept.policy_id, policy=policy, reason=reason)).value  # fmt: skip
        else:
            action = Action(N_("Kept a draft of the policy {name}"), {"name": policy.name})
            found = db.write(action, lambda session: service.save_draft(
                session, policy=policy, version_id="" if kept is None else kept.id)).value  # fmt: skip
        with db.read() as session:
            return version(session, found).policy_id

    def _reason(self) -> str:
        return self.reason.text().strip()
