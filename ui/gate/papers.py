"""The papers that run out: a list by their last day, from which scans are attached and letters are written."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.compliance.gate.expiring import Expiring
from app.compliance.gate.ladder import ENDED
from app.compliance.gate.words import rung_text
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.jobs.renewal import take_scan
from ui.core.card import row
from ui.core.controls import Button, Choice
from ui.core.table import Table
from ui.core.table_columns import Column, State

if TYPE_CHECKING:
    from ui.core.context import Context
    from ui.core.words import Tone

LADDER: Final = ""
_SPANS: Final = (30, 90, 180, 365)
_NEAR_DAYS: Final = 30


class PapersView(QWidget):
    """The list and what one does with a line."""

    def __init__(
        self, context: "Context", again: Callable[[], None], letter: Callable[[str, str, str], None],
        card: Callable[[str], None],
    ) -> None:  # fmt: skip
        """``again`` reads anew; ``letter`` writes one to a dealer (id, code, name); ``card`` opens the card."""
        super().__init__()
        self.context, self.look, self._letter = context, context.look, letter
        self.span = Choice(
            self.look,
            ((LADDER, Text(N_("On the ladder of its type"))),
             *((str(n), Text(N_("Ends within {n} days"), {"n": n})) for n in _SPANS)),
            name=Text(N_("Which papers")),
        )  # fmt: skip
        self.span.picked.connect(lambda _key: again())
        self.write = Button(self.look, Text(N_("Renewal letter…")), self.ask_letter, icon="file-text")
        self.scan = Button(self.look, Text(N_("Attach a scan…")), self.ask_scan, icon="image")
        self.table = Table(
            context, self._columns(), name="gate.papers", title=Text(N_("Papers that run out")),
            empty=Text(N_("No paper runs out by its ladder.")),
        )  # fmt: skip
        self.table.picked.connect(lambda _one: self._settle())
        self.table.opened.connect(lambda one: card(one.dealer_id))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addLayout(row(self.span, None, self.scan, self.write))
        outer.addWidget(self.table, 1)
        self._settle()

    @property
    def within(self) -> int | None:
        """Days to look ahead; None is by the ladder."""
        key = str(self.span.key() or "")
        return int(key) if key else None

    def _columns(self) -> tuple[Column, ...]:
        look = self.look
        return (
            Column("to_on", Text(N_("Last day")), "date", 100),
            Column("left", Text(N_("Days left")), "number", 84, tone=_left_tone),
            Column("rung", Text(N_("Rung")), "pill", 130, get=_state, order=lambda state: state.words.params["order"]),
            Column("dealer", Text(N_("Dealer")), stretch=True, width=160,
                   get=lambda one: (one.dealer_en if look.lang == "en" else "") or one.dealer),
            Column("code", Text(N_("Dealer code")), width=72, hidden=True),
            Column("kind", Text(N_("Type of licence")), width=130),
            Column("number", Text(N_("Licence number")), width=120),
            Column("scope", Text(N_("Classes of goods covered")), width=170, get=lambda one: one.scope or None),
            Column("scanned", Text(N_("Scan")), "pill", 96, get=_scan, order=lambda state: state.tone),
            Column("manager", Text(N_("Manager")), width=90, hidden=True, get=lambda one: one.manager or None),
        )  # fmt: skip

    def show_rows(self, rows: tuple[Expiring, ...]) -> None:
        """Another list."""
        self.table.set_rows(rows)
        self._settle()

    def _settle(self) -> None:
        chosen = self.table.current is not None
        self.scan.setEnabled(chosen)
        self.write.setEnabled(chosen)

    def ask_letter(self) -> None:
        """Write to the dealer of the current line."""
        one = self.table.current
        if one is not None:
            self._letter(one.dealer_id, one.code, one.dealer)

    def ask_scan(self) -> None:
        """Ask for the scan of the current line."""
        words = self.look.t("Scans")
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.look.t("Attach a scan…"), "",
            f"{words} (*.pdf *.jpg *.jpeg *.png *.tif *.tiff);;{self.look.t('All files')} (*)",
        )  # fmt: skip
        if chosen:
            self.attach(Path(chosen))

    def attach(self, path: Path) -> None:
        """Put a scan to the licence of the current line."""
        one, workspace = self.table.current, self.context.desk.workspace
        if one is None:
            return

        def work(_progress: Progress) -> int:
            return take_scan(workspace, licence_id=one.id, number=one.number, path=path)

        def done(closed: int) -> None:
            sentence = N_("The scan of {number} is attached; no task closes with it.")
            if closed:
                sentence = N_("The scan of {number} is attached. Tasks that close with it: {n}")
            said = Text(sentence, {"number": one.number, "n": self.look.formats.number(closed)})
            self.context.notify("good", said)

        self.context.tasks.run(Text(N_("Attaching {file}"), {"file": path.name}), work, done, owner=self)


def _left_tone(one: Expiring) -> "Tone | None":
    return "bad" if one.left < 0 else "warn" if one.left <= _NEAR_DAYS else None


def _state(one: Expiring) -> State:
    tone: Tone = "bad" if one.rung == ENDED else "warn" if (one.rung or _NEAR_DAYS + 1) <= _NEAR_DAYS else "brand"
    order = one.left if one.rung is None else one.rung
    return State(Text("{words}", {"words": rung_text(one.rung), "order": order}), "dim" if one.rung is None else tone)


def _scan(one: Expiring) -> State:
    return State(Text(N_("at hand")), "good") if one.scanned else State(Text(N_("missing")), "warn")
