"""What opens over the board, in its drawer: what a figure is made of, the account of a reference, the signs.

The first figures do without it, so that the page imports it when it is first asked for.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from app.core.texts import N_, Text
from ui.board.account import show_account
from ui.board.drill import DrillView
from ui.board.page import SHARE
from ui.board.referring import open_referred
from ui.board.signs import SignsView

if TYPE_CHECKING:
    from app.kpi.board import Choice
    from app.kpi.findings.model import Finding
    from ui.board.page import BoardPage
    from ui.board.reading import BoardView, Concern

_KPIS: Final = {
    "late": "overdue_lines",
    "receivable": "overdue_share",
    "silent": "data_coverage",
    "stuffed": "days_of_supply",
}


def show_figure(page: "BoardPage", view: "BoardView", kpi: str, choice: "Choice", part: str) -> None:
    """What a number is made of."""
    _show(page, DrillView(page.context, view, kpi, choice, part))


def show_concern(page: "BoardPage", view: "BoardView", concern: "Concern") -> None:
    """What wants attention, by dealer."""
    choice = view.choice
    if concern.period is not None:
        choice = replace(choice, period=concern.period, group=None)
    shown = DrillView(page.context, view, _KPIS[concern.kind], choice)
    if choice.dealer is None:
        shown.steps[-1] = replace(shown.step, by="dealer")
    _show(page, shown)


def show_signs(page: "BoardPage", sign: "Finding | None" = None) -> None:
    """What the rows show; of one ``sign`` its rows."""
    shown = SignsView(page.context, page.signs)
    page.again = partial(_show_signs_again, page, shown)
    shown.titled.connect(page.drawer.subtitle.say)
    page.drawer.widen(1.0)
    page.drawer.show_widget(Text(N_("Signs in the data")), shown, " ")
    shown.show_list()
    if sign is not None:
        shown.open_sign(sign)


def _show_signs_again(page: "BoardPage", before: SignsView) -> None:
    show_signs(page, before.shown)


def show_reference(
    page: "BoardPage", words: str, follow: Callable[[str], object], show: "Callable[[str, Choice], object]"
) -> None:
    """``show`` the figure of a reference, or tell the account of one whose parts ``follow`` opens."""
    page.again = partial(show_reference, page, words, follow, show)
    open_referred(page.context, page, words, show, partial(show_account, page.context, page.drawer, follow))


def _show(page: "BoardPage", shown: DrillView) -> None:
    page.again = lambda: _show(page, shown.again(page.view or shown.view))
    shown.titled.connect(page.drawer.subtitle.say)
    shown.widened.connect(lambda wide: page.drawer.widen(1.0 if wide else SHARE))
    page.drawer.show_widget(Text(shown.known.name), shown, " ")
    shown.read()
