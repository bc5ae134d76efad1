"""What is said beside a hit: what it is, where it was said, and what it opens."""

from typing import Final

from app.core.period import day_of
from app.core.texts import N_, Text
from app.meetings.search.queries import Hit

KINDS: Final = {
    "meeting": N_("Meeting"), "item": N_("Agenda item"), "decision": N_("Meeting decision"), "action": N_("Action"),
    "information": N_("Information"), "risk": N_("Risk"), "topic": N_("Backlog"), "report": N_("Department report"),
    "squad": N_("Squad"),
}  # fmt: skip
"""What a hit is, in words (msgids)."""


def place_text(hit: Hit) -> Text:
    """Where it was said: series, number and day, or the squad."""
    if hit.squad:
        return Text("{name}", {"name": hit.squad})
    if not hit.meeting_id:
        return Text(hit.series)
    day = "" if hit.held_on is None else day_of(hit.held_on).isoformat()
    return Text(N_("{series}, No. {n}, {day}"), {"series": Text(hit.series), "n": hit.number, "day": day})


def target_of(hit: Hit) -> dict[str, object]:
    """What the page of meetings opens: the meeting at its item, the backlog, or the squad."""
    if hit.squad_id and not hit.meeting_id:
        return {"panel": "squads", "squad": hit.squad_id}
    found: dict[str, object] = {"panel": "meetings", "meeting": hit.meeting_id}
    if not hit.meeting_id:
        found["series"] = hit.series_id
    if hit.item_id:
        found["item"] = hit.item_id
    if hit.kind in {"item", "decision", "action", "information", "risk"}:
        found["part"] = "agenda"
    elif hit.kind in {"topic", "report"}:
        found["part"] = f"{hit.kind}s"
    return found
