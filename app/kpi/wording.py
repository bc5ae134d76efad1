"""What a figure counts (口径) in words, the same on screens, in exports and in reports."""

from collections.abc import Sequence
from typing import Final

from app.catalog.terms import LINE_TYPE_TITLES
from app.core.calendars import CALENDARS
from app.core.texts import N_, Text
from app.kpi.counting import SELLERS, TAXES, USUAL_TYPES, Counting
from app.kpi.definitions import BASIS_TITLES, FIXED_BASIS
from app.kpi.model import LINE_KINDS
from app.kpi.organisation import STRUCTURES
from app.kpi.rows import KpiRow

_USUAL: Final = N_("less discounts on the invoice, without free goods and rebates in goods")
_TAKEN_OVER: Final = N_("successors have what they took over")
POSTED: Final = N_("incl. {value} of closed months")
POSTED_PARTS: Final = N_("incl. {top} / {bottom} of closed months")
"""What a figure contains of closed months, posted to the first open one (跨期调整); the second of a quotient."""
_LIST: Final = N_("{first}, {rest}")
_YEAR: Final = 12


def listed(parts: Sequence[Text]) -> Text:
    """Several texts as one list."""
    if len(parts) == 1:
        return parts[0]
    return Text(_LIST, {"first": parts[0], "rest": listed(parts[1:])})


def basis_words(row: KpiRow) -> list[Text]:
    """By which date a figure counts, with or without tax, which lines, and who sold them."""
    basis = row.basis or (FIXED_BASIS if row.types else "")
    return [
        *([Text(BASIS_TITLES[basis])] if basis else []),
        *([Text(TAXES[row.tax])] if row.tax else []),
        *([types_text(row.types)] if row.types else []),
        *([Text(SELLERS[row.sellers])] if row.sellers else []),
    ]


def basis_text(
    of: KpiRow | Counting, *, structure: str = "current", calendar: str = "", followed: bool = False
) -> Text:
    """The same with the organisation as one text; of a choice as net sales are told by it.

    ``followed`` says that figures of dealers taken over count for their successors, as a row says by itself.
    """
    if isinstance(of, KpiRow):
        words, followed = basis_words(of), of.successors == "follow"
        structure, calendar = of.structure, of.calendar
    else:
        words = counting_words(of)
    taken = [Text(_TAKEN_OVER)] if followed else []
    return listed([*words, *counted_by(calendar), Text(STRUCTURES[structure]), *taken])


def counting_words(of: Counting) -> list[Text]:
    """Date, tax, types of lines and sellers of net sales."""
    return [
        Text(BASIS_TITLES[of.basis or FIXED_BASIS]), Text(TAXES[of.tax or "net"]), types_text(of.types),
        Text(SELLERS[of.sellers]),
    ]  # fmt: skip


def asked_words(of: Counting) -> list[Text]:
    """Only what is asked for by name, other than usual."""
    return [
        *([Text(BASIS_TITLES[of.basis])] if of.basis else []),
        *([Text(TAXES[of.tax])] if of.tax else []),
        *([types_text(of.types)] if of.types != USUAL_TYPES else []),
        *([Text(SELLERS[of.sellers])] if of.sellers != "own" else []),
    ]


def posted_text(row: KpiRow) -> Text | None:
    """What a figure contains of closed months, with plain decimals."""
    top, bottom = (None if one is None else f"{float(one):,.2f}" for one in row.posted)
    if top is None:
        return None
    return Text(POSTED, {"value": top}) if bottom is None else Text(POSTED_PARTS, {"top": top, "bottom": bottom})


def without_text(of: KpiRow | Sequence[str]) -> Text | None:
    """Which months have no target, those that follow each other as a span; None where each has one, or none has.

    ``of`` is a row, or its months that have none.
    """
    months = of if not isinstance(of, KpiRow) else of.without if of.amount is not None else ()
    if not months:
        return None
    spans: list[list[str]] = []
    for one in months:
        if spans and _number(one) == _number(spans[-1][-1]) + 1:
            spans[-1][1:] = [one]
        else:
            spans.append([one])
    return Text(N_("no target for {months}"), {"months": ", ".join("..".join(one) for one in spans)})


def _number(month: str) -> int:
    year, number = month.split("-")
    return int(year) * _YEAR + int(number)


def counted_by(calendar: str) -> list[Text]:
    """By which calendar a period is one, where it is not of calendar months; given as in ``counted_name``."""
    if not calendar:
        return []
    known = CALENDARS.get(calendar)
    return [Text(N_("periods by: {calendar}"), {"calendar": Text(known.name) if known else calendar})]


def types_text(types: Sequence[str]) -> Text:
    """Which types of lines count."""
    if tuple(types) == USUAL_TYPES:
        return Text(_USUAL)
    if tuple(types) == LINE_KINDS:
        return Text(N_("all types of lines"))
    return Text(N_("only {types}"), {"types": listed([Text(LINE_TYPE_TITLES[one]) for one in types])})
