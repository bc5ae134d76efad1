"""Disputes and proposals: open disputes with dealers, dossiers that nobody has decided, approvals that wait."""

from collections import defaultdict
from typing import Final

from app.approvals.queries import approvals
from app.core.period import day_of
from app.core.texts import N_, Text, days
from app.health.wording import short_name
from app.incentives.disputes.queries import list_disputes
from app.incentives.dossier.queries import DossierLine, dossier_lines
from app.meetings.agenda.month import RANK, Month
from app.meetings.agenda.proposal import Proposal, mark_of
from app.meetings.evidence import Evidence, FrozenFigure

_DISPUTE: Final = N_("{dealer} disputes {policy} for {period}: rows undecided {n}, due {day}")
_DOSSIERS: Final = N_("Adjustments of {policy} proposed for {period}: {n} (up {up}, down {down})")
_DOSSIER: Final = N_("{dealer}: grade {grade}")
_WAIT: Final = N_("Approvals that wait: {n}, the oldest for {days}")


def propose(month: Month) -> list[Proposal]:
    """One item for each open dispute, one for each quarter's proposals of a policy, one for all that wait."""
    return [*_disputes(month), *_dossiers(month), *_approvals(month)]


def _disputes(month: Month) -> list[Proposal]:
    found = []
    for one in list_disputes(month.session):
        if one.state != "open":
            continue
        said = {
            "dealer": short_name(one.dealer), "policy": one.policy, "period": one.period, "n": one.undecided,
            "day": day_of(one.due_on).isoformat(),
        }  # fmt: skip
        title = Text(_DISPUTE, said)
        link = Evidence(title, "incentives", {"panel": "disputes", "dispute": one.id})
        found.append(
            Proposal("disputes", f"dispute:{one.id}", mark_of(title), title, department="finance",
                     dealer_id=one.party_id, weight=2 * RANK + max(0, month.on - one.opened_on), evidence=(link,))
        )  # fmt: skip
    return found


def _dossiers(month: Month) -> list[Proposal]:
    groups: dict[tuple[str, str], list[DossierLine]] = defaultdict(list)
    for one in dossier_lines(month.session):
        if one.is_open or one.state == "approving":
            groups[one.period, one.policy_id].append(one)
    return [_dossier_item(period, policy, rows) for (period, policy), rows in groups.items()]


def _dossier_item(period: str, policy: str, rows: list[DossierLine]) -> Proposal:
    said = {
        "period": period, "policy": rows[0].policy, "n": len(rows),
        "up": sum(one.factor > one.before for one in rows), "down": sum(one.factor < one.before for one in rows),
    }  # fmt: skip
    title, key = Text(_DOSSIERS, said), f"dossiers:{period}:{policy}"
    points = tuple(
        (one.ref, Text(_DOSSIER, {"dealer": short_name(one.dealer), "grade": one.grade or "—"})) for one in rows
    )
    link = Evidence(title, "incentives", {"panel": "dossiers", "period": period, "policy": policy}, key)
    return Proposal(
        "disputes", key, mark_of(title, *sorted(f"{one.id}:{one.state}:{one.factor}" for one in rows)), title,
        department="sales", weight=RANK + len(rows), evidence=(link,),
        figures={key: FrozenFigure(title, value=str(len(rows)), department="sales", points=points)},
    )  # fmt: skip


def _approvals(month: Month) -> list[Proposal]:
    rows = approvals(month.session, open_only=True)
    if not rows:
        return []
    oldest = month.on - min(one.made_on for one in rows)
    title = Text(_WAIT, {"n": len(rows), "days": days(max(0, oldest))})
    points = tuple((one.ref, one.title) for one in rows)
    link = Evidence(title, "approvals", {"what": "waiting"}, "approvals")
    return [
        Proposal("disputes", "approvals", mark_of(*sorted(one.id for one in rows)), title, weight=len(rows),
                 evidence=(link,), figures={"approvals": FrozenFigure(title, value=str(len(rows)), points=points)})
    ]  # fmt: skip
