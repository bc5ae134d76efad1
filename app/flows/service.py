"""What codes and names of a source mean (流向匹配), said by a person: dated aliases that come before what files say."""

from typing import Any, Final, Literal

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.catalog.model import Product, ProductCode
from app.core.errors import UserError
from app.core.journal import create, existing, record_id
from app.core.period import day_of
from app.core.texts import N_
from app.dealers.model import Party, PartyCode
from app.imports.masters import mentioned_codes, source_name

Side = Literal["party", "product"]
_GONE: Final = "removed"
NOBODY: Final = ""
"""Stands for "not one of ours" where a party or product is asked for."""


def decide(
    session: Session, *, side: Side, source_n: int, word: str, target: str, from_on: int | None = None,
    to_on: int | None = None,
) -> str:  # fmt: skip
    """Say what a code or name of a source means from a day to a day (the first that it no longer does).

    ``target`` is the id of the party or product, or ``NOBODY``: then its rows count nowhere. Facts stay as they are;
    rows that came and rows to come are read by it. A decision for the same first day is replaced. Returns the alias's
    id. Raises UserError for an empty span, an empty word, and a target that is not there.
    """
    if not word.strip():
        raise UserError("There is no code and no name to match.")
    if from_on is not None and to_on is not None and to_on <= from_on:
        raise UserError("The last day lies before the first.")
    code_class, owner = (PartyCode, "party_id") if side == "party" else (ProductCode, "product_id")
    source = source_name(session, source_n)
    meant = _target(session, side, source, word, target)
    natural = f"hand:{source}:{word}:{'' if from_on is None else day_of(from_on)}"
    alias: Any = session.get(code_class, record_id(code_class, natural))
    if alias is None:
        values: dict[str, Any] = {owner: meant, "from_on": from_on, "to_on": to_on, "by_hand": owner}
        alias = create(session, code_class, natural_key=natural, source_n=source_n, code=word, **values)
    else:
        setattr(alias, owner, meant)
        alias.to_on, alias.removed = to_on, False
    if from_on is None and to_on is None:
        _set_files_aside(session, side, source_n, word, keep=meant)
    return str(alias.id)


def _target(session: Session, side: Side, source: str, word: str, target: str) -> str:
    """The id of what is meant; of what is not one of ours a record that is taken out by hand."""
    cls: Any = Party if side == "party" else Product
    if target != NOBODY:
        found = existing(session, cls, target, N_("What you chose is no longer in the workspace."))
        return target
    natural = f"none:{source}:{word}"
    found = session.get(cls, record_id(cls, natural))
    if found is None:
        values: dict[str, Any] = {"role": "terminal", "status": "active"} if side == "party" else {}
        found = create(session, cls, natural_key=natural, name=word, by_hand=_GONE, **values)
        found.removed = True
    return str(found.id)


def _set_files_aside(session: Session, side: Side, source_n: int, word: str, *, keep: str) -> None:
    """What files made of a code that a person has explained for all days gives way to that."""
    cls: Any = Party if side == "party" else Product
    for link in _links(session, side, source_n, word):
        link.removed = True
        owner = _owner(side, link)
        made = session.get(cls, owner)
        if owner != keep and made is not None and not made.by_hand and not _other_codes(session, side, owner, link.id):
            made.removed = True


def take_back(session: Session, *, side: Side, alias_id: str) -> None:
    """Take a decision back: what files say of the code counts again; raises UserError for one that is not there."""
    code_class: Any = PartyCode if side == "party" else ProductCode
    alias = session.get(code_class, alias_id)
    if alias is None or alias.removed or alias.by_hand is None:
        raise UserError("This decision is no longer in force.")
    alias.removed = True
    session.flush()
    cls: Any = Party if side == "party" else Product
    if mentioned_codes(session, kind=side, source_n=alias.source_n, codes=[alias.code]):
        for link in _links(session, side, alias.source_n, alias.code):
            link.removed = False
            made = session.get(cls, _owner(side, link))
            if made is not None and not made.by_hand:
                made.removed = False


def _links(session: Session, side: Side, source_n: int, word: str) -> list[Any]:
    code_class: Any = PartyCode if side == "party" else ProductCode
    wanted = select(code_class).where(
        code_class.source_n == source_n, code_class.code == word, code_class.by_hand.is_(None)
    )
    return list(session.scalars(wanted))


def _owner(side: Side, link: Any) -> str:
    return str(link.party_id if side == "party" else link.product_id)


def _other_codes(session: Session, side: Side, owner: str, link_id: str) -> bool:
    table, column = ("party_code", "party_id") if side == "party" else ("product_code", "product_id")
    found = session.execute(
        text(f"SELECT 1 FROM {table} WHERE {column} = :owner AND id <> :id AND removed = 0 LIMIT 1"),
        {"owner": owner, "id": link_id},
    )
    return found.first() is not None
