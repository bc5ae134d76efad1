"""A score or a grade taken apart: its indicators with weights and figures, and the caps with their documents."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.compliance.cases.model import ComplianceCase
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.period import day_of
from app.core.texts import N_, Text
from app.core.wording import decimals, percent_text
from app.health.assembly import health_sheet
from app.health.frozen import Frozen, frozen_from_json, region_from_json
from app.health.model import Assessment, HealthModel, HealthRound
from app.health.referring import Refs, of_indicator, referring
from app.health.rules import Cap, shown_tenths
from app.health.sheets import HealthSheet, IndicatorLine, KpiInfo, Provenance
from app.health.wording import cap_sentence, grade_text, tenths_text, value_text
from app.kpi.reference import FigureRef, find_record
from app.lineage.account import Account, Item, document_items, document_sources
from app.lineage.trace import Source

Infos = Mapping[str, KpiInfo]


def health_account(session: Session, files: FileStore, infos: Infos, ref: FigureRef) -> Account:
    """What a reference of a score names: of a region its dealers, of a dealer the whole sheet or one indicator of it.

    Raises UserError where it names nothing here.
    """
    if ref.record.startswith(f"{HealthRound.ref_prefix}-"):
        return _region(session, files, ref)
    kept = session.get_one(Assessment, find_record(session, Assessment.__tablename__, "id", ref.record))
    row = session.scalars(
        select(HealthRound).where(HealthRound.period == kept.period, HealthRound.version == kept.version)
    ).first()  # fmt: skip
    frozen = frozen_from_json(files.get(kept.figures_sha256).decode("utf-8"))
    refs = Refs({}, "") if row is None else referring(session, row, frozen.scheme)(kept.party_id)
    version = session.execute(select(HealthModel.version).where(HealthModel.id == kept.model_id)).scalar_one()
    on = None if row is None else day_of(row.assessed_on)
    sheet = health_sheet(frozen, infos, Provenance(frozen.scheme.name, version, frozen.data_until, None, on))
    if kpi := ref.asked.get("i"):
        return _indicator(ref, sheet, refs, kpi)
    items = [*_verdict(sheet, refs), *_caps(session, frozen.caps)]
    value = Text(N_("{score} · {grade}"), {"score": _score(sheet.score), "grade": grade_text(sheet.grade)})
    model = Item(Text(N_("Model")), Text(N_("{name}, version {n}"), {"name": Text(frozen.scheme.name), "n": version}))
    title = Text(N_("Score and grade"))
    return Account(ref, title, (frozen.dealer.name,), value, (model, *items), _papers(session, frozen))


def _verdict(sheet: HealthSheet, refs: Refs) -> Iterator[Item]:
    for line in sheet.indicators:
        if line.presence != "unused":
            yield Item(
                Text(line.info.title), _given(line), of_indicator(refs.score, line.info.id) if refs.score else ""
            )
    yield Item(Text(N_("Why this grade")), sheet.verdict)


def _given(line: IndicatorLine) -> Text:
    """The figure, its score of 100, its share of the whole, and the points that come of both."""
    if line.score is None:
        return Text(N_("{value}: does not count"), {"value": value_text(line.info, line.value)})
    return Text(
        N_("{value}: {score} of 100 × {weight} = {points} points"),
        {"value": value_text(line.info, line.value), "score": decimals(line.score), "weight": percent_text(line.weight),
         "points": decimals(line.score * line.weight, 2)},
    )  # fmt: skip


def _indicator(ref: FigureRef, sheet: HealthSheet, refs: Refs, kpi: str) -> Account:
    line = next((one for one in sheet.indicators if one.info.id == kpi), None)
    if line is None:
        raise UserError("The assessment has no indicator “{kpi}”.", kpi=kpi)
    items = [
        Item(Text(N_("The figure")), value_text(line.info, line.value), refs.figures.get(kpi, "")),
        *_bounds(line),
        Item(Text(N_("Share of the score")), percent_text(line.weight)),
        Item(Text(N_("Points lost")), tenths_text(line.lost_tenths)),
        Item(Text(N_("The whole score")), _score(sheet.score), refs.score),
    ]
    return Account(ref, Text(line.info.title), (sheet.dealer.name,), _given(line), tuple(items))


def _bounds(line: IndicatorLine) -> Iterator[Item]:
    """Between which values it scores; among peers the place itself."""
    if line.scoring == "peers":
        yield Item(Text(N_("Among peers")), line.place or "—")
        return
    yield Item(Text(N_("0 points at")), value_text(line.info, line.floor))
    yield Item(Text(N_("100 points at")), value_text(line.info, line.target))


def _caps(session: Session, caps: Iterable[Cap]) -> Iterator[Item]:
    for cap in caps:
        yield Item(Text(N_("Limited to {grade}"), {"grade": grade_text(cap.at_most)}), cap_sentence(cap))
        yield from document_items(session, *_document(session, cap))


def _document(session: Session, cap: Cap) -> tuple[str, str]:
    """The table and the id of what decides a cap; a case is named by its reference."""
    if cap.code == "case":
        found = session.scalars(select(ComplianceCase.id).where(ComplianceCase.ref == cap.params["what"])).first()
        return ComplianceCase.__tablename__, found or ""
    return cap.params.get("entity", ""), cap.params.get("id", "")


def _papers(session: Session, frozen: Frozen) -> tuple[Source, ...]:
    return tuple(one for cap in frozen.caps for one in document_sources(session, *_document(session, cap)))


def _region(session: Session, files: FileStore, ref: FigureRef) -> Account:
    """The mean of the scores of dealers with a grade, each with its own reference."""
    row = session.get_one(HealthRound, find_record(session, HealthRound.__tablename__, "id", ref.record))
    region = region_from_json(files.get(row.region_sha256).decode("utf-8"))
    refer = referring(session, row, region.scheme)
    items, scores = [], []
    for dealer, sha256 in region.dealers.items():
        frozen = frozen_from_json(files.get(sha256).decode("utf-8"))
        score = frozen.result.score
        scores += [] if score is None or frozen.verdict.grade is None else [score]
        said = {"score": _score(score), "grade": grade_text(frozen.verdict.grade)}  # fmt: skip
        items.append(Item(frozen.dealer.name, Text(N_("{score} · {grade}"), said), refer(dealer).score))
    mean = _score(sum(scores, Fraction(0)) / len(scores) if scores else None)
    value = Text(N_("{score}, the mean of {n} dealers with a grade"), {"score": mean, "n": len(scores)})
    return Account(ref, Text(N_("Score and grade")), (region.region,), value, tuple(items))


def _score(score: Fraction | None) -> str:
    return "—" if score is None else tenths_text(shown_tenths(score))
