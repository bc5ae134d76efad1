"""Effect of decisions: what was measured on its day, and what is still too early to be told."""

from typing import Final

from sqlalchemy import select

from app.core.charts import Format
from app.core.texts import Text
from app.kpi.own.known import known_kpis
from app.meetings.agenda.month import RANK, Month, department_of
from app.meetings.agenda.proposal import Proposal
from app.meetings.effects.charts import ALONE, TOUCHED, WITHOUT, means_of
from app.meetings.effects.queries import due_effects
from app.meetings.effects.rows import EffectDue, Measured
from app.meetings.evidence import Evidence, FrozenChart, FrozenFigure, FrozenSeries, exact
from app.meetings.model import Meeting

_FORMATS: Final[dict[str, Format]] = {"money": "money", "ratio": "percent", "days": "days", "score": "score"}


def propose(month: Month) -> list[Proposal]:
    """One item for each aim of a decision that is due, what missed its aim before what reached it.

    A series without a section for effects, such as a squad's, speaks of its own decisions only.
    """
    kpis = known_kpis(month.session)
    every = any(one.key == "effects" for one in month.series.template)
    own = set(month.session.scalars(select(Meeting.id).where(Meeting.series_id == month.series.id)))
    found = []
    for one in due_effects(month.session, month.meeting.held_on, files=month.files, meeting_id=month.meeting.id):
        if not every and one.aim.meeting_id not in own:
            continue
        kpi = kpis.get(one.aim.kpi)
        found.append(_item(month, one, department_of(kpi.owner) if kpi else ""))
    return found


def _item(month: Month, one: EffectDue, department: str) -> Proposal:
    aim, key = one.aim, one.cause
    weight = RANK * (aim.verdict in {"missed", "not_proven"}) + RANK * (aim.state == "measured")
    charts = () if aim.result is None else (_chart(Text(aim.kpi_title), aim.result),)
    figure = FrozenFigure(
        Text(aim.kpi_title), value=one.words, department=department, charts=charts,
        points=((Text("{decision}", {"decision": aim.decision}), f"{aim.outcome_ref}"),),
    )  # fmt: skip
    link = Evidence(one.words, "meetings", {"panel": "decisions", "outcome": aim.outcome_id}, key)
    return Proposal(
        "effects", one.cause, one.fingerprint, one.words, kpi=aim.kpi, department=department,
        weight=weight + max(0, month.meeting.held_on - aim.check_on), evidence=(link,), figures={key: figure},
    )  # fmt: skip


def _chart(title: Text, found: Measured) -> FrozenChart:
    """Both groups month by month, and what would have been expected without the decision."""
    means = means_of(found)
    rows = (
        FrozenSeries(Text(TOUCHED), tuple(exact(one) for one in means.touched), shape="line"),
        FrozenSeries(Text(ALONE), tuple(exact(one) for one in means.control), "dim", "line"),
        FrozenSeries(Text(WITHOUT), tuple(exact(one) for one in means.without), "series3", "line"),
    )
    shown = tuple(row for row in rows if any(value is not None for value in row.values))
    unit: Format = "percent" if found.relative else _FORMATS.get(found.unit, "number")
    return FrozenChart(title, means.names, shown, format=unit)
