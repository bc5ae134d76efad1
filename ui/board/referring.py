"""The reference of a figure on the board: written, copied, and opened again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text, texts
from app.kpi.board import Choice
from app.kpi.definitions import KPIS
from app.kpi.reference import References, choice_of, is_reference, parse_reference
from app.lineage.trace import figures_unchanged
from ui.core.context import Found

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from ui.core.context import Context


@dataclass(frozen=True)
class Referred:
    """What a reference opens: its choice here, or the transaction of which another state has to be opened."""

    kpi: str
    choice: Choice | None
    tx: int


def read_reference(desk: "Desk", kpi: str, choice: Choice, today: date) -> str:
    """The reference of a figure as it is known now."""
    with desk.db.read() as session:
        return str(References(session, today).of(kpi, choice))


def copy_reference(context: "Context", owner: QObject, kpi: str, choice: Choice, today: date) -> None:
    """Put the reference of a figure on the clipboard."""
    desk = context.desk

    def done(ref: str) -> None:
        QGuiApplication.clipboard().setText(ref)
        context.notify("good", Text(N_("Copied: {ref}"), {"ref": ref}))

    title = Text(N_("Writing the reference"))
    context.tasks.run(
        title, lambda _progress: read_reference(desk, kpi, choice, today), done, owner=owner, key="reference"
    )  # fmt: skip


def read_referred(desk: "Desk", words: str, progress: Progress) -> Referred:
    """What a reference asks for; raises UserError where a character is wrong or it names what is not there."""
    ref = parse_reference(words)
    with desk.db.read(progress) as session:
        if not figures_unchanged(session, ref.tx):
            return Referred(ref.kpi, None, ref.tx)
        return Referred(ref.kpi, choice_of(session, ref), ref.tx)


def open_referred(context: "Context", owner: QObject, words: str, show: Callable[[str, Choice], object]) -> None:
    """``show(kpi, choice)`` a reference's figure here, or where figures changed since, open what was known then."""
    desk, title = context.desk, Text(N_("Looking for the figure"))

    def done(found: Referred) -> None:
        if found.choice is not None:
            show(found.kpi, found.choice)
        elif desk.workspace.known is None or desk.workspace.known.tx != found.tx:
            context.acts.open_known(str(found.tx), ("board", {"ref": words}))

    context.tasks.run(
        title, lambda progress: read_referred(desk, words, progress), done, owner=owner, key="reference"
    )  # fmt: skip


def hits_of(desk: "Desk", lang: str, words: str) -> list[Found]:
    """The figure that a reference names, or what is wrong with the reference, for Ctrl+K."""
    if not is_reference(words):
        return []
    t = texts(lang)
    try:
        ref = parse_reference(words)
    except UserError as error:
        return [Found(t.render(error.text), "", "board", icon="triangle-alert")]
    if ref.tx > desk.db.last_tx() and desk.workspace.known is None:
        return [
            Found(
                t("This workspace has not come to transaction {tx} yet.", tx=ref.tx), "", "board", icon="triangle-alert"
            )
        ]
    name = t(KPIS[ref.kpi].name) if ref.kpi in KPIS else ref.kpi
    said = t("{figure} · {period}, as known at transaction {tx}", figure=name, period=ref.period, tx=ref.tx)
    return [Found(said, t("Reference"), "board", {"ref": words.strip()}, "layout-dashboard")]
