"""The indicators of the draft: what each aims at, what it is worth, what a missing figure means."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.texts import N_, Text
from app.health.assembly import info_of
from app.health.checks import check_scheme
from app.health.comparing import DIRECTION_TITLES, EMPTY_TITLES, SCORING_TITLES, bounds_of
from app.health.editing import drop_indicator, put_indicator, rename_side, shown_bound, typed_bound, typed_number
from app.health.percentile import LEAST
from app.health.scheme import Indicator, Scheme
from app.health.wording import target_text, value_text
from ui.core.ask import Ask, AskDialog, ask
from ui.core.card import row
from ui.core.controls import Button, Choice
from ui.core.form import Field
from ui.core.table import Table
from ui.core.table_columns import Column

if TYPE_CHECKING:
    from ui.core.context import Context
    from ui.core.words import Words
    from ui.health.model.draft import Draft

_NEW = ""
_BAND = ("floor", "target", "upper", "limit")
_PEERS = N_("Of the same tier, region and type; a group of fewer than {n} is widened")


class IndicatorDialog(AskDialog):
    """Asks for one indicator; ``scheme`` is the draft with it once it was accepted."""

    def __init__(self, context: "Context", parent: QWidget, draft: "Draft", given: Indicator | None) -> None:
        """``given`` is None for a new one."""
        self._draft, self._given = draft, given
        self.scheme: Scheme = draft.scheme
        unit = info_of(draft.infos, given.kpi).unit if given else "number"
        look = context.look
        taken = {each.kpi for each in draft.scheme.indicators}
        free = [key for key in draft.offered if key not in taken]
        kpis = [(key, Text(info_of(draft.infos, key).title)) for key in (free if given is None else [given.kpi])]
        kpis.sort(key=lambda one: look.t.render(one[1]))
        sides = [*((each.id, Text(each.title)) for each in draft.scheme.dimensions), (_NEW, Text(N_("Another one…")))]
        bounds = given and [shown_bound(unit, one) for one in (given.floor, given.target, given.upper, given.limit)]
        floor, target, upper, limit = bounds or ("", "", "", "")
        hint = Text(N_("Shares in percent, spans in days, money in the currency"))
        asked = [
            Ask("kpi", Text(N_("KPI")), "choice", given.kpi if given else None, kpis),
            Ask("dimension", Text(N_("Dimension")), "choice", given.dimension if given else None, sides),
            Ask("side", Text(N_("New dimension"))),
            Ask("direction", Text(N_("Direction")), "choice", given.direction if given else "rise",
                [(key, Text(words)) for key, words in DIRECTION_TITLES.items()]),
            Ask("scoring", Text(N_("Scored")), "choice", given.scoring if given else "span",
                [(key, Text(words)) for key, words in SCORING_TITLES.items()]),
            Ask("floor", Text(N_("0 points at")), value=floor, hint=hint),
            Ask("target", Text(N_("100 points at")), value=target),
            Ask("upper", Text(N_("100 points up to")), value=upper),
            Ask("limit", Text(N_("0 points again at")), value=limit),
            Ask("points", Text(N_("Points")), value=shown_bound("number", given.points) if given else "5", needed=True,
                read=typed_number),
            Ask("empty", Text(N_("Without a figure")), "choice", given.empty if given else "missing",
                [(key, Text(words)) for key, words in EMPTY_TITLES.items()]),
            Ask("until_data", Text(N_("Waits until the region has such figures")), "check",
                given.until_data if given else False),
        ]  # fmt: skip
        title = Text(N_("Edit an indicator")) if given else Text(N_("Add an indicator"))
        super().__init__(look, parent, title, asked, accept=Text(N_("Take over")))
        self.fields["kpi"].setEnabled(given is None)
        for name in ("direction", "dimension", "scoring"):
            self._choice(name).picked.connect(lambda _key: self._show_rows())
        self._filled = ("", "")
        if given is None:
            self._choice("kpi").picked.connect(lambda _key: self._fill())
            self._fill()
        self._show_rows()

    def _fill(self) -> None:
        """A question scored by hand goes from 0 to its best score; what somebody typed stays."""
        best = info_of(self._draft.infos, str(self._choice("kpi").key())).best
        ends = ("", "") if best is None else ("0", str(best))
        for name, old, new in zip(("floor", "target"), self._filled, ends, strict=True):
            field = self.fields[name]
            if isinstance(field, Field) and field.text().strip() in {"", old}:
                field.setText(new)
        self._filled = ends

    def _choice(self, name: str) -> Choice:
        found = self.fields[name]
        assert isinstance(found, Choice)  # noqa: S101 - as it was asked for
        return found

    def _show_rows(self) -> None:
        peers, band = self._choice("scoring").key() == "peers", self._choice("direction").key() == "band"
        self.form.set_hint(self.fields["scoring"], Text(_PEERS, {"n": LEAST}) if peers else "")
        for name in ("floor", "target"):
            self.form.show_row(self.fields[name], shown=not peers)
        for name in ("upper", "limit"):
            self.form.show_row(self.fields[name], shown=band and not peers)
        self.form.show_row(self.fields["side"], shown=self._choice("dimension").key() == _NEW)

    def missing(self, values: Mapping[str, Any]) -> "Mapping[str, Words]":
        """What the whole model has against it."""
        unit = info_of(self._draft.infos, values["kpi"]).unit
        peers, falls = values["scoring"] == "peers", values["direction"] == "fall"
        asked = () if peers else _BAND if values["direction"] == "band" else _BAND[:2]
        found: dict[str, Fraction] = {"floor": Fraction(falls), "target": Fraction(not falls)} if peers else {}
        for name in asked:
            try:
                found[name] = typed_bound(unit, values[name])
            except UserError as error:
                return {name: error.text}
        if values["dimension"] == _NEW and not values["side"]:
            return {"side": Text(N_("A dimension needs a name."))}
        one = Indicator(
            values["kpi"], values["dimension"], values["direction"], found["floor"], found["target"], values["points"],
            found.get("upper"), found.get("limit"), values["empty"], values["until_data"], values["scoring"],
        )  # fmt: skip
        self.scheme = put_indicator(self._draft.scheme, one, side="" if values["dimension"] else values["side"])
        try:
            check_scheme(self.scheme)
        except UserError as error:
            if peers:
                return {"scoring": error.text}
            return {
                "target": Text(N_("0 and 100 points do not fit the direction: they must differ and stand in order."))
            }
        return {}


class IndicatorsView(QWidget):
    """A table; Enter edits the current one."""

    def __init__(self, context: "Context", draft: "Draft") -> None:
        """Follows the draft."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.draft = context, draft
        look = context.look
        columns = (
            Column("dimension", Text(N_("Dimension")), width=164, get=self._side),
            Column("kpi", Text(N_("Indicator")), width=150, stretch=True, get=lambda one: Text(self._info(one).title)),
            Column("points", Text(N_("Points")), "number", 58, places=1),
            Column("direction", Text(N_("Direction")), width=132,
                   get=lambda one: Text(DIRECTION_TITLES[one.direction])),
            Column("floor", Text(N_("0 points at")), width=84, figures=True, sortable=False,
                   get=lambda one: value_text(self._info(one), bounds_of(one)[0])),
            Column("target", Text(N_("100 points at")), width=100, figures=True, sortable=False,
                   get=lambda one: target_text(self._info(one), one)),
            Column("empty", Text(N_("Without a figure")), width=212, get=lambda one: Text(EMPTY_TITLES[one.empty])),
        )  # fmt: skip
        self.table = Table(context, columns, name="model.indicators", title=Text(N_("Health model")), tools=False)
        self.table.opened.connect(self.edit)
        self.add_button = Button(look, Text(N_("Add an indicator…")), self.add, icon="plus")
        self.edit_button = Button(look, Text(N_("Edit…")), lambda: self.edit(self.current()), icon="pencil")
        self.out_button = Button(look, Text(N_("Take out")), self.take_out, icon="trash-2")
        self.name_button = Button(look, Text(N_("Name the dimension…")), self.rename, icon="tag")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(row(self.add_button, self.edit_button, self.out_button, self.name_button, None))
        outer.addWidget(self.table, 1)
        draft.changed.connect(self.refresh)
        self.refresh()

    def _info(self, one: Indicator) -> Any:
        return info_of(self.draft.infos, one.kpi)

    def _side(self, one: Indicator) -> Text:
        return Text(next((each.title for each in self.draft.scheme.dimensions if each.id == one.dimension), ""))

    def refresh(self) -> None:
        """Show the draft."""
        self.table.set_rows(self.draft.scheme.indicators)

    def current(self) -> Indicator | None:
        """The current row."""
        index = self.table.view.currentIndex()
        return self.table.grid.row_at(index.row()) if index.isValid() else None

    def add(self) -> None:
        """Ask for a new one."""
        self.edit(None, new=True)

    def edit(self, one: Indicator | None, *, new: bool = False) -> None:
        """Ask for the values of one."""
        if one is None and not new:
            return
        dialog = IndicatorDialog(self.context, self, self.draft, one)
        if dialog.run():
            self.draft.put(dialog.scheme)
        dialog.deleteLater()

    def take_out(self) -> None:
        """The current one goes; the draft can be thrown away."""
        if (one := self.current()) is not None:
            self.draft.put(drop_indicator(self.draft.scheme, one.kpi))

    def rename(self) -> None:
        """Another name of the current one's dimension."""
        if (one := self.current()) is None:
            return
        look = self.context.look
        asked = [Ask("title", Text(N_("Name")), value=look.t.render(self._side(one)), needed=True)]
        found = ask(look, self, Text(N_("Name the dimension")), asked, accept=Text(N_("Take over")))
        if found and found["title"] != look.t.render(self._side(one)):
            self.draft.put(rename_side(self.draft.scheme, one.dimension, found["title"]))
