"""What the kinds and states of meetings are called."""

from types import MappingProxyType
from typing import Final

from app.core.texts import N_

SERIES_KINDS: Final = MappingProxyType(
    {
        "monthly": N_("Monthly channel meeting"), "quarterly": N_("Quarterly review meeting"),
        "squad": N_("Squad meeting"), "other": N_("Other meeting"),
    }
)  # fmt: skip
ROLES: Final = MappingProxyType(
    {
        "chair": N_("Chair"), "secretary": N_("Secretary"), "member": N_("Member"), "guest": N_("Guest"),
        "reader": N_("Gets the minutes"),
    }
)  # fmt: skip
MEETING_STATES: Final = MappingProxyType(
    {
        "draft": N_("Being prepared"), "open": N_("Agenda sent"), "in_progress": N_("In progress"),
        "closed": N_("Minutes closed"), "cancelled": N_("Called off"),
    }
)  # fmt: skip
ATTENDANCE: Final = MappingProxyType(
    {"invited": N_("Invited"), "present": N_("Present"), "excused": N_("Excused"), "absent": N_("Absent")}
)
SECTIONS: Final = MappingProxyType(
    {
        "carried": N_("Actions of the last meeting"), "effects": N_("Effect of decisions"),
        "kpis": N_("Figures off target"), "plan": N_("Gaps to plan"), "waits": N_("Longest waits"),
        "dealers": N_("Dealers at risk"), "contradictions": N_("Contradictions"),
        "licences": N_("Licences that run out"), "overdue": N_("Overdue actions"),
        "disputes": N_("Disputes and proposals"), "squads": N_("Squads"), "departments": N_("Department reports"),
        "review": N_("Quarterly health review"), "topics": N_("Topics"), "other": N_("Any other business"),
    }
)  # fmt: skip
SOURCES: Final = MappingProxyType(
    {
        "month": N_("From the month"), "person": N_("By hand"), "backlog": N_("From the backlog"),
        "carried": N_("Carried over"), "squad": N_("Squad"), "department": N_("Department"),
    }
)  # fmt: skip
ITEM_STATES: Final = MappingProxyType(
    {
        "planned": N_("Planned"), "current": N_("Being discussed"), "done": N_("Discussed"), "parked": N_("Parked"),
        "rejected": N_("Struck off"),
    }
)  # fmt: skip
TOPIC_STATES: Final = MappingProxyType(
    {"waiting": N_("Still to be discussed"), "taken": N_("On an agenda"), "dropped": N_("Dropped")}
)
OUTCOME_KINDS: Final = MappingProxyType(
    {"decision": N_("Meeting decision"), "action": N_("Action"), "information": N_("Information"), "risk": N_("Risk")}
)
VERDICTS: Final = MappingProxyType(
    {"done": N_("Done"), "carried": N_("Carried over"), "dropped": N_("Dropped"), "merged": N_("Joined with another")}
)
AIM_STATES: Final = MappingProxyType(
    {"waiting": N_("Not measured yet"), "measured": N_("Effect measured"), "withdrawn": N_("Withdrawn")}
)
AIM_VERDICTS: Final = MappingProxyType(
    {
        "reached": N_("Goal reached"), "missed": N_("Goal not reached"), "not_proven": N_("Not proven"),
        "too_early": N_("Too early"), "no_control": N_("No control group"), "no_figures": N_("No figures"),
    }
)  # fmt: skip
REPORT_STATES: Final = MappingProxyType({"draft": N_("Being written"), "ready": N_("Ready")})
