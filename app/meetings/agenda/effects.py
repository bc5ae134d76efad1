"""Effect of decisions: what was measured on its day, and what is still too early to be told."""

from app.kpi.own.known import known_kpis
from app.meetings.agenda.month import RANK, Month, department_of
from app.meetings.agenda.proposal import Proposal
from app.meetings.effects.queries import due_effects
from app.meetings.evidence import Evidence


def propose(month: Month) -> list[Proposal]:
    """One item for each aim of a decision that is due, what was measured before what is too early."""
    kpis = known_kpis(month.session)
    found = []
    for one in due_effects(month.session, month.meeting.held_on, files=month.files, meeting_id=month.meeting.id):
        aim = one.aim
        kpi = kpis.get(aim.kpi)
        link = Evidence(one.words, "meetings", {"panel": "decisions", "outcome": aim.outcome_id})
        weight = RANK * (aim.verdict in {"missed", "not_proven"}) + RANK * (aim.state == "measured")
        late = max(0, month.meeting.held_on - aim.check_on)
        found.append(
            Proposal(
                "effects", one.cause, one.fingerprint, one.words, kpi=aim.kpi, weight=weight + late, evidence=(link,),
                department=department_of(kpi.owner) if kpi else "",
            )
        )  # fmt: skip
    return found
