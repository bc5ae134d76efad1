"""What a workspace says about its gate, beside what the program says itself, for a screen that edits it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.compliance.gate.expiring import read_ladders
from app.compliance.gate.ladder import LADDERS, ladder_for
from app.compliance.gate.model import CREDIT_RULE, ExpiryLadder
from app.compliance.gate.needs import DEFAULTS, default_of, kind_of, kinds_of
from app.core.workspace_settings import setting
from app.dealers.model import LicenceNeed


@dataclass(frozen=True)
class NeedLine:
    """A row of the table of needs; without an id it is the program's own."""

    id: str
    goods_class: str
    """Empty is every class."""
    party_type: str
    """Empty is every dealer."""
    kinds: str
    """Types between slashes, any of which is enough; empty where none is needed."""
    required: bool
    from_on: int | None
    to_on: int | None
    note: str


@dataclass(frozen=True)
class LadderLine:
    """The ladder of a type of licence; without an id it is the program's own."""

    id: str
    kind: str
    days: tuple[int, ...]
    papers: int
    """How many licences of that type there are."""


@dataclass(frozen=True)
class Rulebook:
    """All of it, with what there is to choose from."""

    needs: tuple[NeedLine, ...]
    ladders: tuple[LadderLine, ...]
    credit: str
    classes: tuple[str, ...]
    """Classes of goods of the products and of the licences."""
    party_types: tuple[str, ...]
    kinds: tuple[str, ...]
    """Types of licences that are on file or that the program knows."""


def read_rulebook(session: Session) -> Rulebook:
    """Needs by class, ladders by type."""
    classes = _words(session, "SELECT DISTINCT goods_class FROM product WHERE removed = 0 AND goods_class <> ''")
    counted: dict[str, int] = {}
    for kind, count in session.execute(
        text("SELECT licence_type, count(*) FROM licence WHERE removed = 0 GROUP BY licence_type")
    ):
        counted[kind_of(kind)] = counted.get(kind_of(kind), 0) + count
    kinds = sorted({*counted, *(kind for one in DEFAULTS for kind in one.kinds)})
    return Rulebook(
        (*_own_needs(session), *_program_needs(classes)), _ladders(session, counted),
        str(setting(session, CREDIT_RULE, "old")), classes,
        _words(session, "SELECT DISTINCT party_type FROM party WHERE removed = 0 AND party_type <> ''"), tuple(kinds),
    )  # fmt: skip


def _words(session: Session, sql: str) -> tuple[str, ...]:
    return tuple(sorted(session.scalars(text(sql))))


def _own_needs(session: Session) -> list[NeedLine]:
    rows = select(LicenceNeed).where(LicenceNeed.removed.is_(False)).order_by(LicenceNeed.id)
    return [
        NeedLine(one.id, one.goods_class or "", one.party_type or "", "/".join(kinds_of(one.licence_type)),
                 one.required, one.from_on, one.to_on, one.note or "")
        for one in session.scalars(rows)
    ]  # fmt: skip


def _program_needs(classes: tuple[str, ...]) -> list[NeedLine]:
    """What the program's own table says of the classes that there are."""
    found = []
    for goods_class in classes:
        default = default_of(goods_class)
        if default is not None:
            kinds = "/".join(default.kinds)
            found.append(NeedLine("", goods_class, "", kinds, bool(kinds), None, None, ""))
    return found


def _ladders(session: Session, counted: Mapping[str, int]) -> tuple[LadderLine, ...]:
    own = read_ladders(session)
    rows = select(ExpiryLadder.licence_type, ExpiryLadder.id).where(ExpiryLadder.removed.is_(False))
    ids = dict(session.execute(rows).all())
    return tuple(
        LadderLine(ids.get(kind, ""), kind, ladder_for(kind, own), counted.get(kind, 0))
        for kind in sorted({*counted, *LADDERS, *own})
    )
