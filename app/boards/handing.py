"""What is handed out of a board, a ranking or a card: its tiles, read for one choice."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.boards.handout import Handout
from app.boards.reading import read_tiles
from app.boards.tile import TileSpec
from app.core.locks import pack_in_force
from app.core.texts import Text
from app.core.workspace_settings import NAME, setting
from app.dealers.queries import list_places
from app.kpi.board import ATTAINMENT, CARDS, MONTHS, Choice, Split
from app.kpi.kpi import Kpi
from app.kpi.own.known import known_kpis, pick_kpi
from app.kpi.queries import people_once

SALES = "net_amount"


def standing_specs(by: Split = "dealer") -> tuple[TileSpec, ...]:
    """What the standing board shows."""
    cards = (TileSpec("card", kpi, width=1) for kpi in (SALES, ATTAINMENT, *CARDS[1:]))
    return (
        *cards, TileSpec("trend", SALES, months=MONTHS, width=4), TileSpec("ranking", SALES, by, top=20, width=4),
        TileSpec("pipeline", "", width=4), TileSpec("stock", "", width=4),
    )  # fmt: skip


def kpi_specs(kpis: Mapping[str, Kpi], kpi: str, choice: Choice) -> tuple[TileSpec, ...]:
    """One figure with its months, and who makes it where that is not one dealer; raises UsageError for no KPI."""
    pick_kpi(kpis, kpi)
    found = (TileSpec("card", kpi, width=2), TileSpec("trend", kpi, width=4))
    return found if choice.dealer is not None else (*found, TileSpec("ranking", kpi, "dealer", width=4))


def ranking_specs(kpi: str, by: Split, top: int) -> tuple[TileSpec, ...]:
    """A ranking below its total."""
    return TileSpec("card", kpi, width=2), TileSpec("ranking", kpi, by, top=top, width=4)


def hand_out(
    session: Session, *, title: str | Text, specs: Sequence[TileSpec], choice: Choice, today: date
) -> Handout:  # fmt: skip
    """The tiles with their figures; raises UserError for a filter that fits nobody."""
    tiles = read_tiles(session, specs, choice, today)
    pack = pack_in_force(session)
    return Handout(title, _scope(session, choice), choice.period, tiles, known_kpis(session).keys(),
                   pack.label if pack is not None else "")  # fmt: skip


def _scope(session: Session, choice: Choice) -> str:
    """Whose figures these are, by name."""
    parts = [str(setting(session, NAME, "")), choice.region or ""]
    if choice.dealer is not None:
        names = {one.id: one.name for one in list_places(session, role="dealer")}
        parts.append(names.get(choice.dealer, choice.dealer))
    if choice.group is not None:
        groups = {one.code: one.name for one in people_once(session)[1].values()}
        parts.append(groups.get(choice.group, choice.group))
    parts += [name for _, name in choice.structure.only]
    return " · ".join(dict.fromkeys(part for part in parts if part))
