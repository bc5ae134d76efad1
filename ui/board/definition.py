"""What a KPI means: sentence, formula, numerator and denominator, by which dates, who owns it, known at what."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.kpi.definitions import DIRECTION_TITLES, GRAIN_TITLES
from app.kpi.wording import basis_text
from ui.board.faces import basis_words, exact_text, plain, unit_words
from ui.core.card import clear
from ui.core.form import Form
from ui.core.kpi_words import absent_words
from ui.core.words import Label, Words

if TYPE_CHECKING:
    from app.kpi.board import Figure
    from ui.core.context import Context


class DefinitionView(QScrollArea):
    """A list of terms; the figures are those of the level in sight."""

    def __init__(self, context: "Context", kpi: str) -> None:
        """Empty until ``show_figure``."""
        super().__init__()
        self.look, self._kpi = context.look, context.desk.kpis[kpi]
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setObjectName("clear")
        self._body = QVBoxLayout(inner)
        self._body.setContentsMargins(0, 4, 12, 0)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def show_figure(self, figure: "Figure", currency: str) -> None:
        """Write everything that is known of the KPI and of its value."""
        clear(self._body)
        look, kpi, row = self.look, self._kpi, figure.row
        sentence = Label(look, Text(kpi.sentence), wrap=True)
        self._body.addWidget(sentence)
        self._body.addSpacing(6)
        form = Form(look, label_px=132)
        value = exact_text(look, kpi.unit, figure.value, currency)
        basis = (
            look.say(basis_text(row))
            if row and (row.tax or row.types)
            else " · ".join(look.say(one) for one in basis_words(kpi, row))
        )
        if row is not None and figure.value is None:
            value = absent_words(look, row)
        left_out = look.formats.number(row.left_out) if row is not None and row.left_out is not None else ""
        lines: list[tuple[str, Words]] = [
            (N_("Value"), value),
            (N_("Formula"), kpi.formula),
            (N_("Numerator"), plain(look, row.numerator if row else None)),
            (N_("Denominator"), plain(look, row.denominator) if row and row.denominator else Text(kpi.denominator)),
            (N_("Denominator means"), Text(kpi.denominator)),
            (N_("Counted by"), look.t(GRAIN_TITLES[row.grain if row else kpi.grains[0]])),
            (N_("Basis"), basis or Text(N_("fixed by the definition"))),
            (N_("Unit"), unit_words(kpi)),
            (N_("Direction"), Text(DIRECTION_TITLES[kpi.direction])),
            (N_("Owner department"), Text(kpi.owner)),
            (N_("Formula version"), str(kpi.version)),
            (N_("Facts behind it"), look.formats.number(row.n if row else None)),
            (N_("Left out as unknown"), left_out),
            (N_("Known at transaction"), str(row.known_at) if row else ""),
        ]  # fmt: skip
        for title, words in lines:
            if words:
                form.add(Text(title), Label(look, words, wrap=True))
        self._body.addWidget(form)
        self._body.addStretch(1)
