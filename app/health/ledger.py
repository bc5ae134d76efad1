"""The point ledger (扣分明细): 78 = 100 − 9 late orders − 7 overdue − 6 data gaps, in printed tenths that add up."""

from typing import Final

from app.core.texts import N_, Text
from app.health.aims import target_of
from app.health.rules import REPORTING
from app.health.sheet_lines import LedgerLine
from app.health.sheets import HealthSheet, IndicatorLine
from app.health.wording import tenths_text, value_text

MOST: Final = 5
"""Parts that the sentence names; the smaller ones stand together behind them."""
_JUDGED: Final = N_("{name} at {value} (target {target}): {points} points.")
_AMONG: Final = N_("{name} at {value}, {place}: {points} points.")
_OWED: Final = N_("{name}: the report that the dealer owes did not arrive, so it scores 0: {points} points.")
_FULL: Final = N_("{score} = 100: no points were lost.")
_SUM: Final = N_("{score} = 100 {parts}")
_PART: Final = N_("− {points} {name}")
_PAIR: Final = N_("{first} {second}")
_GAPS: Final = N_("reports not handed in")
_REST: Final = N_("others ({n})")


def ledger_of(sheet: HealthSheet) -> tuple[LedgerLine, ...]:
    """What took points, the most first; together 100 less the printed score. Nothing of a sheet without a score."""
    lost = [each for each in sheet.indicators if each.lost_tenths]
    return tuple(_line(sheet, each) for each in sorted(lost, key=lambda one: (-one.lost_tenths, one.info.id)))


def equation_of(sheet: HealthSheet) -> Text | None:
    """The ledger as one sentence; what the dealer did not hand in is one part of it. None without a score."""
    if sheet.score_tenths is None:
        return None
    score = tenths_text(sheet.score_tenths)
    lines = ledger_of(sheet)
    if not lines:
        return Text(_FULL, {"score": score})
    gaps = [each for each in lines if each.owed or each.kpi == REPORTING]
    named = [(each.title, each.tenths) for each in lines if each not in gaps]
    if gaps:
        named.append((Text(_GAPS), sum(each.tenths for each in gaps)))
    named.sort(key=lambda one: -one[1])
    if len(named) > MOST + 1:
        rest = named[MOST:]
        named = [*named[:MOST], (Text(_REST, {"n": len(rest)}), sum(tenths for _, tenths in rest))]
    parts = [Text(_PART, {"points": tenths_text(tenths), "name": name}) for name, tenths in named]
    whole = parts[0]
    for part in parts[1:]:
        whole = Text(_PAIR, {"first": whole, "second": part})
    return Text(_SUM, {"score": score, "parts": whole})


def _line(sheet: HealthSheet, line: IndicatorLine) -> LedgerLine:
    owed = line.presence == "owed"
    name = Text(line.info.title)
    said: dict[str, object] = {"name": name, "points": tenths_text(-line.lost_tenths)}
    if not owed:
        said |= {"value": value_text(line.info, line.value), "target": target_of(line), "place": line.place}
    words = _OWED if owed else _JUDGED if line.place is None else _AMONG
    return LedgerLine(
        line.info.id, name, line.lost_tenths, Text(words, said), owed,
        sheet.provenance.references.get(line.info.id, ""),
    )  # fmt: skip
