"""Topics of the backlog that wait, the oldest first; one that the month speaks of too says what the month says."""

from app.core.texts import Text
from app.meetings.agenda.month import Month
from app.meetings.agenda.proposal import Proposal
from app.meetings.queries import topics
from app.meetings.rows import TopicRow


def propose(month: Month) -> list[Proposal]:
    """One item for each topic that waits."""
    return [_item(month, one) for one in topics(month.session, month.series.id)]


def _item(month: Month, one: TopicRow) -> Proposal:
    title = one.title if isinstance(one.title, Text) else Text("{topic}", {"topic": one.title})
    return Proposal(
        "topics", one.cause or f"topic:{one.id}", one.id, title, owner_id=one.owner_id or None,
        dealer_id=one.dealer_id or None, kpi=one.kpi or None, minutes=one.minutes,
        weight=max(0, month.on - one.proposed_on), source="backlog", department_id=one.department_id or None,
        topic_id=one.id,
    )  # fmt: skip
