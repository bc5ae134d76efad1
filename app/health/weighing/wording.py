"""How far answers in pairs agree, in words."""

from collections.abc import Mapping
from fractions import Fraction

from app.core.texts import N_, Text
from app.core.wording import decimals
from app.health.weighing.pairs import ACCEPTED, RANDOM_INDEX, Contradiction, Judged


def agreement_text(judged: Judged) -> Text:
    """Lambda max, CI and CR with the random index that was used, and whether the answers may be used."""
    said = {
        "lambda": _number(judged.lambda_max, 3), "ci": _number(judged.index, 3), "cr": _number(judged.ratio, 3),
        "ri": _number(RANDOM_INDEX.get(len(judged.weights), 0), 2), "most": _number(ACCEPTED, 2),
    }  # fmt: skip
    if judged.consistent:
        return Text(
            N_("The answers agree: CR {cr}, at most {most} (λmax {lambda}, CI {ci}, RI {ri} by Saaty)."), said
        )  # fmt: skip
    return Text(
        N_("The answers contradict each other: CR {cr}, more than {most} (λmax {lambda}, CI {ci}, RI {ri} by Saaty)."),
        said,
    )


def contradiction_text(least: Contradiction, titles: Mapping[str, Text]) -> Text:
    """The answer that fits the others least, with what the others say."""
    one, other = least.pair
    said = {"one": titles[one], "other": titles[other], "given": times_text(least.given),
            "implied": times_text(least.implied)}  # fmt: skip
    return Text(N_("Least consistent: {one} to {other} was answered {given}; by all answers it is {implied}."), said)


def times_text(times: float) -> str:
    """How many times as important: 3, or 1/3 where the other one is."""
    return _number(times, 1) if times >= 1 else f"1/{_number(1 / times, 1)}"


def _number(value: float, places: int) -> str:
    text = decimals(Fraction(value), places)
    return text.removesuffix(".0")
