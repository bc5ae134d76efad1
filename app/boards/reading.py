"""Reads the tiles of a board: every figure comes from what the standing board and its drill-down are read from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app.boards.choosing import Filters, choice_of
from app.boards.figures import Asked, basis_of, read_card
from app.boards.shares import read_distribution, read_pareto
from app.boards.specs import KIND_TITLES
from app.boards.standing import read_pipeline_tile, read_stock_tile
from app.boards.tables import read_heatmap, read_ranking, read_trend
from app.boards.tile import Grid, Tile, TileSpec
from app.core.errors import UserError
from app.core.garbage import no_collection
from app.core.texts import Text
from app.kpi.board import Choice, read_cards
from app.kpi.counting import USUAL
from app.kpi.goals import ATTAINMENTS, COUNTED, Goals, goals_of
from app.kpi.kept import kept_of
from app.kpi.own.known import known_kpis
from app.kpi.reference import References

_READ = {
    "card": read_card, "trend": read_trend, "ranking": read_ranking, "heatmap": read_heatmap,
    "distribution": read_distribution, "pareto": read_pareto, "pipeline": read_pipeline_tile, "stock": read_stock_tile,
}  # fmt: skip
_USUALLY = frozenset(ATTAINMENTS[kpi] for kpi in COUNTED)
"""Attainments of what may be counted otherwise than in its targets."""


@dataclass(frozen=True)
class BoardTiles:
    """A board as it is on a day."""

    choice: Choice
    tiles: tuple[Tile, ...]


def read_tile(session: Session, spec: TileSpec, choice: Choice, today: date) -> Tile:
    """One tile; what cannot be asked for says so in ``empty`` instead of ignoring a filter."""
    return read_tiles(session, (spec,), choice, today)[0]


def read_board(session: Session, tiles: Sequence[TileSpec], filters: Filters, today: date) -> BoardTiles:
    """All tiles of a board for what it is narrowed by; raises UserError for a filter that fits nobody."""
    choice = choice_of(session, filters, today)
    return BoardTiles(choice, read_tiles(session, tiles, choice, today))


@no_collection()
def read_tiles(session: Session, specs: Sequence[TileSpec], choice: Choice, today: date) -> tuple[Tile, ...]:
    """Several tiles; cards are read together, and what tiles share is read once."""
    kept = kept_of(session)
    references: References = kept.once(("boards.references", kept.tx, today), lambda: References(session, today))
    known = known_kpis(session)
    kpis = tuple(dict.fromkeys(one.kpi for one in specs if one.kind == "card" and one.kpi in known))
    figures = {one.kpi: one for one in read_cards(session, choice, today, kpis)} if kpis else {}
    goals: Goals = kept.once("goals", lambda: Goals(session))
    aims = goals_of(session, {one: known[one] for one in kpis}, choice, today, goals)
    currency = kept.words(session).currency or "CNY"
    asked = Asked(session, choice, today, currency, references, figures, known, goals, aims)
    found: dict[TileSpec, Tile] = {}
    for spec in specs:
        same = replace(spec, width=1)  # the width is how it is shown
        if same not in found:
            found[same] = _read(asked, spec)
    return tuple(replace(found[replace(spec, width=1)], spec=spec) for spec in specs)


def _check_counting(asked: Asked, spec: TileSpec) -> None:
    if asked.choice.counting != USUAL and spec.kpi in _USUALLY:
        raise UserError("Targets are set as finance counts; nothing is held against them when lines count otherwise.")


def _read(asked: Asked, spec: TileSpec) -> Tile:
    try:
        _check_counting(asked, spec)
        return _READ[spec.kind](asked, spec)
    except UserError as error:
        known = asked.kpis.get(spec.kpi)
        title = Text(KIND_TITLES[spec.kind] if known is None else known.name)
        return Tile(spec, title, basis_of(asked, None), asked.as_of, asked.currency, Grid((), (), ()), known=known,
                    empty=error.text)  # fmt: skip
