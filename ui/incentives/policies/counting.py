"""The count sheet of a price protection, saved where somebody says."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.period import day_of
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.incentives.counting import CountSheet, read_count_sheet

if TYPE_CHECKING:
    from app.incentives.policy import Policy
    from ui.core.context import Context


def ask_and_save(context: "Context", host: QWidget, policy: "Policy") -> None:
    """Ask for a place and write the sheet there; the import recognises it when it comes back filled."""
    t = context.look.t
    day = day_of(policy.protection.day_on).isoformat() if policy.protection is not None else ""
    name = "".join(char for char in f"{t('Count sheet')} {policy.code} {day}" if char not in '\\/:*?"<>|')
    chosen, _ = QFileDialog.getSaveFileName(host, t("Count sheet…"), f"{name}.xlsx", "Excel (*.xlsx)")
    if chosen:
        save_sheet(context, host, policy, Path(chosen if chosen.lower().endswith(".xlsx") else f"{chosen}.xlsx"))


def save_sheet(context: "Context", host: QWidget, policy: "Policy", path: Path) -> None:
    """Write the sheet of everybody who takes part; whole, or not at all."""
    desk, lang = context.desk, context.look.lang

    def work(progress: Progress) -> CountSheet:
        from app.reports.incentives.count_sheet import write_count_sheet

        with desk.db.read(progress) as session:
            sheet = read_count_sheet(session, policy)
        write_count_sheet(desk.shelf, sheet, lang, path)
        return sheet

    def done(sheet: CountSheet) -> None:
        context.notify("good", Text(
            N_("{file} is saved, {n} rows to count. Filled in, it is taken in like any other file."),
            {"file": path.name, "n": len(sheet.rows)},
        ))  # fmt: skip
        if sheet.left_out:
            names = ", ".join(sheet.left_out)
            context.notify("warn", Text(N_("Not in it, for want of codes in {source}: {names}"),
                                        {"source": sheet.source, "names": names}))  # fmt: skip

    context.tasks.run(Text(N_("Writing {file}"), {"file": path.name}), work, done, owner=host)
