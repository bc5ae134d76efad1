"""Licences that run out: those that ended and were ordered under, then all that stand on their ladder, in one item."""

from collections.abc import Sequence
from typing import Final

from app.compliance.gate.expiring import Expiring, expiring
from app.core.period import day_of
from app.core.texts import N_, Text
from app.health.wording import short_name
from app.meetings.agenda.month import RANK, Month
from app.meetings.agenda.proposal import Proposal, mark_of
from app.meetings.agenda.signs import SIGNS, brief, sign_evidence, signs_of, weights
from app.meetings.evidence import Evidence, FrozenFigure

_ENDED: Final = N_("Licences that have ended, nothing ordered under them since: {n}")
_ENDING: Final = N_("Licences that run out soon: {n}, the first on {day} ({dealer})")
_ONE: Final = N_("{dealer}: {licence} {number} until {day}")


def propose(month: Month) -> list[Proposal]:
    """Ended ones with orders by themselves, the other ended ones together, those that run out together."""
    lapsed = signs_of(month, "licences")
    heavy = weights(month, lapsed)
    said = []
    for one in lapsed:
        link, figures = sign_evidence(month, one)
        title = brief(one)
        dealer = one.dealer.id if one.dealer else ""
        said.append(
            Proposal("licences", f"licence:{dealer}:{one.figures['number'].value}", mark_of(title), title,
                     department=SIGNS[one.kind].department, dealer_id=dealer or None, weight=heavy[id(one)],
                     evidence=(link,), figures=figures)
        )  # fmt: skip
    told = {str(one.figures["number"].value) for one in lapsed}
    rows = [one for one in expiring(month.session, month.today) if one.number not in told]
    ended, ending = [one for one in rows if one.left < 0], [one for one in rows if one.left >= 0]
    return said + _together("ended", _ENDED, ended, RANK) + _together("ending", _ENDING, ending, 2 * RANK)


def _together(what: str, msgid: str, rows: Sequence[Expiring], weight: int) -> list[Proposal]:
    if not rows:
        return []
    first, key = rows[0], f"licences:{what}"
    said = {"n": len(rows), "day": day_of(first.to_on).isoformat(), "dealer": short_name(first.dealer)}
    title = Text(msgid, said)
    points = tuple((short_name(one.dealer), _line(one)) for one in rows)
    links = tuple(Evidence(_line(one), "gate", {"dealer": one.dealer_id}, key) for one in rows)
    return [
        Proposal(
            "licences", key, mark_of(what, *(f"{one.id}:{one.to_on}" for one in rows)), title, department="quality",
            dealer_id=first.dealer_id if len(rows) == 1 else None, weight=weight + len(rows), evidence=links,
            figures={key: FrozenFigure(title, value=str(len(rows)), department="quality", points=points)},
        )
    ]  # fmt: skip


def _line(one: Expiring) -> Text:
    day = day_of(one.to_on).isoformat()
    said = {"dealer": short_name(one.dealer), "licence": one.kind, "number": one.number, "day": day}
    return Text(_ONE, said)
