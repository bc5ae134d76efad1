"""What screens and reports read of health: sheets from frozen assessments, never from live figures."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.locks import pack_at
from app.core.model import Numbered
from app.core.period import day_of, parse_period
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.core.wording import money_text
from app.health.assembly import health_sheet
from app.health.canonical import scheme_from_json
from app.health.frozen import Frozen, FrozenRegion, frozen_from_json, region_from_json
from app.health.model import HealthModel, HealthRound
from app.health.referring import Refs, referring
from app.health.region import RegionFigures, region_sheet
from app.health.review.queries import review_of
from app.health.review.rules import ReviewFace
from app.health.review.showing import ranked, reviewed
from app.health.sheets import HealthSheet, KpiInfo, Provenance, RegionSheet
from app.health.standing import placed, positions
from app.health.told import sign_lines
from app.health.wording import grading_text
from app.kpi.counting import USUAL
from app.kpi.later import late_by_dealer
from app.kpi.organisation import read_organisation
from app.kpi.people import read_dealers
from app.kpi.wording import POSTED, basis_text, listed

Infos = Mapping[str, KpiInfo]
_READING = N_("Reading what was frozen")
_COUNTED = N_("Counted: {basis}")
_LATER = N_("Since these months were closed, net sales changed by {value}. This assessment stays as it was frozen.")


@dataclass(frozen=True)
class RoundLine:
    """An assessment of a quarter, for lists."""

    id: str
    period: str
    version: int
    model_version: int
    assessed_on: int
    known_tx: int


def rounds(db: Database) -> list[RoundLine]:
    """Every quarter's last assessment, newest quarter first."""
    with db.read() as session:
        rows = session.execute(
            select(
                HealthRound.id, HealthRound.period, HealthRound.version, HealthModel.version,
                HealthRound.assessed_on, HealthRound.known_tx,
            )
            .join(HealthModel, HealthModel.id == HealthRound.model_id)
            .where(HealthRound.removed.is_(False))
            .order_by(HealthRound.period.desc(), HealthRound.version.desc(), HealthRound.id)
        )  # fmt: skip
        found: dict[str, RoundLine] = {}
        for row in rows:
            found.setdefault(row[1], RoundLine(*row))
    return list(found.values())


def dealer_sheet(db: Database, files: FileStore, infos: Infos, *, dealer_id: str, period: str) -> HealthSheet:
    """A dealer's sheet of a quarter; raises UserError where he was not assessed then."""
    quarter = parse_period(period).name
    with db.read() as session:
        row = _round(session, quarter)
        region = _region(files, row)
        sha256 = region.dealers.get(dealer_id)
        notes = _notes(session, row)
        sources = _provenance(session, row, region)
        later = _adjusted(session, quarter)
        refer = referring(session, row, region.scheme)
        review = _review(session, row)
        told = sign_lines(session, row, region.signs)
    if sha256 is None:
        raise UserError("This dealer was not assessed for {period}.", period=quarter)
    read = (frozen_from_json(data.decode("utf-8")) for data in files.each(region.dealers.values()))
    frozens = dict(zip(region.dealers, read, strict=True))
    sheet = health_sheet(frozens[dealer_id], infos, _own(sources, sha256, refer(dealer_id)), notes=notes)
    stands = positions(region.scheme, list(frozens.values()), infos)
    sheet = placed(replace(sheet, banner=later.get(dealer_id), signs=told.get(dealer_id, ())), stands[dealer_id])
    return reviewed(sheet, review, region.scheme)


def kept_assessment(db: Database, files: FileStore, *, dealer_id: str, period: str) -> Frozen:
    """What was frozen of a dealer's quarter; raises UserError where he was not assessed then."""
    quarter = parse_period(period).name
    with db.read() as session:
        sha256 = _region(files, _round(session, quarter)).dealers.get(dealer_id)
    if sha256 is None:
        raise UserError("This dealer was not assessed for {period}.", period=quarter)
    return _frozen(files, sha256)


def region_sheets(
    db: Database, files: FileStore, infos: Infos, *, period: str, reader: str = "", progress: Progress | None = None
) -> tuple[RegionSheet, list[HealthSheet]]:
    """The region's sheet of a quarter and its dealers' sheets.

    Raises UserError where it was not assessed, Cancelled through ``progress``.
    """
    quarter, step = parse_period(period).name, (progress or Progress()).step
    with db.read() as session:
        row = _round(session, quarter)
        region = _region(files, row)
        notes = _notes(session, row)
        sources = _provenance(session, row, region)
        later = _adjusted(session, quarter)
        refer = referring(session, row, region.scheme)
        review = _review(session, row)
        told = sign_lines(session, row, region.signs)
    frozens, steps = [], len(region.dealers)
    for i, data in enumerate(files.each(region.dealers.values())):
        step(i, 2 * steps, Text(_READING))
        frozens.append(frozen_from_json(data.decode("utf-8")))
    figures = RegionFigures(
        region.region,
        quarter,
        region.series,
        region.targets,
        region.currency,
        reader=reader,
        basis=Text(_COUNTED, {"basis": _basis(region, posted=True)}),
        pace=region.pace,
        signs=region.signs,
        quality=region.quality,
        ranges=region.ranges,
        unreported=region.unreported,
    )
    origin = _own(sources, row.region_sha256, refer(None))
    stands = positions(region.scheme, frozens, infos)
    whole = region_sheet(figures, frozens, region.scheme, infos, origin, notes=notes)
    ranking = [replace(line, places=stands[line.dealer.id].places) for line in whole.ranking]
    whole = replace(whole, ranking=ranked(ranking, review), review=review)
    sheets = []
    for i, each in enumerate(frozens):
        step(steps + i, 2 * steps, Text(_READING))
        own = _own(sources, region.dealers[each.dealer.id], refer(each.dealer.id))
        sheet = replace(
            health_sheet(each, infos, own, notes=notes),
            banner=later.get(each.dealer.id), signs=told.get(each.dealer.id, ()),
        )  # fmt: skip
        sheets.append(reviewed(placed(sheet, stands[each.dealer.id]), review, region.scheme))
    places = {line.dealer.id: i for i, line in enumerate(whole.ranking)}
    return whole, sorted(sheets, key=lambda each: places[each.dealer.id])


def _round(session: Session, period: str) -> HealthRound:
    found = session.execute(
        select(HealthRound)
        .where(HealthRound.period == period, HealthRound.removed.is_(False))
        .order_by(HealthRound.version.desc(), HealthRound.id)
        .limit(1)
    ).scalar_one_or_none()
    if found is None:
        raise UserError("{period} has not been assessed yet.", period=period)
    session.expunge(found)
    return found


def _review(session: Session, row: HealthRound) -> ReviewFace | None:
    """The quarter's newest review, where it is of this assessment."""
    found = review_of(session, row.period)
    return found if found is not None and found.round_id == row.id else None


def _region(files: FileStore, row: HealthRound) -> FrozenRegion:
    return region_from_json(files.get(row.region_sha256).decode("utf-8"))


def _frozen(files: FileStore, sha256: str) -> Frozen:
    return frozen_from_json(files.get(sha256).decode("utf-8"))


def _basis(region: FrozenRegion, *, posted: bool = False) -> Text:
    """What the figures count, up to which day, and what the region's net sales contain of closed months."""
    parts = [basis_text(USUAL, calendar=region.calendar)]
    if region.as_of:
        parts.append(Text(N_("up to {day}"), {"day": region.as_of}))
    if posted and region.posted is not None:
        parts.append(Text(POSTED, {"value": money_text(region.posted)}))
    return listed(parts)


def _provenance(session: Session, row: HealthRound, region: FrozenRegion) -> Provenance:
    as_of = date.fromisoformat(region.as_of) if region.as_of else None
    model = session.execute(
        select(HealthModel.name, HealthModel.version, HealthModel.text).where(HealthModel.id == row.model_id)
    ).one()
    pack = pack_at(session, row.known_tx)
    return Provenance(
        pack=pack.label if pack is not None else "",
        basis=_basis(region),
        as_of=as_of,
        model_name=model.name,
        model_version=model.version,
        data_until=as_of or parse_period(row.period).last,
        imported_on=None if row.imported_on is None else day_of(row.imported_on),
        assessed_on=day_of(row.assessed_on),
        tx=row.known_tx,
        journal_head=row.journal_head,
        grading=grading_text(scheme_from_json(model.text)),
    )


def _own(sources: Provenance, sha256: str, refs: Refs) -> Provenance:
    return replace(sources, figures_hash=sha256, references=refs.figures, reference=refs.score)


def _adjusted(session: Session, quarter: str) -> dict[str, Text]:
    """By dealer what came after the months of a quarter were closed; the assessment stays as it was frozen.

    What came under the code of a dealer that was taken over is its successor's, as its figures are.
    A month by another calendar than the quarter's belongs to it where it has days in it.
    """
    asked = parse_period(quarter)
    parties = select(Numbered.n, Numbered.entity_id).where(Numbered.kind == "party")
    ids = {row.n: row.entity_id for row in session.execute(parties)}
    heirs = read_organisation(session, read_dealers(session)).heirs()
    found: dict[str, Fraction] = {}
    for (month, code), value in late_by_dealer(session).items():
        dealer = heirs.get(code, code)
        if month.first <= asked.last and month.last >= asked.first and dealer in ids:
            found[ids[dealer]] = found.get(ids[dealer], Fraction(0)) + value
    return {dealer: Text(_LATER, {"value": money_text(value)}) for dealer, value in found.items() if value}


def _notes(session: Session, row: HealthRound) -> tuple[Text, ...]:
    """What a reader must know when a quarter was assessed more than once."""
    if row.version == 1:
        return ()
    old = session.execute(
        select(HealthModel.version)
        .join(HealthRound, HealthRound.model_id == HealthModel.id)
        .where(HealthRound.period == row.period, HealthRound.version < row.version, HealthRound.removed.is_(False))
        .order_by(HealthRound.version.desc())
        .limit(1)
    ).scalar()
    new = session.execute(select(HealthModel.version).where(HealthModel.id == row.model_id)).scalar_one()
    if old is None:
        return ()
    if old != new:
        return (
            Text(
                "{period} was assessed before with version {old} of the model and now with version {new}; "
                "the older assessment is kept as it was.",
                {"period": row.period, "old": old, "new": new},
            ),
        )
    return (
        Text(
            "{period} was assessed before; its data have changed since. The older assessment is kept.",
            {"period": row.period},
        ),
    )
