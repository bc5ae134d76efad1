"""The reports of a quarter in the drawer: which kind, for whom, its pages, and its figures as a workbook."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.core.db import Action
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.core.whole import write_whole
from app.health.letter import grade_is_told, tell_grade
from app.reports.kinds import KINDS, Made, make_report, make_workbook
from ui.core.card import row
from ui.core.controls import Button, Check, Segments
from ui.core.form import Field
from ui.core.report import ReportView

if TYPE_CHECKING:
    from ui.core.context import Context

REGION = ("region", "executive", "trend")
DEALER = ("dealer", "own")
SHEET = "sheet"
_TOLD = Action(N_("Said whether dealers are told their grade"))


class Reports(QWidget):
    """One kind at a time; what is chosen here is drawn anew and saved under its own name."""

    def __init__(self, context: "Context", kinds: Sequence[str], period: str, dealer_id: str = "") -> None:
        """The first of ``kinds`` is chosen; ``dealer_id`` is whom they are about, if about one."""
        super().__init__()
        self.context, self.look = context, context.look
        self.period, self.dealer_id = period, dealer_id
        self._names: dict[tuple[str, str], str] = {}
        self.kinds = Segments(self.look, [(kind, Text(KINDS[kind].title)) for kind in kinds])
        self.kinds.picked.connect(lambda _kind: self._chosen())
        self.reader = Field(self.look, hint=Text(N_("For whom")))
        self.reader.setFixedWidth(150)
        self.reader.setToolTip(self.look.t("For whom it is, as printed on it"))
        self.reader.setAccessibleName(self.look.t("For whom"))
        self.reader.editingFinished.connect(self._read_by)
        self.kind, self._reader = str(self.kinds.key()), ""
        self.graded = Check(self.look, Text(N_("with score and grade")), self._tell)
        self.figures = Button(self.look, Text(N_("Figures (XLSX)…")), self.ask_for_figures, icon="file-spreadsheet")
        self.sheet = Button(self.look, Text(N_("Fixed columns (XLSX)…")), self.ask_for_sheet, icon="file-spreadsheet",
                            tip=Text(N_("The same columns for every region and quarter, to be stacked")))  # fmt: skip
        with context.desk.db.read() as session:
            self._set_graded(on=grade_is_told(session))
        self.view = ReportView(context, self._make, self._name)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        if dealer_id:
            outer.addLayout(row(self.kinds, self.graded, None, self.figures))
        else:
            outer.addLayout(row(self.kinds, None))
            outer.addLayout(row(self.reader, None, self.figures, self.sheet))
        outer.addWidget(self.view, 1)
        self._arrange()

    def choose(self, kind: str) -> None:
        """Show another kind."""
        self.kinds.choose(kind)
        self._chosen()

    def _arrange(self) -> None:
        self.kind = str(self.kinds.key())
        self.graded.setVisible(self.kind == "own")
        self.figures.setVisible(KINDS[self.kind].book is not None)

    def _chosen(self) -> None:
        self._arrange()
        self.view.saved = None
        self.view.make()

    def _read_by(self) -> None:
        reader = self.reader.text().strip()
        if reader != self._reader:
            self._reader = reader
            self._chosen()

    def _set_graded(self, *, on: bool) -> None:
        self.graded.blockSignals(True)
        self.graded.setChecked(on)
        self.graded.blockSignals(False)

    def _tell(self, told: bool) -> None:  # noqa: FBT001 - what a tick box says
        db = self.context.desk.db

        def failed(_error: object) -> None:
            self._set_graded(on=not told)

        self.context.tasks.run(
            Text(N_("Saving")), lambda _p: db.write(_TOLD, lambda session: tell_grade(session, told=told)),
            lambda _done: self._chosen(), owner=self, failed=failed,
        )  # fmt: skip

    # -- making and saving --------------------------------------------------------------------------------------------

    def _make(self, lang: str, progress: Progress) -> bytes:
        desk, kind = self.context.desk, self.kind
        made = make_report(
            desk.db, desk.workspace.files, desk.infos, kind, period=self.period, lang=lang, reader=self._reader,
            dealer_id=self.dealer_id or None, progress=progress,
        )  # fmt: skip
        self._names[kind, lang] = made.name
        return made.data

    def _name(self, lang: str) -> str:
        return self._names.get((self.kind, lang), "")

    def ask_for_figures(self) -> None:
        """Make the workbook beside the report that is shown, then ask where to."""
        desk, kind, lang = self.context.desk, self.kind, self.view.lang
        self._ask(lambda progress: make_workbook(
            desk.db, desk.workspace.files, desk.infos, kind, period=self.period, lang=lang,
            dealer_id=self.dealer_id or None, progress=progress,
        ))  # fmt: skip

    def ask_for_sheet(self) -> None:
        """Make the region's sheet of fixed columns, then ask where to."""
        desk, lang = self.context.desk, self.view.lang
        self._ask(lambda progress: make_report(
            desk.db, desk.workspace.files, desk.infos, SHEET, period=self.period, lang=lang, progress=progress
        ))  # fmt: skip

    def _ask(self, make: Callable[[Progress], Made]) -> None:
        self.context.tasks.run(Text(N_("Writing rows")), make, self._made, owner=self, key="workbook")

    def _made(self, made: Made) -> None:
        folder = Path(str(self.context.memory.get("health.report.folder", "")))
        words = self.look.t("Save workbook…")
        chosen, _ = QFileDialog.getSaveFileName(self, words, str(folder / made.name), "Excel (*.xlsx)")
        if not chosen:
            return
        path = Path(chosen if chosen.lower().endswith(".xlsx") else f"{chosen}.xlsx")

        def done(_none: object) -> None:
            self.context.memory.put("health.report.folder", str(path.parent))
            self.context.notify("good", Text(N_("{file} is saved."), {"file": path.name}))

        title = Text(N_("Writing {file}"), {"file": path.name})
        self.context.tasks.run(title, lambda _p: write_whole(path, made.data), done, owner=self)
