"""What is asked of the effect that a decision shall have, and of what it opens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.core.errors import UserError
from app.core.period import day_of
from app.core.texts import N_, Text
from app.dealers.queries import DealerRow, list_parties
from app.incentives.dossier.reading import View, read_view
from app.kpi.kpi import Kpi
from app.kpi.own.known import listed_kpis
from app.meetings.effects.rows import AimRow, DecisionRow, Months
from app.meetings.effects.service import usual_months
from app.meetings.effects.typed import typed_amount, typed_change, typed_dealers, typed_months, typed_percent
from app.people.queries import PersonRow, people
from app.planning.targets.records import KPI_TITLES
from app.planning.targets.rules import UNITS
from ui.core.actions import person_options
from ui.core.ask import Ask, ask_dealer

if TYPE_CHECKING:
    from ui.core.words import Words

_SHAPE = N_("Such as 2026-01..2026-03")
_USUAL = "net_amount"


@dataclass(frozen=True)
class Known:
    """Whom and what the dialogs offer."""

    people: Sequence[PersonRow]
    dealers: Sequence[DealerRow]
    kpis: Mapping[str, Kpi]
    adjusting: View

    @property
    def names(self) -> Mapping[str, str]:
        """Names of dealers by id."""
        return {one.id: one.name for one in self.dealers}


def read_known(session: Any) -> Known:
    """The choices of a workspace."""
    return Known(people(session), list_parties(session), listed_kpis(session), read_view(session))


def aim_fields(known: Known, one: DecisionRow, aim: AimRow | None) -> list[Ask]:
    """KPI, change, whom it touches, whom they are compared with, months and the day of the check."""
    months, check_on = usual_months(day_of(one.held_on)) if aim is None else (aim.months, aim.check_on)
    kpis: list[tuple[str, Words]] = [(key, Text(kpi.name)) for key, kpi in known.kpis.items()]
    names = known.names
    touched = (
        (one.dealer_id,) if aim is None and one.dealer_id else () if aim is None else aim.treated.get("dealers", ())
    )
    against = "like" if aim is None else "named" if aim.control.get("dealers") else next(iter(aim.control), "like")
    ways: list[tuple[str, Words]] = [
        ("like", Text(N_("Dealers of the same tier and kind"))), ("named", Text(N_("These dealers"))),
        ("none", Text(N_("Nobody"))),
    ]  # fmt: skip
    return [
        Ask("kpi", Text(N_("KPI")), "choice", aim.kpi if aim else one.kpi or _USUAL, kpis),
        Ask("change", Text(N_("Expected change")), value=_typed(aim), needed=True, read=typed_change,
            hint=Text(N_("+5% of each dealer's level, -2pp of a share, or a number in the KPI's unit"))),
        Ask("treated", Text(N_("Dealers it touches")), value=", ".join(names.get(each, each) for each in touched),
            read=lambda text: typed_dealers(text, known.dealers),
            hint=Text(N_("Names or codes with commas between; empty is all dealers"))),
        Ask("against", Text(N_("Compared with")), "choice", against, ways),
        Ask("control", Text(N_("These dealers")), read=lambda text: typed_dealers(text, known.dealers),
            value=", ".join(names.get(each, each) for each in (aim.control.get("dealers", ()) if aim else ())),
            hint=Text(N_("Only where they are named"))),
        Ask("before", Text(N_("Months before it")), value=f"{months.before_from}..{months.before_to}", needed=True,
            read=typed_months, hint=Text(_SHAPE)),
        Ask("after", Text(N_("Months after it")), value=f"{months.after_from}..{months.after_to}", needed=True,
            read=typed_months, hint=Text(_SHAPE)),
        Ask("check_on", Text(N_("Check on")), "day", check_on, needed=True),
    ]  # fmt: skip


def aim_values(known: Known, values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an aim as its command takes them; raises UserError where dealers are to be named and none is."""
    kpi = known.kpis[values["kpi"]]
    change, relative = values["change"].of(kpi.unit)
    if values["against"] == "named" and not values["control"]:
        raise UserError("Name the dealers that it is compared with.")
    return {
        "kpi": kpi.id, "change": change, "relative": relative, "treated": values["treated"] or None,
        "control": values["control"] if values["against"] == "named" else values["against"],
        "months": Months(*values["before"], *values["after"]), "check_on": values["check_on"],
    }  # fmt: skip


def dossier_fields(known: Known, one: DecisionRow) -> list[Ask]:
    """Policy, quarter, dealer and factor."""
    view = known.adjusting
    policies: list[tuple[str, Words]] = [(each.id, each.name) for each in view.policies]
    quarters: list[tuple[str, Words]] = [(each, each) for each in view.periods]
    return [
        Ask("policy_id", Text(N_("Policy")), "choice", view.policy_id, policies),
        Ask("period", Text(N_("Quarter")), "choice", view.period, quarters),
        _dealer(known, one),
        Ask("factor", Text(N_("Proposed factor")), value="100%", needed=True, read=typed_percent,
            hint=Text(N_("Of what the policy gives: 80% takes a fifth away"))),
    ]  # fmt: skip


def target_fields(known: Known, one: DecisionRow) -> list[Ask]:
    """KPI, dealer, months and the target of each."""
    kpis: list[tuple[str, Words]] = [(key, Text(KPI_TITLES[key])) for key in UNITS]
    months, _ = usual_months(day_of(one.held_on))
    return [
        Ask("kpi", Text(N_("KPI")), "choice", next(iter(UNITS)), kpis),
        _dealer(known, one),
        Ask("months", Text(N_("Months")), value=f"{months.after_from}..{months.after_to}", needed=True,
            read=typed_months, hint=Text(_SHAPE)),
        Ask("amount", Text(N_("Target of each month")), needed=True, read=typed_amount,
            hint=Text(N_("In currency units or pieces, such as 32000 or 3.2万"))),
    ]  # fmt: skip


def task_fields(known: Known, one: DecisionRow, today: int) -> list[Ask]:
    """What is to be done, by whom and until when."""
    return [
        Ask("title", Text(N_("What is to be done")), value=one.text, needed=True),
        Ask("owner_id", Text(N_("Owner")), "choice", "", person_options(known.people)),
        Ask("due_on", Text(N_("Due on")), "day", today + 14, needed=True),
        ask_dealer("dealer_id", known.dealers),
    ]  # fmt: skip


def _dealer(known: Known, one: DecisionRow) -> Ask:
    asked = ask_dealer("dealer_id", known.dealers, needed=True)
    return Ask(asked.name, asked.title, value=known.names.get(one.dealer_id), hint=asked.hint, needed=True,
               read=asked.read, offered=asked.offered)  # fmt: skip


def _typed(aim: AimRow | None) -> str:
    """The expected change as one would type it."""
    if aim is None:
        return ""
    if aim.relative or aim.unit == "ratio":
        return f"{float(aim.change * 100):+g}{'%' if aim.relative else 'pp'}"
    return f"{float(aim.change):+.12g}"
