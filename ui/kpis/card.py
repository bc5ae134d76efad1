"""One KPI in the drawer: what it means and how it is computed, and its newest figures."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.kpi.counting import TAXES
from app.kpi.definitions import BASIS_TITLES, DIRECTION_TITLES, GRAIN_TITLES, UNIT_TITLES
from app.kpi.measure_titles import in_words
from app.kpi.wording import listed
from ui.core.card import row
from ui.core.controls import Button
from ui.core.form import Form
from ui.core.pack_lock import hold, pack_lock
from ui.core.words import Label, Words
from ui.kpis.newest import NewestView

if TYPE_CHECKING:
    from app.kpi.kpi import Kpi
    from app.kpi.own.preview import Preview
    from ui.core.page import Context

KIND_TITLES = {
    "additive": N_("parts add up; a quotient is divided after adding"), "snapshot": N_("as it stands at the end"),
    "distinct": N_("computed anew for each level; parts do not add up"),
}  # fmt: skip
"""How a KPI is rolled up."""


class KpiCard(QScrollArea):
    """A list of terms, then figures."""

    copied = Signal()
    changing = Signal()

    def __init__(self, context: "Context", kpi: "Kpi") -> None:
        """Figures come with ``show_figures``."""
        super().__init__()
        look, self.context, self.kpi = context.look, context, kpi
        inside = QWidget()
        inside.setObjectName("clear")
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 8, 0)
        outer.setSpacing(8)
        self.board_button = Button(
            look, Text(N_("Open on the board")), lambda: context.go("board", {"kpi": kpi.id}), icon="layout-dashboard"
        )
        self.like_button = Button(look, Text(N_("Write one like it")), self.copied.emit, icon="copy")
        self.change_button = Button(look, Text(N_("Edit")), self.changing.emit, icon="pencil", kind="primary")
        outer.addLayout(row(self.board_button, self.like_button, None, self.change_button))
        self.change_button.setVisible(kpi.own and not context.desk.db.read_only)
        self.like_button.setVisible(not context.desk.db.read_only)
        hold(pack_lock(context.desk, "kpis"), self.like_button, self.change_button)
        if kpi.sentence != kpi.formula:
            outer.addWidget(Label(look, Text(kpi.sentence), wrap=True))
        self.newest = NewestView(look)
        outer.addWidget(self.newest)
        outer.addWidget(self._terms())
        outer.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def _terms(self) -> Form:
        look, kpi = self.context.look, self.kpi
        bases = [Text(BASIS_TITLES[one]) for one in kpi.bases]
        taxes = [Text(TAXES[one]) for one in kpi.taxes]
        lines: list[tuple[str, Words]] = [
            (N_("Formula"), kpi.formula),
            (N_("In words"), in_words(kpi.formula, look.say)),
            (N_("Denominator means"), Text(kpi.denominator)),
            (N_("Counted by"), listed([Text(GRAIN_TITLES[one]) for one in kpi.grains])),
            (N_("Basis"), listed(bases) if bases else Text(N_("fixed by the definition"))),
            (N_("Tax"), listed(taxes) if taxes else ""),
            (N_("Rolled up"), Text(KIND_TITLES[kpi.kind])),
            (N_("By product group"), Text(N_("Yes") if kpi.by_group else N_("No"))),
            (N_("Unit"), Text(UNIT_TITLES[kpi.unit])),
            (N_("Direction"), Text(DIRECTION_TITLES[kpi.direction])),
            (N_("Owner department"), Text(kpi.owner)),
            (N_("Formula version"), str(kpi.version)),
            (N_("Id"), kpi.id),
        ]  # fmt: skip
        form = Form(look, label_px=132)
        for title, words in lines:
            if words:
                form.add(Text(title), Label(look, words, wrap=True))
        return form

    def show_figures(self, found: "Preview") -> None:
        """Its newest figures."""
        self.newest.show_figures(found)
