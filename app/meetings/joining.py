"""Actions that are joined with another: what becomes of them where that one goes away."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.model import ActionItem
from app.actions.service import reopen_action
from app.meetings.model import ActionCarry


def take_apart(session: Session, *, meeting_id: str, action_id: str) -> None:
    """What a meeting joined with an action is open again, and still to be looked at: the action itself goes away."""
    session.flush()
    asked = select(ActionCarry).where(
        ActionCarry.meeting_id == meeting_id, ActionCarry.into_id == action_id, ActionCarry.verdict == "merged",
        ActionCarry.removed.is_(False),
    )  # fmt: skip
    for carry in session.scalars(asked).all():
        one = session.get_one(ActionItem, carry.action_id)
        if one.state != "open":
            reopen_action(session, action_id=one.id)
        carry.removed = True


def joined_with(session: Session, action_id: str) -> list[str]:
    """The references of all that an action stands for, also by way of others that were joined with it."""
    session.flush()
    found: dict[str, str] = {}
    waiting = [action_id]
    while waiting:
        asked = (
            select(ActionItem.id, ActionItem.ref)
            .join(ActionCarry, ActionCarry.action_id == ActionItem.id)
            .where(
                ActionCarry.into_id == waiting.pop(), ActionCarry.verdict == "merged", ActionCarry.removed.is_(False),
                ActionItem.state == "dropped", ActionItem.removed.is_(False),
            )
        )  # fmt: skip
        for id_, ref in session.execute(asked).all():
            if id_ not in found and id_ != action_id:
                found[id_] = ref
                waiting.append(id_)
    return sorted(found.values())
