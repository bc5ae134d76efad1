"""Per dealer the way to the next tier: what is missing, what it earns, its chance, and where nobody should push."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import ClassVar, Final

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from app.core.progress import Progress
from app.core.texts import EN, N_, OWN, ZH, Text
from app.incentives.coach.choosing import coach_of, coached
from app.incentives.coach.reading import Coach, CoachLine
from app.incentives.coach.rules import ADVICE_TITLES, LIMIT_DAYS, Advice, Part
from app.incentives.coach.wording import advice_text, details, size_text
from app.incentives.policies.queries import VersionRow
from app.incentives.policy import Measure
from app.incentives.rounding import e4_per_minor
from ui.core.card import Card, rule
from ui.core.controls import Button, Choice
from ui.core.page import Command, Context
from ui.core.panel import Panel
from ui.core.table import Table
from ui.core.table_columns import Column, Kind, State
from ui.core.words import Label, Tone, Words

SIDE_PX: Final = 320
_FACTS: Final = 10
"""More lines than these are never said of one dealer."""
TONES: Final[Mapping[Advice, Tone]] = {
    "push": "good", "stuffing": "bad", "unlikely": "dim", "unknown": "warn", "course": "brand", "top": "dim",
    "closed": "dim", "nothing": "dim", "idle": "dim",
}  # fmt: skip
_RANKS: Final[Mapping[str, int]] = {title: n for n, title in enumerate(ADVICE_TITLES.values())}


@dataclass(frozen=True)
class View:
    """What the panel shows, read in a worker."""

    versions: tuple[VersionRow, ...]
    coach: Coach | None


class CoachPanel(Panel):
    """The dealers of one policy and what to say to each."""

    title: ClassVar[str] = N_("Next tier")
    watches: ClassVar[frozenset[str]] = frozenset(
        {"policy_version", "incentive_policy", "import_batch", "party", "target_line", "withheld"}
    )

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context)
        self.view: View | None = None
        self.line: CoachLine | None = None
        self._wanted = ""
        self._dealer = ""
        self.policy = Choice(self.look, name=Text(N_("Policy")))
        self.policy.picked.connect(self._choose)
        self.about = Label(self.look, "", "dim", elide=True)
        self.tables: dict[Measure, Table] = {}
        """One for values and one for quantities, made when first needed."""
        self._place = QStackedWidget()
        self.card = Card(self.look, Text(N_("What to say")))
        self.words = Label(self.look, "", wrap=True)
        self.facts = [Label(self.look, "", "dim", wrap=True) for _ in range(_FACTS)]
        self.mix = self._mix_table()
        self.dealer_button = Button(self.look, Text(N_("Open dealer")), self._open_picked, icon="external-link")
        self._arrange()

    def table(self, measure: Measure) -> Table:
        """The table of dealers for policies on values, or on quantities."""
        if measure not in self.tables:
            found = self._table("money" if measure == "value" else "quantity")
            found.picked.connect(self._pick)
            found.opened.connect(self.open_dealer)
            self._place.addWidget(found)
            self.tables[measure] = found
        return self.tables[measure]

    def _table(self, kind: Kind) -> Table:
        def sized(name: Text) -> Text:
            return self.look.formats.money_title(name) if kind == "money" else name

        columns = (
            Column("dealer", Text(N_("Dealer")), stretch=True, width=140, get=lambda one: one.label(self.look.lang)),
            Column("advice", Text(N_("Advice")), "pill", 156, get=_pill, order=_rank),
            Column("missing", sized(Text(N_("Missing"))), kind, 84),
            Column("gain", self.look.formats.money_title(Text(N_("It earns"))), "money", 84, get=self._gain),
            Column("rate", Text(N_("Of the missing")), "percent", 84, get=self._rate, hidden=True),
            Column("chance", Text(N_("Chance")), "percent", 62, places=0,
                   get=lambda one: None if one.chance is None else one.chance.value),
            Column("days", Text(N_("Days at this pace")), "number", 92, hidden=True),
            Column("stock_days", Text(N_("Days of stock")), "days", 84, places=0, hidden=True),
            Column("after", Text(N_("Stock after")), "days", 76, places=0,
                   tone=lambda one: "bad" if (one.after or 0) > LIMIT_DAYS else None),
            Column("figure", sized(Text(N_("So far"))), kind, 84, hidden=True),
            Column("tier", Text(N_("Tier reached")), "number", 62, get=_tier, hidden=True),
            Column("code", Text(N_("Code")), width=90, hidden=True),
        )  # fmt: skip
        return Table(
            self.context, columns, name=f"incentives.coach.{kind}", title=Text(N_("Next tier")),
            empty=Text(N_("Nobody takes part in this policy")),
        )  # fmt: skip

    def _mix_table(self) -> Table:
        columns = (
            Column("name", Text(N_("Goods")), stretch=True, width=96),
            Column("size", Text(N_("To buy")), width=84, figures=True, get=self._part, sortable=False),
            Column("after", Text(N_("Stock, days")), "days", 88, places=0),
        )
        return Table(
            self.context, columns, name="incentives.coach.mix", title=Text(N_("Cheapest mix")), tools=False,
            empty=Text(N_("No mix")),
            empty_text=Text(N_("Stock is not known, or nothing has to be bought.")),
        )  # fmt: skip

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.policy)
        head.addWidget(self.about, 1)
        left = Card(self.look)
        left.body.addLayout(head)
        left.body.addWidget(self._place, 1)
        self.card.setFixedWidth(SIDE_PX)
        self.card.buttons.addWidget(self.dealer_button)
        self.card.body.addWidget(self.words)
        for label in self.facts:
            self.card.body.addWidget(label)
        self.card.body.addWidget(rule())
        self.card.body.addWidget(Label(self.look, Text(N_("Cheapest mix")), "strong"))
        self.card.body.addWidget(self.mix, 1)
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(left, 1)
        line.addWidget(self.card)
        self.body.addLayout(line, 1)

    # -- reading ------------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``{"version": id, "dealer": party id}``: that policy, that dealer."""
        self._wanted = str(target.get("version") or self._wanted)
        self._dealer = str(target.get("dealer") or self._dealer)

    def reload(self) -> None:
        """Read the policies in effect and the dealers of the chosen one."""
        desk, wanted = self.context.desk, self._wanted
        today = desk.clock.today()

        def work(progress: Progress) -> View:
            with desk.db.read() as session:
                return View(tuple(coached(session, today)), coach_of(session, wanted, today=today, progress=progress))

        self.load(work, self._show)

    def _show(self, view: View) -> None:
        self.view = view
        coach = view.coach
        if coach is None:
            self.show_empty(
                Text(N_("No policy with tiers is in effect today")),
                Text(N_("Sign a policy and bring it into effect: then every dealer's way to the next tier is here.")),
                icon="trending-up", action=Text(N_("To the policies")), on=lambda: self.go_to("policies", {}),
            )  # fmt: skip
            return
        options: list[tuple[str, Words]] = [(one.id, _called(one)) for one in view.versions]
        self.policy.set_options(options, self._wanted or None)
        said = {"period": coach.period.name, "left": coach.days_left, "n": len(coach.lines)}
        self.about.say(Text(N_("{period} · days left: {left} · dealers: {n}"), said))
        table = self.table(coach.measure)
        self._place.setCurrentWidget(table)
        table.set_rows(coach.lines)
        kept = next((line for line in coach.lines if line.party_id == self._dealer), None)
        self._say(kept or next(iter(coach.lines), None))

    def _choose(self, version: object) -> None:
        self._wanted = str(version)
        self.reload()

    # -- one dealer ---------------------------------------------------------------------------------------------------

    def _pick(self, line: CoachLine | None) -> None:
        if line is not None:
            self._say(line)

    def _say(self, line: CoachLine | None) -> None:
        self.line = line
        coach = None if self.view is None else self.view.coach
        self.dealer_button.setEnabled(line is not None)
        if line is None or coach is None:
            self.card.title.say(Text(N_("What to say")))
            self.words.say("")
            self._say_facts([])
            self.mix.set_rows(())
            return
        self._dealer = line.party_id
        self.card.title.say(line.label(self.look.lang))
        self.words.say(advice_text(coach, line))
        self._say_facts(details(coach, line))
        self.mix.set_rows(line.mix.parts if line.mix else ())

    def _say_facts(self, facts: Sequence[Text]) -> None:
        for n, label in enumerate(self.facts):
            label.say(facts[n] if n < len(facts) else "")
            label.setVisible(n < len(facts))

    def retranslate(self) -> None:
        """The picked dealer's words in the other language."""
        self._say(self.line)

    def _open_picked(self) -> None:
        if self.line is not None:
            self.open_dealer(self.line)

    def open_dealer(self, line: CoachLine) -> None:
        """The dealer's card."""
        self.context.go("dealers", {"dealer": line.party_id})

    def commands(self) -> list[Command]:
        """The policies whose next tiers can be looked at."""
        versions = () if self.view is None else self.view.versions
        return [
            Command(
                Text(N_("Next tier: {policy}"), {"policy": _called(one)}),
                partial(self._choose, one.id),
                "trending-up",
            )
            for one in versions
        ]

    # -- cells --------------------------------------------------------------------------------------------------------

    def _part(self, part: Part) -> Text | str:
        coach = self.view.coach if self.view else None
        return "" if coach is None else size_text(coach, part.size)

    def _gain(self, line: CoachLine) -> int | None:
        coach = self.view.coach if self.view else None
        if coach is None or line.step is None:
            return None
        return line.gain_minor * e4_per_minor(coach.policy.payout.currency)

    def _rate(self, line: CoachLine) -> Fraction | None:
        coach = self.view.coach if self.view else None
        return None if coach is None else coach.rate(line)


def _called(one: VersionRow) -> Text:
    """A policy's name in the language of the moment."""
    return Text(OWN, {ZH: one.policy.name, EN: one.policy.name_en or one.policy.name})


def _pill(line: CoachLine) -> State:
    return State(Text(ADVICE_TITLES[line.advice]), TONES[line.advice])


def _rank(state: State) -> int:
    return _RANKS[state.words.msgid] if isinstance(state.words, Text) else len(_RANKS)


def _tier(line: CoachLine) -> int | None:
    return None if line.reached is None else line.reached + 1
