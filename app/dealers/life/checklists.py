"""What each state asks for, for how long it may last and who answers for it: the program's own values, as data."""

from dataclasses import dataclass, field
from typing import Final

from app.core.texts import N_

OWN_TITLE: Final = "{words}"
"""The msgid under which words that a person has written pass as a title."""


@dataclass(frozen=True)
class Item:
    """Something that a state asks for."""

    state: str
    code: str
    title: str
    """A msgid of the program, or a person's words where ``own``."""
    obligatory: bool
    due_days: int | None = None
    """Days after the state began; None is the limit of the state."""
    owner_id: str | None = None
    own: bool = False
    id: str | None = None
    """Of its record, where somebody has changed it."""


@dataclass(frozen=True)
class Terms:
    """A state with its limit in days, its owner and its list."""

    state: str
    limit_days: int | None
    owner_id: str | None = None
    items: tuple[Item, ...] = field(default=())


LIMITS: Final[dict[str, int | None]] = {
    "potential": 90, "applied": 10, "qualifying": 15, "site_checked": 15, "contracted": 30, "trial": 180,
    "active": None, "watch": 90, "frozen": 60, "left": 60,
}  # fmt: skip
"""Days in which the usual company wants a state to be over; every one can be changed."""


def _item(state: str, code: str, title: str, *, obligatory: bool = True, due_days: int | None = None) -> Item:
    return Item(state, code, title, obligatory, due_days)


ITEMS: Final[tuple[Item, ...]] = (
    _item("potential", "market", N_("Look at its market, its network and its other suppliers"), obligatory=False),
    _item("potential", "first_talk", N_("Hold a first talk and note what it wants")),
    _item("applied", "form", N_("Receive the application form, signed and sealed")),
    _item("applied", "registry", N_("Look the company up in the public register (国家企业信用信息公示系统)")),
    _item("qualifying", "licences", N_("Check business licence, trade licences and their scope")),
    _item("qualifying", "mandate", N_("Receive the authorisation and the ID copies of those who buy for it")),
    _item("qualifying", "credit", N_("Check its credit and settle terms of payment"), obligatory=False),
    _item("site_checked", "warehouse", N_("See its warehouse, cold store and records of temperature")),
    _item("site_checked", "team", N_("Meet its people and check its systems"), obligatory=False),
    _item("site_checked", "report", N_("File the report of the site check with photos")),
    _item("contracted", "territory", N_("Settle territory, products and channel without conflict")),
    _item("contracted", "signed", N_("Have the contract and the quality agreement signed by both")),
    _item("contracted", "deposit", N_("Receive the deposit")),
    _item("trial", "first_order", N_("First order delivered and paid"), due_days=30),
    _item("trial", "flows", N_("Its sell-out and stock lists arrive every month"), due_days=60),
    _item("trial", "review", N_("Review the trial: targets, payment, reporting")),
    _item("active", "plan", N_("Agree on the plan of the year"), obligatory=False, due_days=30),
    _item("watch", "why", N_("Tell the dealer in writing what has to change until when"), due_days=7),
    _item("watch", "check", N_("Check whether it has changed")),
    _item("frozen", "stop", N_("Stop orders and deliveries in the ERP"), due_days=1),
    _item("frozen", "settle", N_("Agree on how open money and goods are settled"), due_days=30),
    _item("left", "accounts", N_("Settle accounts, deposit and loaned assets")),
    _item("left", "handover", N_("Hand its territory and terminals over"), due_days=30),
    _item("left", "stock", N_("Take back or move what is left of its stock"), obligatory=False, due_days=45),
)
