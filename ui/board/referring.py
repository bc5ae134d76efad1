"""The reference of a figure on the board: written, copied, and opened again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text, texts
from app.kpi.board import Choice
from app.kpi.reference import (
    BALANCE,
    GATE,
    HEALTH,
    KINDS,
    SIGN,
    SURVEY,
    References,
    choice_of,
    confirm_state,
    is_reference,
    parse_reference,
)
from app.lineage.account import Account
from app.lineage.telling import account_of, present_tells
from ui.core.context import Found
from ui.core.referring import copy_written

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from ui.core.context import Context


KIND_TITLES: Final = {
    HEALTH: N_("Score and grade"), SIGN: N_("Sign"), BALANCE: N_("Balance of flows"), GATE: N_("Gate map"),
    SURVEY: N_("Score given by hand"),
}  # fmt: skip


@dataclass(frozen=True)
class Referred:
    """What a reference opens: its choice here, or the transaction of which another state has to be opened."""

    kpi: str
    choice: Choice | None
    tx: int
    account: Account | None = None
    """Of what is no KPI."""


def copy_reference(context: "Context", owner: QObject, kpi: str, choice: Choice, today: date) -> None:
    """Put the reference of a figure on the clipboard."""
    copy_written(context, owner, lambda session: References(session, today).of(kpi, choice))


def read_referred(desk: "Desk", words: str, progress: Progress) -> Referred:
    """What a reference asks for; raises UserError where a character is wrong or it names what is not there."""
    ref = parse_reference(words)
    with desk.db.read(progress) as session:
        if ref.kpi == HEALTH or (present_tells(session, ref) and ref.kpi in KINDS):
            confirm_state(session, ref)
            account = account_of(session, desk.workspace.files, desk.infos, ref)
            return Referred(ref.kpi, None, ref.tx, account)
        if not present_tells(session, ref):
            return Referred(ref.kpi, None, ref.tx)
        return Referred(ref.kpi, choice_of(session, ref), ref.tx)


def open_referred(
    context: "Context", owner: QObject, words: str, show: Callable[[str, Choice], object],
    tell: Callable[[Account], object],
) -> None:  # fmt: skip
    """``show(kpi, choice)`` a reference's figure here or ``tell`` its account, else open what was known then."""
    desk, title = context.desk, Text(N_("Looking for the figure"))

    def done(found: Referred) -> None:
        if found.account is not None:
            tell(found.account)
        elif found.choice is not None:
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
    known = desk.kpis.get(ref.kpi)
    name = t(KIND_TITLES.get(ref.kpi, ref.kpi) if known is None else known.name)
    said = t("{figure} · {period}, as known at transaction {tx}", figure=name, period=ref.period, tx=ref.tx)
    return [Found(said, t("Reference"), "board", {"ref": words.strip()}, "layout-dashboard")]
