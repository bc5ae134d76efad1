"""Commands on KPIs that people write: add one, change one, take one out."""

import re
from dataclasses import asdict, dataclass, replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import journal
from app.core.errors import UserError
from app.core.locks import require_unlocked
from app.kpi.definitions import DIRECTION_TITLES, KPIS, UNIT_TITLES
from app.kpi.kpi import OWNERS
from app.kpi.own.deriving import Derived, derive
from app.kpi.own.model import OwnKpi

PREFIX: Final = "own_"
DIRECTIONS: Final = tuple(one for one in DIRECTION_TITLES if one != "band")
"""A middle range would need limits, which belong to a model of health."""
_KEY: Final = re.compile(r"own_[a-z0-9_]{1,60}")


@dataclass(frozen=True)
class Draft:
    """What somebody says of a KPI."""

    name: str
    formula: str
    sentence: str = ""
    """What it means; the formula itself where it is empty."""
    unit: str = ""
    """One of those that the formula gives; empty is the usual one."""
    direction: str = "none"
    owner: str = "sales"
    grain: str = ""
    """What its counts count where there is a choice; empty is the usual one."""


def add_own_kpi(session: Session, *, draft: Draft, key: str = "") -> str:
    """Add a KPI; returns its id, which is made of a plain name where ``key`` says nothing.

    Raises UserError for a formula that no KPI can be, a name or an id that another one has.
    """
    require_unlocked(session, "kpis")
    found = checked(session, draft)
    if key and not _KEY.fullmatch(key):
        raise UserError("An own KPI's id is own_ with small letters, digits and _, such as own_order_value.")
    if key and _taken(session, key):
        raise UserError("There is a KPI “{kpi}” already.", kpi=key)
    record = journal.create(session, OwnKpi, key=key, version=1, **asdict(found))
    if not key:
        plain = PREFIX + re.sub(r"[^a-z0-9]+", "_", found.name.lower()).strip("_")
        free = _KEY.fullmatch(plain) is not None and not _taken(session, plain)
        record.key = plain if free else PREFIX + record.ref.lower().replace("-", "_")
    return record.key


def change_own_kpi(session: Session, *, key: str, draft: Draft) -> None:
    """Change a KPI; another formula is another version of it. Raises UserError as ``add_own_kpi`` does."""
    require_unlocked(session, "kpis")
    record = find_own(session, key)
    found = checked(session, draft, but=key)
    _say(record, found)


def keep_own_kpi(session: Session, *, key: str, draft: Draft) -> None:
    """Add a KPI of this id, change it, or offer it again; raises UserError as ``add_own_kpi`` does."""
    record = session.scalars(select(OwnKpi).where(OwnKpi.key == key).order_by(OwnKpi.removed)).first()
    if record is None:
        add_own_kpi(session, draft=draft, key=key)
        return
    require_unlocked(session, "kpis")
    record.removed = False
    _say(record, checked(session, draft, but=key))


def _say(record: OwnKpi, found: Draft) -> None:
    if record.formula != found.formula:
        record.version += 1
    for name, value in asdict(found).items():
        if getattr(record, name) != value:
            setattr(record, name, value)


def remove_own_kpi(session: Session, *, key: str) -> None:
    """Offer a KPI no more; boards and models that name it go on. Raises UserError where there is none of that id."""
    require_unlocked(session, "kpis")
    find_own(session, key).removed = True


def find_own(session: Session, key: str) -> OwnKpi:
    """The record of a KPI that somebody wrote; raises UserError for one of the program, or none."""
    found = session.scalars(select(OwnKpi).where(OwnKpi.key == key, OwnKpi.removed.is_(False))).first()
    if found is None and key in KPIS:
        raise UserError("{kpi} comes with the program and stays as it is; an own KPI may say it differently.", kpi=key)
    if found is None:
        raise UserError("There is no own KPI “{kpi}”.", kpi=key)
    return found


def draft_of(record: OwnKpi) -> Draft:
    """What is said of a KPI now."""
    return Draft(
        record.name, record.formula, record.sentence, record.unit, record.direction, record.owner, record.grain
    )


def fitted(draft: Draft, formula: str) -> Draft:
    """The same of another formula: unit and what is counted stay where it has them too; raises UserError."""
    found = derive(formula)
    return replace(
        draft, formula=formula, unit=draft.unit if draft.unit in found.units else "",
        grain=draft.grain if draft.grain in found.grains else "",
    )  # fmt: skip


def checked(session: Session, draft: Draft, *, but: str = "") -> Draft:
    """The same, whole and in its plain form; raises UserError where it cannot be a KPI."""
    name = " ".join(draft.name.split())
    if not name:
        raise UserError("A KPI needs a name.")
    found = derive(draft.formula)
    same = select(OwnKpi.key).where(OwnKpi.name == name, OwnKpi.removed.is_(False), OwnKpi.key != but)
    if session.scalars(same).first() is not None:
        raise UserError("Another own KPI is called “{name}”.", name=name)
    _check_words(draft, found)
    return replace(
        draft, name=name, formula=found.formula, sentence=draft.sentence.strip() or found.formula,
        unit=draft.unit or found.units[0], grain=draft.grain if len(found.grains) > 1 else "",
    )  # fmt: skip


def _check_words(draft: Draft, found: Derived) -> None:
    for word, known in (
        (draft.unit, ("", *found.units)), (draft.direction, DIRECTIONS), (draft.owner, tuple(OWNERS)),
        (draft.grain, ("", *found.grains)),
    ):  # fmt: skip
        if word not in known:
            choices = ", ".join(one for one in known if one)
            if word in UNIT_TITLES:
                raise UserError("This formula's unit is {known}, not “{word}”.", word=word, known=choices)
            raise UserError("“{word}” cannot be said here; say {known}.", word=word, known=choices)


def _taken(session: Session, key: str) -> bool:
    return key in KPIS or session.scalars(select(OwnKpi.key).where(OwnKpi.key == key)).first() is not None
