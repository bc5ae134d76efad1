"""Thresholds chosen under a budget: what is asked and assumed, the answer beside now and nothing, other budgets."""

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.texts import EN, N_, OWN, ZH, Text
from app.health.editing import typed_number
from app.incentives.lab.charts import frontier_chart
from app.incentives.lab.result import share_of_sales
from app.incentives.lab.thresholds import Choice, Wish
from app.incentives.policy import RATE_SCALE
from app.incentives.rounding import e4_of_minor, minor_per_unit
from ui.core.card import Banner, Card, clear, row
from ui.core.chart import ChartView
from ui.core.controls import Button
from ui.core.form import Field, Form
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label

if TYPE_CHECKING:
    from app.incentives.lab.choosing import Plan
    from app.incentives.policy import Policy
    from ui.core.context import Context

_FORM_PX = 330
_LINES_PX = 150


class PlanLine(NamedTuple):
    """One of the three answers."""

    name: str
    """A msgid."""
    plan: "Plan"


class ThresholdsView(QWidget):
    """Asks, and shows what came of it; the panel does the work."""

    asked = Signal(object)
    """A Wish."""
    kept = Signal(object)
    """The new tiers are to become a draft."""

    def __init__(self, context: "Context") -> None:
        """Empty until something was chosen."""
        super().__init__()
        self.setObjectName("clear")
        self.context = context
        self.choice: Choice | None = None
        self.policy: Policy | None = None
        look = context.look
        self.budget = Field(look, hint=Text(N_("for the coming year")))
        self.margin = Field(look, "20")
        self.stretch = Field(look, "15")
        self.sure = Field(look, "0")
        self.form = Form(look, label_px=120)
        self.form.add(Text(N_("Budget of the year")), self.budget)
        self.form.add(Text(N_("Margin, %")), self.margin, Text(N_("Of what is sold, before the rebate")))
        self.form.add(Text(N_("Stretch, %")), self.stretch,
                      Text(N_("Assumed: who lies this much below a threshold, or less, buys up to it")))  # fmt: skip
        words = Text(N_("In how many of 30 drawn futures the budget holds too; 0: in the last year only"))
        self.form.add(Text(N_("Certainty, %")), self.sure, words)
        self.ask_button = Button(look, Text(N_("Choose thresholds")), self.ask, icon="play")
        self.keep_button = Button(look, Text(N_("Make a draft of it")), self._keep, icon="file-text")
        self.keep_button.setEnabled(False)
        self.asking = Card(look, Text(N_("Under a budget")), subtitle=Text(N_("of the last candidate")), pad=12)
        self.said = Label(look, "", wrap=True)
        self.banners = QVBoxLayout()
        self.table = Table(context, self._columns(), name="incentives.lab.thresholds", tools=False,
                           title=Text(N_("Thresholds")), empty=Text(N_("Nothing chosen yet")))  # fmt: skip
        self.table.setFixedHeight(_LINES_PX)
        self.chart = ChartView(look, height=210)
        self._lay_out()
        look.language_changed.connect(self._draw)

    def _lay_out(self) -> None:
        look = self.context.look
        asking = self.asking
        asking.setFixedWidth(_FORM_PX)
        asking.body.addWidget(self.form)
        asking.body.addLayout(row(self.ask_button, None))
        asking.body.addStretch(1)
        card = Card(look, Text(N_("What another budget would bring")), pad=12)
        card.body.addWidget(self.chart, 1)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addLayout(row(self.said, self.keep_button))
        right.addLayout(self.banners)
        right.addWidget(self.table)
        right.addWidget(card, 1)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        outer.addWidget(asking)
        outer.addLayout(right, 1)

    def _columns(self) -> tuple[Column, ...]:
        def money(minor: int) -> int:
            return e4_of_minor(minor, self._currency)

        return (
            Column("name", Text(N_("Thresholds")), width=96, get=lambda one: Text(one.name)),
            Column("bounds", Text(N_("From")), width=170, stretch=True, get=lambda one: self._bounds(one.plan)),
            Column("cost", Text(N_("Cost")), "money", 96, get=lambda one: money(one.plan.cost)),
            Column("margin", Text(N_("Margin before")), "money", 108, get=lambda one: money(one.plan.margin)),
            Column("after", Text(N_("Margin after rebate")), "money", 132, get=lambda one: money(one.plan.after)),
            Column("more", Text(N_("Against none")), "money", 104, signed=True, get=self._more,
                   tone=lambda one: "good" if (self._more(one) or 0) > 0 else "bad" if self._more(one) else None),
            Column("kept", Text(N_("Holds in futures")), "percent", 104, places=0, get=self._held),
        )  # fmt: skip

    @property
    def _currency(self) -> str:
        return self.policy.payout.currency if self.policy else "CNY"

    def _bounds(self, plan: "Plan") -> str:
        formats, policy = self.context.look.formats, self.policy
        if policy is None or not plan.bounds:
            return "–"
        if policy.scale.reach != "amount":
            return " · ".join(formats.percent(Fraction(each, RATE_SCALE), 0) for each in plan.bounds)
        write = formats.money_in if policy.basis.measure == "value" else formats.quantity
        return " · ".join(write(each) for each in plan.bounds)

    def _more(self, line: PlanLine) -> int | None:
        if self.choice is None or line.plan is self.choice.none:
            return None
        return e4_of_minor(line.plan.after - self.choice.none.after, self._currency)

    def _held(self, line: PlanLine) -> Fraction | None:
        return Fraction(line.plan.kept, self.choice.futures) if self.choice and self.choice.futures else None

    def suggest(self, policy: "Policy", budget_minor: int) -> None:
        """A budget to begin with: what the year is likely to cost, unless one was typed.

        What was chosen for another policy goes: its thresholds are none of this one.
        """
        if self.policy is not None and policy != self.policy:
            self._forget()
        self.policy = policy
        self.asking.say_subtitle(Text(OWN, {ZH: policy.name, EN: policy.name_en or policy.name}))
        if not self.budget.text().strip() and budget_minor > 0:
            self.budget.setText(str(budget_minor // minor_per_unit(policy.payout.currency)))

    def ask(self) -> None:
        """Hand over what is wished, or say which field is wrong."""
        fields = {self.budget: Fraction(0), self.margin: Fraction(0), self.stretch: Fraction(0), self.sure: Fraction(0)}
        for field in fields:
            self.form.complain(field, "")
            try:
                fields[field] = typed_number(field.text() or "0")
            except UserError as error:
                self.form.complain(field, error.text)
                return
        for field in (self.margin, self.stretch, self.sure):
            if not 0 <= fields[field] <= 100:
                self.form.complain(field, Text(N_("From 0 to 100")))
                return
        if fields[self.budget] <= 0:
            self.form.complain(self.budget, Text(N_("Say how much may be spent")))
            return
        per_cent = RATE_SCALE // 100
        minor = int(fields[self.budget] * minor_per_unit(self._currency))
        margin, stretch, sure = (int(fields[one] * per_cent) for one in (self.margin, self.stretch, self.sure))
        self.asked.emit(Wish(minor, margin, stretch, sure))

    def show_choice(self, policy: "Policy", choice: Choice) -> None:
        """What came of it."""
        self.policy, self.choice = policy, choice
        clear(self.banners)
        lines = [PlanLine(N_("none"), choice.none), PlanLine(N_("as now"), choice.now)]
        if choice.best is None:
            words = Text(N_("No thresholds with these rates keep to the budget."))
            self.banners.addWidget(Banner(self.context.look, "warn", words))
        else:
            lines.append(PlanLine(N_("chosen"), choice.best))
        self.table.set_rows(lines)
        kept = next(n for n, column in enumerate(self._columns()) if column.key == "kept")
        self.table.view.setColumnHidden(kept, not choice.futures)
        self.keep_button.setEnabled(bool(choice.tiers) and not self.context.desk.db.read_only)
        self._draw()

    def _forget(self) -> None:
        self.choice = None
        clear(self.banners)
        self.table.set_rows(())
        self.keep_button.setEnabled(False)
        self._draw()

    def refuse(self, error: UserError) -> None:
        """Why nothing was chosen; what was chosen before stands no longer beside it."""
        self._forget()
        self.complain(error)

    def complain(self, error: UserError) -> None:
        """What went wrong."""
        clear(self.banners)
        self.banners.addWidget(Banner(self.context.look, "warn", error.text))

    def _draw(self) -> None:
        choice = self.choice
        if choice is None:
            self.said.say(
                Text(N_("The policy's rates stay; thresholds are chosen so that margin after rebate is most."))
            )
            self.chart.show_empty(Text(N_("Nothing chosen yet")))
            return
        best = choice.best
        if best is not None:
            share = share_of_sales(best.cost, best.sales_e4, self._currency)
            formats = self.context.look.formats
            about = {"cost": formats.money(e4_of_minor(best.cost, self._currency), self._currency),
                     "share": formats.percent(share, 2)}  # fmt: skip
            self.said.say(Text(N_("Chosen: costs {cost}, which is {share} of sales, and is proven best of all tried."),
                               about))  # fmt: skip
        self.chart.show_chart(frontier_chart(self.context.look.t, choice, self._currency))

    def _keep(self) -> None:
        if self.choice is not None and self.choice.tiers:
            self.kept.emit(self.choice.tiers)
