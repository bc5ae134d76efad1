"""Where an export goes."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def ask_where(parent: QWidget, words: str, name: str) -> Path | None:
    """Ask for the file of an export: Excel unless CSV is chosen; None where nothing was."""
    kinds = ("Excel (*.xlsx)", "CSV (*.csv)")
    chosen, kind = QFileDialog.getSaveFileName(parent, words, f"{name}.xlsx", ";;".join(kinds))
    if not chosen:
        return None
    path = Path(chosen)
    if path.suffix.lower() in {".xlsx", ".csv"}:
        return path.with_suffix(".csv") if kind == kinds[1] else path
    return path.with_name(path.name + (".csv" if kind == kinds[1] else ".xlsx"))
