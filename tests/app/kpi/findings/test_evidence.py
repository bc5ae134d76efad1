"""A finding that became evidence says the same sentence with the same figures, whatever the rows say later."""

import json
from fractions import Fraction

from app.core.model import canonical_json
from app.core.texts import Text
from app.kpi.findings.evidence import CASES, frozen, key_of, thawed
from app.kpi.findings.model import Figure, Finding
from app.kpi.findings.reading import KINDS

FOUND = Finding(
    "sold_outside", None, 20_400, 20_450, "Sold {quantity} at {price} ({change}) in {place}: {what}, by {nothing}",
    {
        "quantity": Figure("quantity", 4_320_000, "盒"), "price": Figure("price", Fraction(91, 5)),
        "change": Figure("change", Fraction(-153, 1000)), "place": Figure("text", "安吉"),
        "what": Figure("text", Text("{n} days", {"n": 3})), "nothing": Figure("day", None),
    },
    {"sellout": (4, 7)},
)  # fmt: skip


def test_a_frozen_finding_says_the_same_as_the_living_one() -> None:
    kept = json.loads(canonical_json(frozen(FOUND, as_of=20_460)))
    write = lambda figure: f"<{figure.plain()} {figure.unit}>"  # noqa: E731
    assert str(thawed(kept, write)) == str(FOUND.said(write))
    assert (kept["rows"], kept["as_of"]) == ({"sellout": [4, 7]}, 20_460)


def test_a_finding_is_known_again_while_its_figures_move() -> None:
    later = Finding(FOUND.kind, None, FOUND.first, FOUND.last + 9, FOUND.sentence, {
        **FOUND.figures, "quantity": Figure("quantity", 9_000_000, "盒")})  # fmt: skip
    elsewhere = Finding(FOUND.kind, None, FOUND.first, FOUND.last, FOUND.sentence, {
        **FOUND.figures, "place": Figure("text", "德清")})  # fmt: skip
    assert key_of(later) == key_of(FOUND) != key_of(elsewhere)


def test_every_kind_that_names_a_case_is_a_kind_of_finding() -> None:
    assert set(CASES) <= set(KINDS)
