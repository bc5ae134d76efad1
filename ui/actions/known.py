"""What an action can be given: people, dealers, departments, KPIs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.actions.queries import ActionRow
from app.actions.service import REPEAT_TITLES, STAGE_TITLES
from app.core.texts import N_, Text, either
from app.dealers.queries import DealerRow, list_parties
from app.kpi.own.known import listed_kpis
from app.people.queries import PersonRow, departments, people
from ui.core.ask import Ask
from ui.core.words import Words


@dataclass(frozen=True)
class Known:
    """The choices of the dialogs, read with the page."""

    people: Sequence[PersonRow]
    dealers: Sequence[DealerRow]
    departments: Sequence[tuple[str, Words]]
    kpis: Sequence[tuple[str, Words]]

    def fields(self, one: ActionRow | None = None) -> list[Ask]:
        """What is asked beside words, owner and day."""
        stages: list[tuple[str, Words]] = [("", Text(N_("Not begun")))]
        stages += [(key, Text(title)) for key, title in STAGE_TITLES.items()]
        repeats: list[tuple[str, Words]] = [("", Text(N_("Never")))]
        repeats += [(key, Text(title)) for key, title in REPEAT_TITLES.items()]
        found = [
            Ask("department_id", Text(N_("Department")), "choice", one.department_id if one else "",
                [("", Text(N_("The owner's"))), *self.departments]),
            Ask("kpi", Text(N_("KPI")), "choice", one.kpi if one else "", [("", "—"), *self.kpis]),
            Ask("repeats", Text(N_("Repeats")), "choice", one.repeats if one else "", repeats),
        ]  # fmt: skip
        if one is not None:
            found.insert(0, Ask("stage", Text(N_("Stage")), "choice", one.stage, stages))
        return found


def read_known(session: Any) -> Known:
    """The choices of a workspace."""
    return Known(
        people(session),
        list_parties(session),
        [(one.id, Text(either(one.name, one.name_en or ""))) for one in departments(session)],
        [(one.id, Text(one.name)) for one in listed_kpis(session).values()],
    )
