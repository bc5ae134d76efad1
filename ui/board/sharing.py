"""What the board hands out: all of it, one card, or the ranking."""

from typing import TYPE_CHECKING

from app.core.texts import N_, Text
from ui.core.share import ShareButton, Shared, ShareMenu
from ui.core.words import spoken

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from ui.board.page import BoardPage
    from ui.board.ranking import RankingCard
    from ui.core.kpi_card import KpiCard

BOARD, RANKING = N_("Board"), N_("Ranking by net sales")


def share_button(page: "BoardPage") -> ShareButton:
    """For the page's head, hidden until there are figures."""

    def shared() -> Shared | None:
        from app.boards.handing import standing_specs

        if page.view is None:
            return None
        return Shared(Text(BOARD), standing_specs(page.asked.ranking), page.view.choice)

    found = ShareButton(page.context, shared, short=True)
    found.hide()
    return found


def add_to_card(page: "BoardPage", card: "KpiCard") -> None:
    """A line in the menu of a card."""

    def shared() -> Shared | None:
        from app.boards.handing import kpi_specs

        if page.view is None or card.kpi is None:
            return None
        choice = page.view.choice
        kpis = page.context.desk.kpis
        return Shared(Text(kpis[card.kpi.key].name), kpi_specs(kpis, card.kpi.key, choice), choice)

    share = ShareMenu(page.context, card, shared)

    def add(menu: "QMenu") -> None:
        share.fill(menu.addMenu(page.look.icon("share-2"), spoken(page.look, Text(N_("Share…")))))

    card.more.append(add)


def add_to_ranking(page: "BoardPage", card: "RankingCard") -> None:
    """A button in the head of the ranking."""

    def shared() -> Shared | None:
        from app.boards.handing import SALES, ranking_specs

        if page.view is None:
            return None
        by = page.asked.ranking
        return Shared(Text(RANKING), ranking_specs(SALES, by, max(len(page.view.ranking), 1)), page.view.choice)

    card.buttons.addWidget(ShareButton(page.context, shared, quiet=True))
