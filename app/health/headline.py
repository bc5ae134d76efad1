"""What a region's page says first: sales, mean health, and whose money and whose goods want care."""

from collections.abc import Sequence
from fractions import Fraction

from app.core.texts import Text, days
from app.core.wording import decimals, money_text, percent_text
from app.health.frozen import Frozen
from app.health.rules import shown_tenths
from app.health.sheets import KeyFigure, WatchLine
from app.health.wording import short_name, signed_tenths, tenths_text


def sales_of(each: Frozen) -> Fraction | None:
    """A dealer's net sales in the quarter, in currency units; None where they are unknown."""
    found = next((series for series in each.series if series.kpi == "net_amount"), None)
    return found.values[-1] if found and found.values else None


def concerns(dealers: Sequence[Frozen]) -> Text | None:
    """Whose overdue money and whose stock off its band weigh most by sales; None unless there are both."""
    money = _heaviest(dealers, "overdue_share")
    goods = _heaviest(dealers, "days_of_supply")
    if money is None or goods is None:
        return None
    params: dict[str, object] = {
        "money": short_name(money[0].dealer.name), "share": percent_text(money[1]),
        "goods": short_name(goods[0].dealer.name), "days": days(decimals(goods[1], 0)),
    }  # fmt: skip
    return Text("Money and goods want care: {money} {share} overdue, {goods} {days} of stock", params)


def _heaviest(dealers: Sequence[Frozen], kpi: str) -> tuple[Frozen, Fraction] | None:
    """The dealer who is over the upper end of an indicator that weighs most by net sales, and his figure."""
    found = []
    for each in dealers:
        rule, part = each.scheme.indicator(kpi), each.result.part(kpi)
        if rule is None or rule.scoring == "peers" or part is None or part.value is None:
            continue
        above = part.value - (rule.upper if rule.upper is not None else rule.target)
        if above > 0:
            found.append((above * (sales_of(each) or 0), each.dealer.code, each, part.value))
    best = max(found, key=lambda one: one[:2], default=None)
    return None if best is None else best[2:]


def headline(
    figures: Sequence[KeyFigure],
    score: Fraction | None,
    before: Fraction | None,
    concerns: Text | None,
    watch: Sequence[WatchLine],
) -> Text:
    """Sales against target and last year, mean health against last quarter, and who wants care."""
    sales = next((each for each in figures if each.info.id == "net_amount"), None)
    health: Text = Text("there is no mean health score yet")
    if score is not None:
        health = Text("mean health {score} points", {"score": tenths_text(shown_tenths(score))})
        if before is not None:
            change = shown_tenths(score) - shown_tenths(before)
            health = Text("mean health {score} points, {change} on last quarter",
                          {"score": tenths_text(shown_tenths(score)), "change": signed_tenths(change)})  # fmt: skip
    params: dict[str, object] = {"sales": _sales_text(sales), "health": health}
    if concerns is not None:
        return Text("{sales}; {health}. {concerns}.", {**params, "concerns": concerns})
    if not watch:
        return Text("{sales}; {health}.", params)
    params["first"] = short_name(watch[0].dealer.name)
    return Text("{sales}; {health}. To watch first of all: {first}.", params)


def _sales_text(sales: KeyFigure | None) -> Text:
    if sales is None or sales.value is None:
        return Text("No sales figures")
    params: dict[str, object] = {"amount": money_text(sales.value)}
    growth = ""
    if sales.year_ago:
        share = (sales.value - sales.year_ago) / abs(sales.year_ago)
        growth = percent_text(share) if share <= 0 else f"+{percent_text(share)}"
    params["growth"] = growth
    if sales.attainment is None or sales.target is None:
        return Text("Sales {amount}, {growth} on last year", params) if growth else Text("Sales {amount}", params)
    params |= {"attainment": percent_text(sales.attainment), "gap": money_text(abs(sales.target - sales.value))}
    if sales.value < sales.target:
        if growth:
            return Text("Sales {amount}, {attainment} of target, {gap} short, {growth} on last year", params)
        return Text("Sales {amount}, {attainment} of target, {gap} short", params)
    if growth:
        return Text("Sales {amount}, {attainment} of target, {gap} over, {growth} on last year", params)
    return Text("Sales {amount}, {attainment} of target, {gap} over", params)
