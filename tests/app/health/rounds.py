"""A frozen quarter of made dealers in a workspace, as an assessment leaves it behind."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import journal
from app.core.db import Action
from app.core.period import day_number
from app.core.workspace import Workspace
from app.dealers.model import Party
from app.health.canonical import scheme_json
from app.health.frozen import Frozen, FrozenRegion, frozen_json, hash_of, region_json
from app.health.model import Assessment, HealthModel, HealthRound
from app.health.rules import shown_tenths
from app.health.versions import SCOPE
from tests.app.health import samples


def keep_quarter(workspace: Workspace, count: int = 12) -> list[str]:
    """Freeze the samples' quarter 2026-Q1 with ``count`` dealers; returns the dealers' ids."""
    frozens = samples.region_frozens(count)

    def parties(session: Session) -> list[str]:
        return [
            journal.create(session, Party, natural_key=each.dealer.code, name=each.dealer.name, role="dealer",
                           status="active", by_hand="").id
            for each in frozens
        ]  # fmt: skip

    ids = workspace.db.write(Action("test"), parties).value
    frozens = [replace(each, dealer=replace(each.dealer, id=id_)) for each, id_ in zip(frozens, ids, strict=True)]
    figures = samples.region_figures()
    late = tuple(replace(one, dealer=ids[int(one.dealer.removeprefix("p-"))]) for one in figures.unreported)
    region = FrozenRegion(
        figures.region, figures.period, figures.currency, samples.SCHEME, figures.series, figures.targets,
        {each.dealer.id: hash_of(frozen_json(each)) for each in frozens}, figures.pace, signs=figures.signs,
        quality=figures.quality, unreported=late,
    )  # fmt: skip
    texts = [region_json(region), *(frozen_json(each) for each in frozens)]
    for text in texts:
        workspace.files.put(text.encode())
    workspace.db.write(Action("test"), lambda session: _keep(session, frozens, hash_of(texts[0])))
    return ids


def assessed_earlier(session: Session, period: str, dealers: list[str], grade: str) -> None:
    """Freeze an earlier quarter too, in which these dealers all had one grade."""
    model = session.scalars(select(HealthModel)).one()
    for party in dealers:
        journal.create(
            session, Assessment, scope=SCOPE, party_id=party, period=period, version=1, model_id=model.id,
            figures_sha256="0" * 64, score_tenths=500, base="network", grade=grade, counts_as=grade, ungraded="",
            coverage_e6=1_000_000,
        )  # fmt: skip
    journal.create(
        session, HealthRound, scope=SCOPE, period=period, version=1, model_id=model.id, region_sha256="0" * 64,
        known_tx=1, journal_head="9f" * 32, assessed_on=day_number(date(2026, 1, 10)),
        imported_on=day_number(date(2026, 1, 8)),
    )  # fmt: skip


def _keep(session: Session, frozens: list[Frozen], region: str) -> None:
    scheme = samples.SCHEME
    model = journal.create(session, HealthModel, scope=SCOPE, name=scheme.name, version=scheme.version,
                           text=scheme_json(scheme))  # fmt: skip
    for each in frozens:
        score = each.result.score
        journal.create(
            session, Assessment, scope=SCOPE, party_id=each.dealer.id, period=each.period, version=1,
            model_id=model.id, figures_sha256=hash_of(frozen_json(each)),
            score_tenths=None if score is None else shown_tenths(score), base=each.verdict.base,
            grade=each.verdict.grade, counts_as=each.verdict.counts_as, ungraded=each.verdict.ungraded,
            coverage_e6=int(each.result.coverage * 1_000_000),
        )  # fmt: skip
    journal.create(
        session, HealthRound, scope=SCOPE, period=frozens[0].period, version=1, model_id=model.id,
        region_sha256=region, known_tx=1, journal_head="9f" * 32, assessed_on=day_number(date(2026, 4, 10)),
        imported_on=day_number(date(2026, 4, 8)),
    )  # fmt: skip
