"""What an approved plan posts to the feed of targets, so that it counts instead of what stands there."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.planning.targets.rules import Line, leaves


@dataclass(frozen=True)
class Posted:
    """One row of the feed of targets: amount in 1/10,000, quantity in 1/1,000."""

    party_code: str
    group: str
    month: int
    """The month's first day as it is stored."""
    kpi: str
    version: str
    amount: int | None = None
    quantity: int | None = None


Key = tuple[str, str, int]
"""Dealer's code, product group's code, month."""


def posted(lines: Mapping[Key, Mapping[str, int]], kpis: Sequence[str], standing: Sequence[Posted]) -> list[Posted]:
    """The rows that let a plan count instead of the targets that stand in its months.

    Where nothing stands the rows are the original targets; else each is the adjusted one, and what stands and is not
    in the plan is adjusted to nothing. Sales and their quantity share a row: what the plan does not set of the two
    stays as it stands.
    """
    version = "adjusted" if standing else "original"
    there: dict[tuple[Key, str], Posted] = {}
    for one in standing:
        place = (one.party_code, one.group, one.month), one.kpi
        if place not in there or one.version == "adjusted":
            there[place] = one
    found = _cleared(there, kpis, version)
    for key, values in lines.items():
        for kpi in set(values) & set(kpis) - {"quantity"}:
            found[key, kpi] = Posted(*key, kpi, version, amount=values[kpi])
    for (key, kpi), row in found.items():
        if kpi == "net_amount":
            kept, own = there.get((key, kpi)), lines.get(key, {})
            quantity = own.get("quantity") if "quantity" in kpis else None if kept is None else kept.quantity
            found[key, kpi] = replace(row, quantity=quantity)
    for key, values in lines.items() if "quantity" in kpis else ():
        if "quantity" in values and (key, "net_amount") not in found:
            found[key, "quantity"] = Posted(*key, "quantity", version, quantity=values["quantity"])
    return [found[one] for one in sorted(found)]


def _cleared(
    there: Mapping[tuple[Key, str], Posted], kpis: Sequence[str], version: str
) -> dict[tuple[Key, str], Posted]:
    """What stands of the plan's KPIs as rows that set nothing; rows of sales too where their quantity is planned."""
    found = {}
    for (key, kpi), row in there.items():
        if kpi in kpis:
            found[key, kpi] = Posted(
                *key, kpi, version, None if row.amount is None else 0, None if row.quantity is None else 0
            )
        elif kpi == "net_amount" and "quantity" in kpis and row.quantity is not None:
            found[key, kpi] = Posted(*key, kpi, version, row.amount, 0)
    return found


def by_key(lines: Iterable[Line], code_of: Callable[[str, int], str], days: Sequence[int]) -> dict[Key, dict[str, int]]:
    """The lowest lines by dealer's code, group and month, as ``posted`` takes them.

    ``code_of`` tells the code of a party on a day, ``days`` are the first days of the twelve months.
    """
    found: dict[Key, dict[str, int]] = defaultdict(dict)
    for one in leaves(lines):
        for day, value in zip(days, one.months, strict=True):
            if value is not None:
                own = found[code_of(one.place, day), one.group, day]
                own[one.kpi] = own.get(one.kpi, 0) + value
    return dict(found)
