"""Short ways to findings: those of a kind, their figures, the rows that a click opens."""

from typing import Any

from sqlalchemy import text

from app.bootstrap import Desk
from app.cli.findings import findings_of
from app.kpi.findings.model import Finding


def told(desk: Desk, kind: str) -> dict[str, Finding]:
    """The findings of a kind by dealer; each dealer has at most one of those asked for."""
    found = [one for one in findings_of(desk) if one.kind == kind]
    codes = {one.dealer.code: one for one in found if one.dealer is not None}
    assert len(codes) == len(found)
    return codes


def about(desk: Desk, dealer: str) -> set[str]:
    """The kinds of findings about a dealer."""
    return {one.kind for one in findings_of(desk) if one.dealer is not None and one.dealer.code == dealer}


def said(one: Finding) -> dict[str, Any]:
    return {name: figure.plain() for name, figure in one.figures.items()}


def rows_of(desk: Desk, one: Finding, feed: str, columns: str) -> list[tuple[Any, ...]]:
    """What a click on the finding opens."""
    with desk.db.read() as session:
        query = text(f"SELECT {columns} FROM {feed} WHERE id = :id AND current = 1")
        return [tuple(session.execute(query, {"id": row}).one()) for row in one.rows[feed]]
