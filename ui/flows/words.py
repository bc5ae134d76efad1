"""What the page of flows says of suggestions, feeds and signs."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from app.core.texts import N_
from app.flows.likeness import REASONS, Suggestion
from app.flows.signs import SIGNS

if TYPE_CHECKING:
    from ui.core.look import Look

SHARE: Final = 0.56
"""How much of the page's width the drawer takes."""
WIDE: Final = 1.0
"""The same where rows stand in it with the cells of their file."""
_FEEDS: Final = {
    "sellout": N_("Sell-out"), "stock": N_("Stock"), "order_line": N_("Orders"), "order_head": N_("Orders"),
    "goods_return": N_("Returns"), "stock_move": N_("Stock movements"),
}  # fmt: skip


def reason_text(one: Suggestion, look: "Look") -> str:
    """Why something is suggested."""
    return " · ".join(look.t(REASONS[reason], score=one.score) for reason in one.reasons)


def feeds_text(feeds: Iterable[str], look: "Look") -> str:
    """The kinds of rows, each once."""
    return "、".join(dict.fromkeys(look.t(_FEEDS[feed]) for feed in feeds))


def signs_text(signs: Iterable[str], look: "Look") -> str:
    """The suspicious signs."""
    return "、".join(look.t(SIGNS[one]) for one in signs)
