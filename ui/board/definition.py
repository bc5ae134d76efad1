"""What a KPI means: sentence, formula, numerator and denominator, dates, owner, known at what, of which files."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.kpi.definitions import DIRECTION_TITLES, GRAIN_TITLES
from app.kpi.measure_titles import in_words
from app.kpi.wording import basis_text, without_text
from ui.board.faces import basis_words, exact_text, plain, unit_words
from ui.core.card import clear
from ui.core.controls import Button
from ui.core.form import Form
from ui.core.kpi_words import absent_words
from ui.core.words import Label, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.kpi.batches import SourceBatch
    from app.kpi.board import Figure
    from ui.core.context import Context

_MOST: Final = 12
"""Batches that are named."""


class DefinitionView(QScrollArea):
    """A list of terms; the figures are those of the level in sight."""

    def __init__(self, context: "Context", kpi: str) -> None:
        """Empty until ``show_figure``."""
        super().__init__()
        self._context, self.look, self._kpi = context, context.look, context.desk.kpis[kpi]
        self._batches: Form | None = None
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
            (N_("In words"), in_words(kpi.formula, look.say)),
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
            (N_("Not in it"), without_text(row) or "" if row else ""),
            (N_("Known at transaction"), str(row.known_at) if row else ""),
        ]  # fmt: skip
        for title, words in lines:
            if words:
                form.add(Text(title), Label(look, words, wrap=True))
        self._body.addWidget(form)
        self._batches = Form(look, label_px=132)
        self._body.addWidget(self._batches)
        self._body.addStretch(1)

    def show_batches(self, found: "Sequence[SourceBatch]") -> None:
        """The files that the figure was counted from, those with most rows first; each opens its batch."""
        if self._batches is None:
            return
        look = self.look
        for place, one in enumerate(found[:_MOST]):
            self._batches.add(Text(N_("Source batches")) if not place else "", self._batch(one))
        if len(found) > _MOST:
            more = Text(N_("and {n} more"), {"n": look.formats.number(len(found) - _MOST)})
            self._batches.add("", Label(look, more, "dim"))

    def _batch(self, one: "SourceBatch") -> QWidget:
        look = self.look

        def opened() -> None:
            self._context.go("imports", {"tab": "batches", "batch": one.id})

        said = {"file": one.file_name or "—", "kind": Text(self._context.desk.feeds[one.feed].title),
                "n": look.formats.number(one.rows), "day": one.loaded_at[:10]}  # fmt: skip
        words = Text(N_("{file} · {kind} · rows: {n} · taken in on {day}"), said)
        found = QWidget()
        found.setObjectName("clear")
        inside = QVBoxLayout(found)
        inside.setContentsMargins(0, 0, 0, 4)
        inside.setSpacing(0)
        inside.addWidget(Label(look, words, wrap=True))
        link = Button(look, one.ref, opened, kind="link", tip=Text(N_("Open the batch {ref}"), {"ref": one.ref}))
        inside.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        return found
