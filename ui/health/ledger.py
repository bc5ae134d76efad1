"""Sentences of a dealer's sheet that lead to their documents: what stands out, where points went, why they moved."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout

from app.core.texts import N_, Text
from app.health.contradictions import TITLES
from app.health.ledger import equation_of, ledger_of
from app.health.wording import signed_tenths
from ui.core.card import row
from ui.core.controls import Button
from ui.core.words import Label, Pill, Tone, Words
from ui.health.words import change_tone

if TYPE_CHECKING:
    from app.health.sheets import DriverLine, HealthSheet
    from ui.core.context import Context

_PILL_PX = 64


class Cited:
    """Makes the sentences of one sheet, each with a link to the rows that its reference names."""

    def __init__(self, context: "Context", sheet: "HealthSheet") -> None:
        """For one sheet."""
        self.context, self.look, self.sheet = context, context.look, sheet

    def remarks(self, body: QBoxLayout) -> None:
        """What the rows show, what contradicts itself, where the score has been going."""
        sheet = self.sheet
        if sheet.course is not None:
            self._add(body, "", "brand", sheet.course, sheet.provenance.reference, "", wide=False)
        for sign in sheet.signs:
            tone: Tone = "bad" if sign.level == "warning" else "dim"
            self._add(body, sign.title, tone, sign.sentence, sign.reference, "", wide=True)
        for odd in sheet.contradictions:
            words, owner = Text(TITLES[odd.rule]), Text(odd.owner)
            self._add(body, words, "warn", odd.sentence, self._ref(odd.kpis[0]), owner, wide=True)

    def ledger(self, body: QBoxLayout) -> None:
        """The sentence that adds up, and what took points line by line."""
        equation = equation_of(self.sheet)
        if equation is None:
            return
        self.equation = Label(self.look, equation, "strong", wrap=True)
        body.addWidget(self.equation)
        for line in ledger_of(self.sheet):
            self._add(body, signed_tenths(-line.tenths), "bad", line.sentence, line.reference, "", wide=False)

    def driver(self, body: QBoxLayout, driver: "DriverLine") -> None:
        """One reason of the change."""
        mark = "▲" if driver.tenths > 0 else "▼"
        tone = change_tone(driver.tenths) or "dim"
        ref = self._ref(driver.kpi)
        self._add(body, signed_tenths(driver.tenths), tone, driver.sentence, ref, "", wide=False, mark=mark)

    def _ref(self, kpi: str) -> str:
        """That of a figure; of the whole score where no figure moved but the weights."""
        origin = self.sheet.provenance
        return origin.references.get(kpi, "") if kpi else origin.reference

    def _add(
        self, body: QBoxLayout, pill: Words, tone: Tone, words: Words, ref: str, owner: Words, *, wide: bool,
        mark: str = "",
    ) -> None:  # fmt: skip
        label = Label(self.look, words, wrap=True)
        line = QHBoxLayout()
        line.setSpacing(10)
        if pill:
            chip = Pill(self.look, "", "dim", shape=False)
            chip.show_state(pill, tone, mark=mark)
            chip.setMinimumWidth(_PILL_PX)
            chip.setAlignment(Qt.AlignmentFlag.AlignCenter)
            if wide:
                body.addLayout(row(chip, Label(self.look, owner, "dim"), None, gap=10))
            else:
                line.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label, 1)
        if ref:
            link = Button(self.look, Text(N_("See documents")), partial(self._open, ref), kind="link",
                          tip=Text(N_("The documents behind it: {ref}"), {"ref": ref}))  # fmt: skip
            line.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(line)

    def _open(self, ref: str) -> None:
        self.context.go("board", {"ref": ref, "part": "rows"})
