"""The settings of one tile in a small dialog."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QWidget

from app.boards.specs import ALONE, KIND_TITLES, MONTHLY, SPLIT, SPLITS, TOPPED, check_spec, usual
from app.boards.tile import COLUMNS, Kind, TileSpec
from app.core.errors import UserError
from app.core.texts import N_, Text
from app.kpi.kpi import Kpi
from ui.core.ask import Ask, AskDialog

if TYPE_CHECKING:
    from ui.core.look import Look


class TileDialog(AskDialog):
    """Asks for what the kind of tile can be told; a combination that no tile can show is refused in words."""

    def __init__(
        self, look: "Look", parent: QWidget | None, spec: TileSpec, kpis: Mapping[str, Kpi], *, new: bool
    ) -> None:
        """``new`` for a tile that is added."""
        self.spec, self._kpis = spec, kpis
        title = Text(N_("{kind}: settings"), {"kind": Text(KIND_TITLES[spec.kind])})
        super().__init__(look, parent, title, asked_of(spec, kpis), accept=Text(N_("Add")) if new else Text(N_("Save")))

    def done(self, result: int) -> None:
        """Close only with what a tile can show."""
        if result == int(QDialog.DialogCode.Accepted):
            try:
                self.spec = check_spec(spec_of(self.spec, self.values), self._kpis)
            except UserError as error:
                self.form.complain(self.fields.get("kpi", self.fields["width"]), error.text)
                return
        super().done(result)


def asked_of(spec: TileSpec, kpis: Mapping[str, Kpi]) -> list[Ask]:
    """The fields of a kind of tile."""
    found = []
    if spec.kind not in ALONE:
        offered = [(one.id, Text(one.name)) for one in kpis.values() if one.listed or one.id == spec.kpi]
        found.append(Ask("kpi", Text(N_("KPI")), "choice", spec.kpi, offered))
    if spec.kind in SPLIT:
        splits = [(key, Text(words)) for key, words in SPLITS.items()]
        found.append(Ask("by", Text(N_("Split by")), "choice", spec.by, splits))
    if spec.kind in MONTHLY:
        months = [(n, Text(N_("{n} months"), {"n": n})) for n in (6, 12, 18, 24, 36)]
        found.append(Ask("months", Text(N_("Months")), "choice", spec.months, months))
    if spec.kind in TOPPED:
        rows = [(n, str(n)) for n in (5, 8, 10, 15, 20, 30, 50)]
        found.append(Ask("top", Text(N_("Rows")), "choice", spec.top, rows))
    widths = [(n, Text(N_("{n} of {all} columns"), {"n": n, "all": COLUMNS})) for n in range(1, COLUMNS + 1)]
    found.append(Ask("width", Text(N_("Width")), "choice", spec.width, widths))
    return found


def spec_of(spec: TileSpec, values: dict[str, Any]) -> TileSpec:
    """The tile with what was chosen; a choice that was left open stays."""
    return replace(spec, **{name: value for name, value in values.items() if value is not None})


def ask_tile(
    look: "Look", parent: QWidget | None, spec: TileSpec, kpis: Mapping[str, Kpi], *, new: bool = False
) -> TileSpec | None:
    """Ask; None where it was cancelled."""
    dialog = TileDialog(look, parent, spec, kpis, new=new)
    agreed = dialog.run()
    found = dialog.spec if agreed else None
    dialog.deleteLater()
    return found


def new_tile(kind: Kind) -> TileSpec:
    """A tile of a kind as it is offered first."""
    return usual(kind, "net_amount")
