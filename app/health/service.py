"""Assessing a quarter: figures are read at one state of the data, frozen as blobs, and named by records."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import journal
from app.core.calendars import NATURAL
from app.core.db import Action, Database
from app.core.device import current_device
from app.core.errors import UsageError, UserError
from app.core.files import FileStore
from app.core.model import Tx
from app.core.period import Period, day_number, parse_period, shift
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.core.workspace_settings import CURRENCY, NAME, setting
from app.health.agenda import tell_agenda
from app.health.caps import read_caps
from app.health.current import current_model
from app.health.frozen import (
    Frozen,
    FrozenRegion,
    frozen_from_json,
    frozen_json,
    hash_of,
    region_from_json,
    region_json,
)
from app.health.inputs import (
    HISTORY,
    REGION,
    Earlier,
    Figures,
    FigureSource,
    Subject,
    assess_dealer,
    backed_kpis,
    pace_of,
    readings_of_all,
    series_of,
    wanted_kpis,
)
from app.health.kpis import known_infos
from app.health.model import Assessment, HealthModel, HealthRound
from app.health.quality import read_quality, region_quality
from app.health.region import KEY_FIGURES
from app.health.reported import unreported
from app.health.review.commands import require_not_signed
from app.health.rules import Result, Verdict, shown_tenths
from app.health.scheme import Scheme
from app.health.signs import day_of_signs, signs_of
from app.health.stakes import BESIDE
from app.health.subjects import imported_on, subjects
from app.health.versions import SCOPE, ensure_default
from app.planning.calendars import chosen_calendar

_TRIES: Final = 3


@dataclass(frozen=True)
class Assessed:
    """What assessing a quarter did; nothing was written where every figure was as before."""

    period: str
    version: int
    dealers: int
    graded: int
    changed: int
    unchanged: int
    written: bool
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class _Round:
    """A round before it is written."""

    known_tx: int
    head: str
    imported_on: int | None
    model_id: str
    model_version: int
    latest: tuple[int, str, int] | None
    """Version, blob and model version of the quarter's last round."""
    kept: Mapping[str, tuple[str, int]]
    """Each dealer's hash and version as they count now."""
    frozens: tuple[Frozen, ...]
    region: FrozenRegion


def assess(
    db: Database, files: FileStore, source: FigureSource, *, period: str, progress: Progress | None = None
) -> Assessed:
    """Assess every dealer for a quarter and freeze the result; a no-op where nothing changed since the last time.

    Raises UserError where the period is no quarter, its review is signed or there is no dealer, Cancelled through
    ``progress``.
    """
    quarter = parse_period(period)
    if "Q" not in quarter.name:
        raise UsageError("Dealers are assessed by quarter; write 2026-Q1, not {period}.", period=period)
    watch = progress or Progress()
    for _ in range(_TRIES):
        ready = _prepare(db, files, source, quarter, watch)
        done = _keep(db, files, ready, quarter, watch)
        if done is not None:
            return done
    raise UserError("New data kept arriving while {period} was assessed; nothing was changed. Try again.",
                    period=quarter.name)  # fmt: skip


def _prepare(db: Database, files: FileStore, source: FigureSource, quarter: Period, progress: Progress) -> _Round:
    quarters = [shift(quarter, back) for back in range(1 - HISTORY, 1)]
    with db.read() as session:
        require_not_signed(session, quarter.name)
        known_tx = session.execute(select(func.max(Tx.tx))).scalar() or 0
        head = journal.head_of(session, current_device(session))[1]
        model_id, scheme = current_model(session)
        name, currency = str(setting(session, NAME, "")), str(setting(session, CURRENCY, ""))
        whole = region_quality(session, KEY_FIGURES, quarter, db.clock.today())
        who = _who(session, scheme, quarter, db.clock.today())
        latest = _latest_round(session, quarter.name)
        kept = _current(session, quarter.name)
        earlier = _earlier(session, files, quarters[:-1])
        loaded = imported_on(session, today=db.clock.today())
        silent = unreported(session, quarter, db.clock.today())
        other = chosen_calendar(session).id != NATURAL.id
        names = {kpi: (info.title, info.owner) for kpi, info in known_infos(session).items()}
    if not who:
        raise UserError("There are no dealers to assess yet. Import a file that names them first.")
    kpis = wanted_kpis(scheme)
    by_quarter: dict[str, Figures] = {}
    for i, each in enumerate(quarters):
        progress.step(i, HISTORY + 2, Text(N_("Reading figures of {period}"), {"period": each.name}))
        by_quarter[each.name] = source(kpis, each)
    frozens = []
    ever = backed_kpis(by_quarter)
    read = cache(lambda name: readings_of_all(scheme, by_quarter[name], who, ever))
    for subject in who:
        progress.step(HISTORY, HISTORY + 2, Text(N_("Assessing dealers")))
        frozens.append(assess_dealer(scheme, subject, quarters, by_quarter, earlier.get(subject.face.id, {}), read=read,
                                     region=name, ever=ever, kpis=names))  # fmt: skip
    region = FrozenRegion(
        name,
        quarter.name,
        currency,
        scheme,
        series_of((*KEY_FIGURES, *BESIDE), quarters, by_quarter, REGION, ever),
        by_quarter[quarter.name].targets,
        {each.dealer.id: hash_of(frozen_json(each)) for each in frozens},
        pace_of(source, quarter, db.clock.today()),
        db.clock.today().isoformat() if db.clock.today() < quarter.last else "",
        by_quarter[quarter.name].posted,
        signs_of(db, quarter, day_of_signs(quarter, db.clock.today())),
        NATURAL.id if other else "",
        whole,
        by_quarter[quarter.name].ranges,
        silent,
    )
    return _Round(known_tx, head, loaded, model_id, scheme.version, latest, kept, tuple(frozens), region)


def _who(session: Session, scheme: Scheme, quarter: Period, today: date) -> list[Subject]:
    """The dealers that are assessed, with what caps their grades and how good their data are."""
    caps = read_caps(session, quarter, day_of_signs(quarter, today), today)
    quality = read_quality(session, [one.kpi for one in scheme.indicators], quarter, today)
    return [
        replace(one, caps=caps.get(one.face.id, ()), quality=quality.get(one.face.id, {}))
        for one in subjects(session, on=day_number(quarter.last))
    ]


def _keep(db: Database, files: FileStore, ready: _Round, quarter: Period, progress: Progress) -> Assessed | None:
    """Write the round; None where data changed since they were read."""
    text = region_json(ready.region)
    same = ready.latest and region_json(_undated(db, ready.region, files, ready.latest[1]))
    changed = [each for each in ready.frozens if ready.kept.get(each.dealer.id, ("",))[0] != _sha(ready, each)]
    graded = sum(each.verdict.grade is not None for each in ready.frozens)
    counts = (len(ready.frozens), graded, len(changed), len(ready.frozens) - len(changed))
    if ready.latest and same and ready.latest[1] == hash_of(same):  # a day that passes alone is nothing new
        return Assessed(quarter.name, ready.latest[0], *counts, written=False)
    files.put_each(_texts(changed, text, progress))
    version = ready.latest[0] + 1 if ready.latest else 1

    def command(session: Session) -> bool:
        if (session.execute(select(func.max(Tx.tx))).scalar() or 0) != ready.known_tx:
            return False
        ensure_default(session)
        for each in changed:
            _record(session, each, ready, version)
        journal.create(
            session, HealthRound, scope=SCOPE, period=quarter.name, version=version, model_id=ready.model_id,
            region_sha256=hash_of(text), known_tx=ready.known_tx, journal_head=ready.head,
            assessed_on=day_number(db.clock.today()), imported_on=ready.imported_on,
        )  # fmt: skip
        tell_agenda(
            session, dealers=ready.frozens, infos=known_infos(session), period=quarter.name,
            on=day_number(db.clock.today()),
        )  # fmt: skip
        return True

    if not db.write(Action(N_("Assessed {period}"), {"period": quarter.name}), command).value:
        return None
    return Assessed(quarter.name, version, *counts, written=True, notes=_notes(ready))


def _texts(changed: Sequence[Frozen], region: str, progress: Progress) -> Iterator[bytes]:
    """What is frozen, one dealer after another and the region last; raises Cancelled, which keeps none of it."""
    for i, each in enumerate(changed):
        progress.step(i, len(changed) + 1, Text(N_("Freezing figures")))
        yield frozen_json(each).encode("utf-8")
    yield region.encode("utf-8")


def _undated(db: Database, region: FrozenRegion, files: FileStore, sha256: str) -> FrozenRegion:
    """A round as of the day of an earlier one."""
    before = region_from_json(files.get(sha256).decode("utf-8"))
    signs = region.signs
    if before.signs and signs and before.signs.on != signs.on:
        signs = signs_of(db, parse_period(region.period), before.signs.on)
    if before.signs and signs and before.signs.told is None:  # kept before each dealer's were
        signs = replace(signs, told=None)
    return replace(region, pace=before.pace, as_of=before.as_of if region.as_of else "", signs=signs)


def _sha(ready: _Round, frozen: Frozen) -> str:
    return ready.region.dealers[frozen.dealer.id]


def _record(session: Session, frozen: Frozen, ready: _Round, version: int) -> None:
    score = frozen.result.score
    journal.create(
        session,
        Assessment,
        scope=SCOPE,
        party_id=frozen.dealer.id,
        period=frozen.period,
        version=version,
        model_id=ready.model_id,
        figures_sha256=_sha(ready, frozen),
        score_tenths=None if score is None else shown_tenths(score),
        base=frozen.verdict.base,
        grade=frozen.verdict.grade,
        counts_as=frozen.verdict.counts_as,
        ungraded=frozen.verdict.ungraded,
        coverage_e6=int(frozen.result.coverage * 1_000_000),
    )


def _notes(ready: _Round) -> tuple[Text, ...]:
    if ready.latest is None:
        return ()
    params = {"period": ready.region.period, "old": ready.latest[2], "new": ready.model_version}
    if ready.latest[2] != ready.model_version:
        return (
            Text(
                "{period} was assessed before with version {old} of the model and now with version {new}; "
                "the older assessment is kept as it was.",
                params,
            ),
        )
    return (Text("{period} was assessed before; its data have changed since. The older assessment is kept.", params),)


def _latest_round(session: Session, period: str) -> tuple[int, str, int] | None:
    found = session.execute(
        select(HealthRound.version, HealthRound.region_sha256, HealthModel.version)
        .join(HealthModel, HealthModel.id == HealthRound.model_id)
        .where(HealthRound.period == period, HealthRound.removed.is_(False))
        .order_by(HealthRound.version.desc(), HealthRound.id)
        .limit(1)
    ).first()
    return None if found is None else (int(found[0]), str(found[1]), int(found[2]))


def _current(session: Session, period: str) -> dict[str, tuple[str, int]]:
    rows = session.execute(
        select(Assessment.party_id, Assessment.figures_sha256, Assessment.version)
        .where(Assessment.period == period, Assessment.removed.is_(False))
        .order_by(Assessment.version, Assessment.id)
    )
    return {party: (sha, version) for party, sha, version in rows}


def _earlier(session: Session, files: FileStore, quarters: Sequence[Period]) -> dict[str, dict[str, Earlier]]:
    """By dealer and quarter, what was frozen: the last quarter in full, older ones by score and grade."""
    found: dict[str, dict[str, Earlier]] = {}
    rows = session.execute(
        select(Assessment)
        .where(Assessment.period.in_([each.name for each in quarters]), Assessment.removed.is_(False))
        .order_by(Assessment.version, Assessment.id)
    ).scalars()
    latest: dict[tuple[str, str], Assessment] = {(row.party_id, row.period): row for row in rows}
    for (party, period), row in latest.items():
        if period == quarters[-1].name:
            kept = frozen_from_json(files.get(row.figures_sha256).decode("utf-8"))
            past = Earlier(row.figures_sha256, kept.result, kept.verdict)
        else:
            past = Earlier(row.figures_sha256, _bare_result(row), _bare_verdict(row))
        found.setdefault(party, {})[period] = past
    return found


def _bare_result(row: Assessment) -> Result:
    score = None if row.score_tenths is None else Fraction(row.score_tenths, 10)
    return Result((), score, None, None, Fraction(row.coverage_e6, 1_000_000))


def _bare_verdict(row: Assessment) -> Verdict:
    return Verdict(row.base, row.grade, row.counts_as, None, row.ungraded)
