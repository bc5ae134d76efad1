"""The approval of a plan of targets: it becomes a batch of the feed, with its own XLSX as the original file."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.core.period import day_of, month
from app.core.progress import Progress
from app.core.scratch import scratch_folder
from app.core.tables import Sheet, write_book
from app.core.texts import N_
from app.core.veiled import VeiledPath
from app.dealers.codes import whose_on
from app.imports.batches import Loaded
from app.imports.model import LIVE, REPLACED
from app.imports.profile import Profile, parse_profile
from app.jobs.pipeline import Pipeline
from app.kpi.goals import SCALE
from app.planning.feed import TARGET
from app.planning.targets.posting import Posted, by_key, posted
from app.planning.targets.queries import (
    GoalRow,
    Named,
    PlanRow,
    find_plan,
    goals_of_plan,
    list_plans,
    read_named,
)
from app.planning.targets.rules import MONTHS, leaves
from app.planning.targets.service import draft_of, lines_of, mark_approved, replaced_by

_PROFILE: Final = "target_plan"
_COLUMNS: Final = {one.name: one.title for one in TARGET.fields}
_PART, _BY_GROUP, _ALL_GOODS = "Part", "group", "all"
_GOAL_HEADS: Final = ("kpi", "level", "place", "from_on", "to_on", "value", "upper", "note")
_STANDING: Final = f"""
SELECT f.source_n, f.party_code, c.party_id, coalesce(f.group_code, '') AS group_code, f.month_on,
       coalesce(f.kpi, '') AS kpi, coalesce(f.version, 'original') AS version, f.amount_e4, f.quantity_e3,
       (SELECT b.file_name FROM import_batch b WHERE b.n = f.batch_n) AS file_name
FROM target f {whose_on("f.month_on")}
WHERE f.current = 1 AND f.month_on BETWEEN :first AND :last AND f.batch_n NOT IN :out
ORDER BY f.id
"""
_BESIDE: Final = """
SELECT b.file_name FROM target f JOIN import_batch b ON b.n = f.batch_n
WHERE f.current = 1 AND f.month_on BETWEEN :first AND :last AND f.version = 'adjusted' AND f.kpi IN :kpis
  AND f.batch_n <> :n AND (f.amount_e4 <> 0 OR f.quantity_e3 <> 0) LIMIT 1
"""
_SOURCES: Final = """
SELECT s.n, s.entity_id FROM numbered s WHERE s.kind = 'source' AND s.n = coalesce(
    (SELECT source_n FROM target WHERE current = 1 AND month_on BETWEEN :first AND :last
     GROUP BY source_n ORDER BY count(*) DESC, source_n LIMIT 1),
    (SELECT source_n FROM target WHERE current = 1 GROUP BY source_n ORDER BY count(*) DESC, source_n LIMIT 1),
    (SELECT source_n FROM party_code WHERE removed = 0 AND party_id IN :parties
     GROUP BY source_n ORDER BY count(*) DESC, source_n LIMIT 1))
"""
_CODES: Final = """
SELECT party_id, code, from_on, to_on FROM party_code
WHERE source_n = :source AND removed = 0 ORDER BY from_on IS NULL DESC, from_on, code
"""


@dataclass(frozen=True)
class Posting:
    """What approving a plan would post."""

    plan: PlanRow
    source: str
    rows: tuple[Posted, ...]
    cleared: int
    """Targets that stand and are not in the plan: they are adjusted to nothing."""
    out: tuple[str, ...]
    """The batches of earlier versions that give way."""
    goals: tuple[GoalRow, ...]
    """What counts with it of KPIs that are no sums."""
    goals_out: int
    """Goals of earlier versions that stop counting and are not in the plan."""
    named: Named


@dataclass(frozen=True)
class Approved:
    """What came of an approval."""

    batch: str
    """The reference of the batch; empty for a plan of goals only."""
    rows: int
    cleared: int
    replaced: int
    """Batches that gave way."""
    goals: int
    """Goals that count with it."""


def posting_of(session: Session, plan_id: str) -> Posting:
    """What approving a draft would post. Raises UserError where it sets nothing, or a dealer has no code for it."""
    draft = draft_of(session, plan_id)
    plan, lines, goals = find_plan(session, plan_id), lines_of(session, plan_id), goals_of_plan(session, plan_id)
    earlier = {one.key for old in replaced_by(session, draft) for one in goals_of_plan(session, old.id)}
    named = read_named(session)
    bare = Posting(plan, "", (), 0, (), tuple(goals), len(earlier - {one.key for one in goals}), named)
    if goals and not plan.kpis:
        return bare
    lowest = leaves(lines)
    if not lowest:
        raise UserError("{plan} sets no dealer's target yet; give its totals to the dealers first.", plan=plan.name)
    days = [month(plan.year, number).first_day for number in range(1, MONTHS + 1)]
    span = {"first": days[0], "last": month(plan.year, MONTHS).last_day}
    out = _earlier(session, plan)
    parties = sorted({one.place for one in lowest})
    wanted = text(_SOURCES).bindparams(bindparam("parties", expanding=True))
    source = session.execute(wanted, {**span, "parties": parties}).one_or_none()
    if source is None:
        raise UserError("No source knows the dealers of {plan} by a code; import them first.", plan=plan.name)
    codes = _Codes(session, source.n, named)
    standing = list(_standing(session, span, source.n, codes, [n for _, n in out]))
    rows = posted(by_key(lines, codes.of, days), plan.kpis, standing)
    fresh = {one.party_code + "\0" + one.group + f"\0{one.month}" for one in rows if one.amount or one.quantity}
    cleared = sum(f"{one.party_code}\0{one.group}\0{one.month}" not in fresh for one in rows)
    batches = tuple(batch for batch, _ in out)
    return replace(bare, source=source.entity_id, rows=tuple(rows), cleared=cleared, out=batches)


def approve_plan(pipeline: Pipeline, db: Database, *, plan_id: str, progress: Progress) -> Approved:
    """Post a draft and make it the version that counts, in one transaction; the step is final.

    Raises UserError without somebody who approves, and as ``posting_of`` does.
    """
    if not db.actor:
        raise UserError("An approval is signed: say who works here first (on the command line: --as NAME).")
    with db.read(progress) as session:
        posting = posting_of(session, plan_id)
    at = db.clock.now()
    action = Action(N_("Approved the targets {plan}"), {"plan": posting.plan.name})
    if not posting.rows:
        db.write(action, lambda session: mark_approved(session, plan_id=plan_id, batch_id=None, at=at))
        return Approved("", 0, 0, 0, len(posting.goals))
    profile = _profile(posting)

    def also(session: Session, loaded: Loaded) -> None:
        aside = sum(one.quarantined for one in loaded.feeds)
        if aside:
            raise UserError("{n} rows of the plan were put aside by the data rules; nothing was approved.", n=aside)
        mark_approved(session, plan_id=plan_id, batch_id=loaded.batch_id, at=at)
        for batch in posting.out:
            pipeline.withdraw_in(session, batch, progress=progress, state=REPLACED)
        _require_alone(session, posting.plan, loaded.n)

    with scratch_folder() as folder:
        path = VeiledPath.under(folder / f"{_file_name(posting.plan)}.xlsx", db.disposable_key())
        _write(path, posting, progress)
        with pipeline.staged(path, profile, progress=progress) as ready:
            loaded = pipeline.load(ready, progress=progress, action=action, also=also)
    return Approved(loaded.batch_ref, len(posting.rows), posting.cleared, len(posting.out), len(posting.goals))


def _require_alone(session: Session, plan: PlanRow, batch_n: int) -> None:
    """Raise UserError where another file's adjusted targets would count beside those of the plan."""
    wanted = text(_BESIDE).bindparams(bindparam("kpis", expanding=True))
    days = {"first": month(plan.year, 1).first_day, "last": month(plan.year, MONTHS).last_day}
    beside = session.execute(wanted, {**days, "kpis": list(plan.kpis), "n": batch_n}).scalar()
    if beside is not None:
        raise _beside(beside, plan.year)


def _beside(file: str, year: int) -> UserError:
    return UserError(
        "{file} has adjusted targets of {year} that would count beside the plan; withdraw it first.",
        file=file, year=str(year),
    )  # fmt: skip


def _earlier(session: Session, plan: PlanRow) -> list[tuple[str, int]]:
    """The batches of versions that this one replaces, where they adjusted; what was first set stays as the original."""
    found = []
    for one in list_plans(session):
        if one.state != "approved" or one.year != plan.year or not set(one.kpis) <= set(plan.kpis) or not one.batch:
            continue
        batch = session.execute(
            text("""SELECT id, n FROM import_batch WHERE ref = :ref AND state = :live AND EXISTS (
            SELECT 1 FROM target WHERE batch_n = import_batch.n AND version = 'adjusted')"""),
            {"ref": one.batch, "live": LIVE},
        ).one_or_none()
        found += [(batch.id, batch.n)] if batch is not None else []
    return found


class _Codes:
    """The codes of dealers in one source."""

    def __init__(self, session: Session, source_n: int, named: Named) -> None:
        self._named = named
        self._codes: dict[str, list[tuple[str, int | None, int | None]]] = {}
        for party_id, code, first, last in session.execute(text(_CODES), {"source": source_n}):
            self._codes.setdefault(party_id, []).append((code, first, last))

    def of(self, party: str, day: int) -> str:
        """The code of a party on a day, the newest of several; raises UserError where it has none."""
        for code, first, last in reversed(self._codes.get(party, [])):
            if (first is None or first <= day) and (last is None or day < last):
                return code
        raise UserError("{dealer} has no code in the source for {month}; give it one on its card first.",
                        dealer=self._named.dealers.get(party, party), month=f"{day_of(day):%Y-%m}")  # fmt: skip


def _standing(
    session: Session, span: Mapping[str, int], source_n: int, codes: _Codes, out: Sequence[int]
) -> Iterator[Posted]:
    """The targets that count in the year, by the codes of the source that the plan is posted under."""
    query = text(_STANDING).bindparams(bindparam("out", expanding=True))
    for row in session.execute(query, {**span, "out": list(out)}):
        if row.source_n != source_n and row.version == "adjusted":
            raise _beside(row.file_name, day_of(row.month_on).year)
        code = row.party_code if row.source_n == source_n else codes.of(row.party_id, row.month_on)
        yield Posted(code, row.group_code, row.month_on, row.kpi, row.version, row.amount_e4, row.quantity_e3)


def _profile(posting: Posting) -> Profile:
    """Two parts: rows of all goods are known without a group, as files without a column of groups know them."""
    found = [f'id = "{_PROFILE}"', "version = 1", f"source = {json.dumps(posting.source, ensure_ascii=False)}"]
    for part, names in ((_BY_GROUP, list(_COLUMNS)), (_ALL_GOODS, [one for one in _COLUMNS if one != "group_code"])):
        if any(_part(one) == part for one in posting.rows):
            found += ["[[feed]]", f'feed = "{TARGET.id}"', f"where = \"[{_PART}] = '{part}'\"", "[feed.columns]"]
            found += [f"{name} = {json.dumps(_COLUMNS[name])}" for name in names]
    return parse_profile("\n".join(found), {TARGET.id: TARGET})


def _part(row: Posted) -> str:
    return _BY_GROUP if row.group else _ALL_GOODS


def _file_name(plan: PlanRow) -> str:
    name = "".join(char if char.isalnum() or char in " -_.()" else "_" for char in plan.name)
    return f"{name}_{plan.ref}"


def _write(path: Path, posting: Posting, progress: Progress) -> None:
    """What is signed: the rows that are posted, and the goals that count with them."""
    rows = (
        (
            one.party_code, one.group, f"{day_of(one.month):%Y-%m}", one.kpi,
            None if one.amount is None else Decimal(one.amount) / AMOUNT_SCALE, one.version,
            None if one.quantity is None else Decimal(one.quantity) / QUANTITY_SCALE, _part(one),
        )
        for one in posting.rows
    )  # fmt: skip
    goals = (
        (
            one.kpi, one.level, posting.named.place(one), day_of(one.first), day_of(one.last),
            *(None if end is None else Decimal(end) / SCALE for end in (one.value_e4, one.upper_e4)), one.note,
        )
        for one in posting.goals
    )  # fmt: skip
    sheets = [Sheet("targets", [*_COLUMNS.values(), _PART], rows, total=len(posting.rows))]
    if posting.goals:
        sheets.append(Sheet("goals", _GOAL_HEADS, goals, total=len(posting.goals)))
    write_book(path, sheets, progress=progress)
