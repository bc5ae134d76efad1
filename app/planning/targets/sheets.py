"""A plan as a sheet of Excel, and what a changed sheet would change."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.core.errors import UserError
from app.core.tables import Sheet
from app.core.texts import LANGUAGES, N_, Text, Texts, texts
from app.dealers.register.codec import from_cell, to_cell
from app.imports.feeds import Field
from app.planning.targets.queries import PlanView
from app.planning.targets.records import KPI_TITLES, LEVEL_TITLES
from app.planning.targets.rules import MONTHS, Line, Months, rolled

KPI, LEVEL, REGION = N_("KPI"), N_("Level"), N_("Region")
REFERENCE, DEALER = N_("Dealer reference"), N_("Dealer")
GROUP, GROUP_NAME, YEAR = N_("Product group code"), N_("Product group"), N_("Year")
FROM, TO, GOAL, UNTIL, NOTE = N_("From"), N_("To"), N_("Goal"), N_("Upper end"), N_("Note")
HEADS: Final = (KPI, LEVEL, REGION, REFERENCE, DEALER, GROUP, GROUP_NAME)
_KPI: Final = Field("kpi", "choice", KPI)
_LEVEL: Final = Field("level", "choice", LEVEL)
AT_ROW: Final = N_("row {n}")
Cells = Mapping[str, str]
"""The texts of a row by the msgids of their columns, of months by their names (2027-01)."""


@dataclass(frozen=True)
class Change:
    """One line as it stands and as the sheet has it."""

    before: Line
    after: Line


@dataclass(frozen=True)
class Changes:
    """What a sheet would change, and the rows that cannot be taken with the reason."""

    lines: tuple[Change, ...] = ()
    refused: tuple[tuple[Text, Text], ...] = ()


@dataclass(frozen=True)
class Said:
    """One month or one goal that changes, in words."""

    kpi: str
    place: str
    group: str
    month: str
    """Of a goal from which month to which."""
    before: str
    after: str


def month_names(year: int) -> list[str]:
    """The names of the twelve months."""
    return [f"{year}-{number:02d}" for number in range(1, MONTHS + 1)]


def amount_field(kpi: str) -> Field:
    """How a target of a KPI is written in a cell: in currency units or pieces."""
    return Field("value", "quantity" if kpi == "quantity" else "amount", N_("Target"))


def plan_sheet(view: PlanView, lang: str) -> Sheet:
    """A plan, totals first; the last column is only to be read."""
    t = texts(lang)
    heads = [*(t(one) for one in HEADS), *month_names(view.plan.year), t(YEAR)]
    return Sheet(t("Targets"), heads, _rows(view, t), total=len(view.lines))


def _rows(view: PlanView, t: Texts) -> Iterator[list[Any]]:
    named = view.named
    for one in view.lines:
        field, dealer = amount_field(one.kpi), one.level == "dealer"
        values = (to_cell(field, {}, value, t.lang) for value in (*one.months, *rolled(one.months, "year")))
        yield [
            t(KPI_TITLES[one.kpi]), t(LEVEL_TITLES[one.level]),
            named.regions.get(one.place, "") if dealer else one.place,
            named.refs.get(one.place, "") if dealer else "", named.dealers.get(one.place, "") if dealer else "",
            one.group, named.groups.get(one.group, ""), *values,
        ]  # fmt: skip


def heads_of(headers: Sequence[str]) -> list[str]:
    """What stands in each column: a msgid, the name of a month, or nothing that is known."""
    known = {texts(lang)(title): title for title in (*HEADS, FROM, TO, GOAL, UNTIL, NOTE)
             for lang in LANGUAGES}  # fmt: skip
    return [known.get(one.strip(), one.strip() if _is_month(one.strip()) else "") for one in headers]


def _is_month(text: str) -> bool:
    return len(text) == 7 and text[4] == "-" and text[:4].isdigit() and text[5:].isdigit()


def changes_of(view: PlanView, rows: Iterable[tuple[int, Cells]]) -> Changes:
    """Hold rows against a plan.

    A line or a month that is not there changes nothing, an empty cell empties its month.
    """
    there = {one.key: one for one in view.lines}
    parties = {ref: id_ for id_, ref in view.named.refs.items()}
    names = month_names(view.plan.year)
    found: dict[tuple[str, str, str, str], Change] = {}
    refused = []
    for number, cells in rows:
        where = Text(AT_ROW, {"n": number})
        try:
            key = _key(view, cells, parties, found)
            old = there.get(key) or Line(*key, (None,) * MONTHS)
            months: Months = tuple(
                from_cell(amount_field(key[0]), {}, cells[name]) if name in cells else old.months[place]
                for place, name in enumerate(names)
            )
        except UserError as error:
            refused.append((where, error.text))
        else:
            found[key] = Change(old, Line(*key, months))
    return Changes(tuple(one for one in found.values() if one.before != one.after), tuple(refused))


def _key(
    view: PlanView, cells: Cells, parties: Mapping[str, str], taken: Container[tuple[str, str, str, str]]
) -> tuple[str, str, str, str]:
    """What a row is the line of; raises UserError where it says no line of the plan, or one that is ``taken``."""
    kpi, level = (from_cell(field, titles, cells.get(field.title, ""))
                  for field, titles in ((_KPI, KPI_TITLES), (_LEVEL, LEVEL_TITLES)))  # fmt: skip
    group, ref = cells.get(GROUP, "").strip(), cells.get(REFERENCE, "").strip()
    if kpi not in view.plan.kpis:
        raise UserError("{plan} does not set “{kpi}”; it sets {known}.",
                        plan=view.plan.name, kpi=kpi or "", known=", ".join(view.plan.kpis))  # fmt: skip
    if group and group not in view.named.groups:
        raise UserError("There is no product group “{group}”.", group=group)
    place = {"all": "", "region": cells.get(REGION, "").strip(), "dealer": parties.get(ref, "")}.get(level or "")
    if level == "dealer" and not place:
        raise UserError("There is no “{ref}” in the workspace.", ref=ref)
    if place is None or (level == "region" and place not in set(view.named.regions.values())):
        raise UserError("A line is for all, for a region that has dealers, or for a dealer.")
    if (kpi, level, place, group) in taken:
        raise UserError("The same line stands twice in the sheet.")
    return kpi, str(level), place, group


def said_changes(view: PlanView, changes: Changes, lang: str) -> list[Said]:
    """What would change, month by month."""
    t = texts(lang)
    return [
        Said(
            t(KPI_TITLES[one.after.kpi]), view.named.place(one.after) or t(LEVEL_TITLES["all"]),
            view.named.groups.get(one.after.group, one.after.group), name,
            *(_words(amount_field(one.after.kpi), value, lang) for value in (before, after)),
        )
        for one in changes.lines
        for name, before, after in zip(month_names(view.plan.year), one.before.months, one.after.months, strict=True)
        if before != after
    ]  # fmt: skip


def _words(field: Field, value: int | None, lang: str) -> str:
    found = to_cell(field, {}, value, lang)
    return "" if found is None else f"{found:,}"
