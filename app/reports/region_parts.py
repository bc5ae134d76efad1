"""Parts of the region pack between the decisions and the ranking: peers, what does not fit together, the review."""

from collections.abc import Sequence

from app.health.peers import groups_chart, peers_of
from app.health.sheets import HealthSheet, RegionSheet
from app.reports.kit import look
from app.reports.kit.charts import draw_chart
from app.reports.kit.flow import Flow
from app.reports.kit.marks import grade_label
from app.reports.kit.numbers import UNKNOWN, day_text, money_in, money_unit, tenths
from app.reports.kit.table import Cell, Column, Row, draw_table

_ROW = 17.0
_AROUND = 34.0
"""Title and bands of the chart of groups, in points."""


def draw_peers(flow: Flow, dealers: Sequence[HealthSheet]) -> None:
    """How scores are spread in each group of like dealers; groups that are too small to say are left out."""
    groups = [one for one in peers_of(dealers).groups if one.quartiles is not None]
    chart = groups_chart(flow.t, groups)
    if chart is None:
        return
    t = flow.t
    tall = _AROUND + _ROW * len(groups)
    flow.heading(t("Like dealers beside each other"), keep=min(tall, 400.0), note=t("by tier, region and type"))
    if tall <= 400.0:
        flow.block(tall, lambda canvas, x, top, width: draw_chart(
            canvas, t, chart, x=x, top=top, width=width, height=tall), after=6)  # fmt: skip
    columns = (
        Column(t("Group"), 44),
        Column(t("Dealers"), 12, "right"),
        Column(t("With a grade"), 12, "right"),
        Column(t("Lower quartile"), 13, "right"),
        Column(t("Median"), 12, "right"),
        Column(t("Upper quartile"), 13, "right"),
    )
    rows = []
    for one in groups:
        low, middle, high = (round(each * 10) for each in one.quartiles or ())
        rows.append(Row((t.render(one.title), str(one.n), str(one.graded), tenths(low),
                         Cell(tenths(middle), bold=True), tenths(high))))  # fmt: skip
    draw_table(flow, columns, rows, size=8.6, pad=2.2)


def draw_contradictions(flow: Flow, sheet: RegionSheet) -> None:
    """Where score, money and satisfaction do not say the same, for the agenda; nothing where all agree."""
    if not sheet.contradictions:
        return
    t = flow.t
    flow.heading(t("What does not fit together: {n}", n=len(sheet.contradictions)), keep=60, note=t("for the agenda"))
    columns = (
        Column(t("Dealer"), 27),
        Column(t("Contradiction"), 52),
        Column(t("Net sales, {unit}", unit=money_unit(t, sheet.currency)), 14, "right"),
        Column(t("Owner"), 10),
    )
    rows = [
        Row((Cell(each.dealer.label(flow.lang), bold=True), t.render(each.sentence), money_in(t, each.amount),
             Cell(t(each.owner), color=look.DIM)))
        for each in sheet.contradictions
    ]  # fmt: skip
    draw_table(flow, columns, rows, size=8.6, pad=2.4)


def draw_review(flow: Flow, sheet: RegionSheet) -> None:
    """What the signed review says: who signed it when, the manager's words, every grade that people decided."""
    face = sheet.review
    if face is None or not face.signed:
        return
    t = flow.t
    signed = t("signed by {who} on {day}", who=face.signed_by or UNKNOWN, day=day_text(t, face.signed_on))
    flow.heading(t("The review"), keep=60, note=f"{face.ref} · {signed}")
    if face.reason:
        flow.text(t("Reopened, because: {reason}", reason=face.reason), size=look.SMALL + 0.7)
    if face.comment:
        flow.text(t("The manager says: {text}", text=face.comment), size=look.SMALL + 0.7)
    lines = [line for line in sheet.ranking if line.decided is not None]
    if not lines:
        flow.text(t("Every grade stands as it was computed."), size=look.SMALL + 0.7)
        return
    columns = (
        Column(t("Dealer"), 30),
        Column(t("Computed grade"), 12),
        Column(t("Decided grade"), 12),
        Column(t("Reason"), 32),
        Column(t("By whom"), 12),
        Column(t("Date"), 17),
    )
    rows = [
        Row((Cell(line.dealer.label(flow.lang), bold=True), grade_label(t, line.grade),
             Cell(grade_label(t, found.grade), bold=True, color=look.grade_color(found.grade)), found.reason,
             Cell(found.by or UNKNOWN, color=look.DIM), day_text(t, found.on)))
        for line in lines if (found := line.decided) is not None
    ]  # fmt: skip
    draw_table(flow, columns, rows, size=8.6, pad=2.4)
