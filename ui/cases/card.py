"""One case: what it stands on, its steps with their files, and what can be done next."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.compliance.cases.queries import CaseCard, CaseRow, StepRow
from app.compliance.cases.rules import RESULT_TITLES, STAGE_TITLES, Kind, capped_quarters, next_stages
from app.compliance.cases.service import add_step, edit_case
from app.core.db import Action
from app.core.period import day_number
from app.core.texts import N_, Text
from app.dealers.typed import amount
from app.people.queries import PersonRow
from ui.cases.evidence import EvidenceCard
from ui.core.actions import person_options
from ui.core.ask import Ask, ask
from ui.core.attached import Attached
from ui.core.card import Card, row
from ui.core.controls import Button, IconButton
from ui.core.files import ask_files, attach_files
from ui.core.saving import save
from ui.core.table_columns import State
from ui.core.words import Label, Pill, Tone, Words, spoken

if TYPE_CHECKING:
    from ui.core.context import Context

_TONES: Final[Mapping[str, Tone]] = {
    "reported": "warn", "investigating": "brand", "decided": "brand", "sanctioned": "bad", "appealed": "warn",
    "closed": "dim",
}  # fmt: skip
_DOING: Final = {
    "investigating": N_("Investigate…"), "decided": N_("Decide…"), "sanctioned": N_("Sanction…"),
    "appealed": N_("Appeal…"), "closed": N_("Close the case…"),
}  # fmt: skip


def stage_pill(one: CaseRow) -> State:
    """The pill of a case's stage."""
    return State(Text(STAGE_TITLES[one.stage]), _TONES[one.stage])


class CaseView(QScrollArea):
    """A case in the drawer; the page builds it anew after every change."""

    def __init__(
        self, context: "Context", card: CaseCard, kinds: Mapping[str, Kind], people: Sequence[PersonRow]
    ) -> None:
        """Shows the case."""
        super().__init__()
        self.context, self.look, self.case, self._kinds, self._people = context, context.look, card, kinds, people
        self._today = day_number(context.desk.clock.today())
        inside = QWidget()
        inside.setObjectName("clear")
        self._body = QVBoxLayout(inside)
        self._body.setContentsMargins(0, 0, 8, 0)
        self._body.setSpacing(12)
        self.nexts: dict[str, Button] = {}
        self._show_head()
        if card.evidence:
            self._body.addWidget(EvidenceCard(context, card.evidence))
        self._show_steps()
        self._body.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    # -- showing ------------------------------------------------------------------------------------------------------

    def _show_head(self) -> None:
        look, one = self.look, self.case.row
        state = stage_pill(one)
        pills: list[QWidget] = [Pill(look, state.words, state.tone)]
        if one.result:
            pills.append(Pill(look, Text(RESULT_TITLES[one.result]), "bad" if one.result == "founded" else "good"))
        if one.owner:
            pills.append(Label(look, Text(N_("Owner: {name}"), {"name": one.owner}), "dim"))
        go = Button(look, Text(N_("Dealer's card")), self._open_dealer, icon="store", kind="quiet")
        self._body.addLayout(row(*pills, None, go))
        for words in self._facts():
            self._body.addWidget(Label(look, words, wrap=True))
        line = QHBoxLayout()
        line.setSpacing(8)
        over = one.stage == "closed"
        for stage in next_stages(one.stage, one.result or None):
            words = Text(N_("Open it again…")) if over else Text(_DOING[stage])
            kind: Literal["plain", "primary"] = "plain" if over or self.nexts else "primary"
            button = Button(look, words, partial(self.step, stage), kind=kind)
            self.nexts[stage] = button
            line.addWidget(button)
        line.addStretch(1)
        if not over:
            line.addWidget(Button(look, Text(N_("Change…")), self.edit, icon="pencil", kind="quiet"))
        self._body.addLayout(line)

    def _facts(self) -> list[Words]:
        one, look = self.case.row, self.look
        found: list[Words] = []
        if one.penalty_e4 is not None:
            found.append(Text(N_("Penalty: {amount}"), {"amount": look.formats.exact_money(one.penalty_e4)}))
        kind = self._kinds.get(one.kind)
        if one.stage == "closed" and one.result == "founded" and one.closed_on is not None and kind is not None:
            if not kind.caps:
                found.append(Text(N_("Cases of this kind limit no grade.")))
            else:
                first, last = capped_quarters(one.closed_on, kind.quarters)
                said = {"grade": kind.at_most, "first": look.formats.period(first), "last": look.formats.period(last)}
                sentence = N_("Limits the dealer's grade to {grade} from {first} until {last}.")
                if first == last:
                    sentence = N_("Limits the dealer's grade to {grade} in {first}.")
                found.append(Text(sentence, said))
        return found

    def _show_steps(self) -> None:
        card = Card(self.look, Text(N_("Steps")))
        for one in self.case.steps:
            self._show_step(card, one)
        self._body.addWidget(card)

    def _show_step(self, card: Card, one: StepRow) -> None:
        look = self.look
        head: list[QWidget | None] = [Label(look, Text(STAGE_TITLES[one.stage]), "strong")]
        if one.result:
            head.append(Label(look, Text(RESULT_TITLES[one.result])))
        when = " · ".join(part for part in (look.formats.day(one.at_on), one.person) if part)
        more = IconButton(look, "plus", Text(N_("Add files…")), partial(self._add_files, one.id), size=14)
        head += [None, Label(look, when, "dim"), more]
        card.body.addLayout(row(*head))
        if one.body:
            card.body.addWidget(Label(look, one.body, wrap=True))
        card.body.addWidget(Attached(self.context, one.files))

    # -- doing --------------------------------------------------------------------------------------------------------

    def _open_dealer(self) -> None:
        self.context.go("dealers", {"dealer": self.case.row.party_id})

    def asked(self, stage: str) -> list[Ask]:
        """What is asked for a step."""
        title = Text(N_("Sanction")) if stage == "sanctioned" else Text(N_("What was done"))
        found = [
            Ask("on", Text(N_("Day")), "day", self._today, needed=True, since=self.case.row.stepped_on,
                until=self._today),
            Ask("body", title, "long", needed=True),
        ]  # fmt: skip
        if stage == "decided":
            results: list[tuple[str, Words]] = [(key, Text(words)) for key, words in RESULT_TITLES.items()]
            found.insert(1, Ask("result", Text(N_("Result")), "choice", "founded", results))
        if stage == "sanctioned":
            hint = Text(N_("For example 500,000 or 50万"))
            read = lambda text: amount(text) if text else None  # noqa: E731 - empty is no penalty
            found.append(Ask("penalty_e4", Text(N_("Penalty")), hint=hint, read=read))
        return found

    def step(self, stage: str) -> None:
        """Ask for a step and take it."""
        values = ask(
            self.look, self, Text(STAGE_TITLES[stage]), self.asked(stage), accept=Text(N_("Save")),
            note=self.case.row.title,
        )  # fmt: skip
        if values is not None:
            self.keep(stage, values)

    def keep(self, stage: str, values: Mapping[str, Any]) -> None:
        """Take a step as the dialog gave it."""
        case, today = self.case.row, self._today
        action = Action(N_("{dealer}: {step}"), {"dealer": case.dealer, "step": self.look.t(STAGE_TITLES[stage])})
        save(self.context, self, action,
             lambda session: add_step(session, case_id=case.id, stage=stage, today=today, **values))  # fmt: skip

    def edit(self) -> None:
        """Another subject, kind or owner."""
        one = self.case.row
        kinds: list[tuple[str, Words]] = [(code, Text(kind.title)) for code, kind in self._kinds.items()]
        title = spoken(self.look, one.title)
        asked = [
            Ask("title", Text(N_("What it is about")), value=title, needed=True),
            Ask("kind", Text(N_("Kind")), "choice", one.kind, kinds),
            Ask("owner_id", Text(N_("Owner")), "choice", one.owner_id, person_options(self._people)),
        ]
        values = ask(self.look, self, Text(N_("Change a case")), asked, accept=Text(N_("Save")))
        if values is not None:
            changes = values | {"owner_id": values["owner_id"] or None}
            if values["title"] == title:
                del changes["title"]
            save(self.context, self, Action(N_("Change a case")),
                 lambda session: edit_case(session, case_id=one.id, changes=changes))  # fmt: skip

    def _add_files(self, step_id: str) -> None:
        self.add_files(step_id, ask_files(self.context, self, Text(N_("Add files…"))))

    def add_files(self, step_id: str, paths: Sequence[Path]) -> None:
        """Keep files with a step."""
        attach_files(self.context, self, ("case_step", step_id), paths)
