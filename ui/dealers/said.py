"""What dealers' fields and states are called."""

from typing import TYPE_CHECKING, Any, Final

from app.core.texts import N_, Text
from app.dealers.queries import DealerRow, PartyChange
from app.dealers.service import ROLE_TITLES, STATUS_TITLES, TIER_TITLES
from ui.core.table_columns import State
from ui.core.words import Tone, Words

if TYPE_CHECKING:
    from ui.core.look import Look

_TONES: Final[dict[str, Tone]] = {
    "potential": "brand", "trial": "brand", "active": "good", "watch": "warn", "frozen": "bad", "left": "dim",
}  # fmt: skip
TIER_ORDER: Final = {"province": 0, "city": 1, "county": 2, "": 3}
FIELD_TITLES: Final = {
    "name": N_("Name"),
    "name_en": N_("English name"),
    "uscc": N_("Credit code (USCC)"),
    "tier": N_("Tier"),
    "status": N_("Status"),
    "owner_group": N_("Controlling group"),
    "area_code": N_("Area code"),
    "area_name": N_("Area name"),
    "office": N_("Office"),
    "manager": N_("Manager"),
    "payment_days": N_("Payment terms"),
    "credit_limit_e4": N_("Credit limit"),
    "note": N_("Note"),
    "role": N_("Role"),
    "parent_id": N_("Buys from"),
    "code": N_("Code"),
}


def status_of(row: DealerRow) -> State:
    """The pill of a status."""
    return State(Text(STATUS_TITLES.get(row.status, row.status)), _TONES.get(row.status, "dim"))


def tier_of(tier: str) -> Words:
    """A tier in words, empty where it is unknown."""
    return Text(TIER_TITLES[tier]) if tier in TIER_TITLES else tier


def roles_of(look: "Look", role: str) -> str:
    """The roles of a party in words."""
    found = [Text(ROLE_TITLES[one]) if one in ROLE_TITLES else Text(one) for one in role.split(",") if one]
    return look.t("; ").join(look.say(one) for one in found)


def terms_of(days: int | None) -> Words:
    """Payment terms in words: prepaid, or days."""
    if days is None:
        return ""
    return Text(N_("Prepaid")) if days == 0 else Text(N_("{n} days"), {"n": days})


def value_said(look: "Look", name: str, value: Any, names: dict[str, str]) -> str:
    """A stored value of a field as a person reads it; ``names`` are those of parties."""
    if value is None or value == "":
        return look.t("nothing")
    found: Words = str(value)
    if name == "tier":
        found = tier_of(str(value))
    elif name == "status":
        found = Text(STATUS_TITLES[value]) if value in STATUS_TITLES else str(value)
    elif name == "payment_days":
        found = terms_of(int(value))
    elif name == "credit_limit_e4":
        found = look.formats.exact_money(int(value))
    elif name == "role":
        found = roles_of(look, str(value))
    elif name == "parent_id":
        found = names.get(str(value), str(value))
    return look.say(found) if isinstance(found, Text) else found


def sentences_of(look: "Look", one: PartyChange, names: dict[str, str]) -> list[str]:
    """What a change did, field by field, as sentences; fields that only the program needs are left out."""
    found: list[str] = []
    change = one.change
    if change.kind == "remove":
        return [look.t("No live batch names it any more")]
    if change.kind == "restore" and not any(field.name in FIELD_TITLES for field in change.fields):
        return [look.t("Named again by a batch")]
    for field in change.fields:
        if field.name not in FIELD_TITLES or (one.entity == "party_code" and field.name != "code"):
            continue
        title = look.t(FIELD_TITLES[field.name])
        after = value_said(look, field.name, field.after, names)
        if change.kind == "create" or field.before is None:
            if field.after not in {None, ""}:
                found.append(look.t("{field}: {after}", field=title, after=after))
        else:
            before = value_said(look, field.name, field.before, names)
            found.append(look.t("{field}: {before} → {after}", field=title, before=before, after=after))
    return [look.t("; ").join(found)] if change.kind == "create" and found else found
