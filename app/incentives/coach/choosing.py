"""The policies that a coach can speak of on a day, and one of them read."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.period import day_number
from app.core.progress import Progress
from app.incentives.coach.reading import Coach, read_coach
from app.incentives.policies.queries import VersionRow, active_on


def coached(session: Session, today: date) -> list[VersionRow]:
    """The versions in effect that have tiers, in the order of the stack."""
    return [one for one in active_on(session, day_number(today)) if one.policy.scale.tiers]


def coach_of(
    session: Session, version_id: str, *, today: date, parties: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Coach | None:  # fmt: skip
    """The coach of a version in effect, else of the first one; None where no policy with tiers is in effect."""
    every = active_on(session, day_number(today))
    found = [one for one in every if one.policy.scale.tiers]
    if not found:
        return None
    chosen = next((one for one in found if one.id == version_id), found[0])
    before = [one.policy for one in every[: every.index(chosen)]]
    return read_coach(session, chosen, today=today, parties=parties, earlier=before, progress=progress)


def find_coached(session: Session, code: str, today: date) -> str:
    """The id of the version in effect of a policy by its code or reference. Raises UserError where none is."""
    wanted = code.strip().casefold()
    for one in coached(session, today):
        if wanted in {one.policy.code.casefold(), one.ref.casefold(), one.policy_id}:
            return one.id
    raise UserError("No policy “{code}” with tiers is in effect on that day.", code=code)
