"""Whose a code is, as a join of SQL: several rows of ``party_code`` may speak of one code, and one of them counts.

What files say holds for all days; what a person said of a code (流向匹配) may hold for some days only. Facts go by
their day, with the same precedence as the maps of the figures (``app/kpi/maps.py``). What hangs on a code as a record
(licence, contract, contact ...) is whose the code is by the files: an alias for some days explains rows of facts, and
no paper changes hands by it.
"""

from typing import Final

_EVER: Final = 2**40


def whose_on(day: str, row: str = "f", code: str = "party_code", alias: str = "c") -> str:
    """Join the one row ``alias`` of party_code that says whom a fact's code meant on its day.

    What a person said comes before what files say, later before earlier.
    """
    return f"""JOIN party_code {alias} ON {_same(alias, row, code)} AND {_holds(alias, day)}
      AND NOT EXISTS (SELECT 1 FROM party_code k_ WHERE {_twin(alias)} AND {_holds("k_", day)}
                      AND {_place("k_")} > {_place(alias)})"""


def whose(row: str, code: str = "party_code", alias: str = "c") -> str:
    """Join the rows ``alias`` of party_code that say whose a record is that hangs on a code.

    What a person said for all days comes before what files say, and that before an alias for some days; a code that
    changed hands by files or by hand has a row for each.
    """
    return f"""JOIN party_code {alias} ON {whose_is(row, code, alias)}"""


def whose_is(row: str, code: str = "party_code", alias: str = "party_code") -> str:
    """The condition of that join."""
    return f"""{_same(alias, row, code)} AND NOT EXISTS (
        SELECT 1 FROM party_code k_ WHERE {_twin(alias)} AND {_weight("k_")} > {_weight(alias)})"""


def _same(alias: str, row: str, code: str) -> str:
    return f"{alias}.source_n = {row}.source_n AND {alias}.code = {row}.{code} AND {alias}.removed = 0"


def _twin(alias: str) -> str:
    return f"k_.source_n = {alias}.source_n AND k_.code = {alias}.code AND k_.removed = 0 AND k_.id <> {alias}.id"


def _holds(alias: str, day: str) -> str:
    return f"coalesce({alias}.from_on, {day}) <= {day} AND coalesce({alias}.to_on, {day} + 1) > {day}"


def _place(alias: str) -> str:
    return f"({alias}.by_hand IS NOT NULL, coalesce({alias}.from_on, -{_EVER}), {alias}.id)"


def _weight(alias: str) -> str:
    dated = f"{alias}.from_on IS NOT NULL OR {alias}.to_on IS NOT NULL"
    return f"CASE WHEN {alias}.by_hand IS NULL THEN 1 WHEN {dated} THEN 0 ELSE 2 END"
