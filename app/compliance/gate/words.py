"""What the gate says, a sentence for each document; days and money are written by whoever shows them."""

from collections.abc import Callable, Mapping
from typing import Final

from app.compliance.gate.ladder import ENDED
from app.compliance.gate.rules import Reason
from app.core.texts import N_, Text, days
from app.dealers.life.rules import TITLES
from app.dealers.terms import BUCKET_TITLES

Write = Callable[[int], str | Text]
STATES: Final = {
    "yes": N_("Allowed"),
    "no": N_("Blocked"),
    "partly": N_("Partly blocked"),
    "not_required": N_("Not required"),
}
TEMPERATURES: Final = {
    "cold": N_("refrigerated (2-8 °C)"), "frozen": N_("frozen"), "cool": N_("cool (up to 20 °C)"),
    "ambient": N_("room temperature"),
}  # fmt: skip
_SAID: Final = {
    "status_frozen": N_("Deliveries to this dealer are stopped (status frozen)."),
    "status_left": N_("This dealer has left."),
    "status_taken_over": N_("Another dealer goes on with this one's business."),
    "licence_valid": N_("{kind} {number} covers {class} and is valid until {until}."),
    "licence_open": N_("{kind} {number} covers {class} and has no last day."),
    "licence_ended": N_("{kind} {number} ended on {until}; {class} is locked."),
    "licence_review": N_(
        "The papers of {kind} {number} had to be reviewed by {until}; {class} is locked until they are."
    ),
    "licence_later": N_("{kind} {number} covers {class} only from {from}."),
    "licence_scope": N_("{kind} {number} is valid, but its scope does not name {class}."),
    "licence_temperature": N_("{kind} {number} is valid, but does not cover goods that are kept {temperature}."),
    "licence_missing": N_("{class} needs {kind}, and none is on file."),
    "contract_valid": N_("Contract {number} is in force until {until}."),
    "contract_open": N_("Contract {number} is in force and has no last day, or goes on by itself."),
    "contract_over": N_("Contract {number} ran out on {until}."),
    "contract_later": N_("Contract {number} begins on {from}."),
    "contract_suspended": N_("Contract {number} is suspended from {since} on."),
    "contract_suspended_unsaid": N_(
        "Contract {number} is suspended; nobody said since when, so that it holds on no day."
    ),
    "contract_ended": N_("Contract {number} was ended early and does not hold from {since} on."),
    "contract_ended_unsaid": N_(
        "Contract {number} was ended early; nobody said from which day, so that it holds on no day."
    ),
    "contract_scope": N_("Contract {number} does not name this product group."),
    "territory_valid": N_("The dealer was given area {area} until {until}."),
    "territory_open": N_("The dealer was given area {area} without a last day."),
    "territory_over": N_("The dealer had area {area} until {until}."),
    "territory_later": N_("The dealer is given area {area} from {from}."),
    "territory_scope": N_("No area was given to the dealer for this product group."),
    "credit_within": N_("Credit: {used} of {limit} used, {by}."),
    "credit_over": N_("Credit: {used} used of {limit}, {by}: exceeded, but not with old debts, so it stops nothing."),
    "credit_parts": N_("Credit: {used} used without a limit of the whole, {by}; no limit of a part is exceeded."),
    "credit_unknown": N_("Credit: {used} of {limit} used as far as files say, {by}."),
    "credit_override": N_("Credit: {used} used of {limit}, {by}; somebody let it go on until {until}."),
    "credit_stop": N_("Credit stop: {used} used of {limit}, {old} of it overdue for more than 60 days, {by}."),
    "credit_stop_over": N_("Credit stop: {used} used of {limit}, {by}."),
    "credit_part": N_("Credit stop: the limit of “{part}” is exceeded, {used} of {limit}, {by}."),
    "lifted": N_("A row of the table of needs says that {kind} is not required."),
    "class_free": N_("Nothing says that {class} needs a licence."),
    "class_unknown": N_("The class of these goods is not known, so nothing says which licence they need."),
}
_OPEN: Final = {"licence_valid": "licence_open", "contract_valid": "contract_open", "territory_valid": "territory_open"}
_STATUS: Final = N_("The dealer is not delivered to yet: {state}.")
_DAYS: Final = frozenset({"until", "from", "on", "since", "limit_since"})


def reason_text(reason: Reason, *, day: Write, money: Write) -> Text:
    """One document in a sentence."""
    code = reason.code
    if code in _OPEN and "until" not in reason.params:
        code = _OPEN[code]
    if code.startswith("status_"):
        state = str(reason.params["state"])
        return Text(_SAID[code]) if code in _SAID else Text(_STATUS, {"state": Text(TITLES.get(state, state))})
    return Text(_SAID[code], _params(reason.params, day, money))


def _params(params: Mapping[str, str | int], day: Write, money: Write) -> dict[str, object]:
    found: dict[str, object] = {"by": Text(N_("by invoices and receipts"))}
    if isinstance(listed := params.get("on"), int):
        found["by"] = Text(N_("by the list of {on}"), {"on": day(listed)})
    for name, value in params.items():
        if name in _DAYS and isinstance(value, int):
            found[name] = day(value)
        elif name.endswith("_e4") and isinstance(value, int):
            found[name.removesuffix("_e4")] = money(value)
        elif name == "part":
            found[name] = Text(BUCKET_TITLES[str(value)])
        elif name == "temperature" and value in TEMPERATURES:
            found[name] = Text(TEMPERATURES[str(value)])
        else:
            found[name] = value
    if "limit_since" in params:
        said = {"amount": found["limit"], "since": found["limit_since"]}
        found["limit"] = Text(N_("{amount} (today's limit, on record since {since})"), said)
    elif "limit_today" in params:
        found["limit"] = Text(N_("{amount} (today's limit)"), {"amount": found["limit"]})
    return found


def rung_text(rung: int | None) -> Text:
    """The name of a rung."""
    if rung == ENDED:
        return Text(N_("ended"))
    return Text(N_("not yet on the ladder")) if rung is None else Text(N_("within {days}"), {"days": days(rung)})
