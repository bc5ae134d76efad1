"""What a back-test says, in words, and its lift as a chart."""

from fractions import Fraction
from typing import Final

from app.core.charts import Chart, Series
from app.core.texts import N_, Text, Texts
from app.core.wording import decimals, percent_text
from app.health.backtest.reading import BackTest
from app.health.backtest.rules import OUTCOME_TITLES, Area, Tested

_ANY: Final = N_("Any of these")
_SPAN: Final = N_(
    "Quarters {first} to {last}, dealers: {dealers}, model version {version}; each against the year after"
)
_FEW: Final = N_(
    "Of {n} dealers' quarters {wrong} went wrong in the year after: too few to say whether the score tells."
)
_TELLS: Final = N_(
    "The score tells ahead: of two dealers, one with whom it went wrong and one with whom it did not, the first had "
    "the lower score in {share} of pairs ({low} to {high}; 50% would be chance)."
)
_SILENT: Final = N_(
    "The score did not tell ahead: of two dealers, one with whom it went wrong and one with whom it did not, the first "
    "had the lower score in {share} of pairs ({low} to {high}; 50% is chance)."
)
_NOTHING: Final = N_("No quarter can be tested yet: scores need figures of a quarter and of one after it.")


def title_of(test: Tested) -> Text:
    """The outcome that was told, or any of them."""
    return Text(_ANY if test.outcome is None else OUTCOME_TITLES[test.outcome])


def span_text(test: BackTest) -> Text:
    """Which quarters were tested."""
    said = {"first": test.first, "last": test.last, "dealers": test.dealers, "version": test.model_version}
    return Text(_SPAN, said)


def verdict_text(test: BackTest) -> Text:
    """Whether the score told ahead."""
    whole = test.whole
    if not whole.cases:
        return Text(_NOTHING)
    if whole.area is None:
        return Text(_FEW, {"n": whole.cases, "wrong": whole.wrong})
    return Text(_TELLS if whole.area.low > 0.5 else _SILENT, _params(whole.area))


def area_text(area: Area | None) -> str:
    """An area with its interval, in per cent of pairs; a dash where there is none."""
    if area is None:
        return "—"
    said = _params(area)
    return f"{said['share']} ({said['low']}–{said['high']})"


def lift_text(test: Tested) -> str:
    """How many times as often it went wrong in the worst fifth as over all."""
    return "—" if test.lift is None else f"{decimals(test.lift, 2)}"


def _params(area: Area) -> dict[str, object]:
    low, high = (percent_text(Fraction(each).limit_denominator(10_000), 0) for each in (area.low, area.high))
    return {"share": percent_text(area.value, 0), "low": low, "high": high}


def lift_chart(t: Texts, test: Tested) -> Chart | None:
    """The share that went wrong in each fifth, the worst scores first, with the share over all as a line."""
    if not test.fifths or not test.cases:
        return None
    names = tuple(
        f"{each.lowest:.0f}–{each.highest:.0f}" for each in test.fifths
    )  # fmt: skip
    shares = tuple(float(each.share) for each in test.fifths)
    over_all = (test.wrong / test.cases,) * len(shares)
    rows = (Series(t("Went wrong"), shares, "bad"), Series(t("Over all"), over_all, "strong", shape="line"))
    return Chart(t("Went wrong in the year after, by fifths of the score"), names, rows, format="percent")
