"""What stands behind the executive's page: the rows of each decision asked for, and who did not report which lists."""

from app.core.texts import Texts
from app.health.region_lines import Ask, LateLine
from app.health.sheets import RegionSheet
from app.reports.kit import look
from app.reports.kit.flow import Flow
from app.reports.kit.lines import Run
from app.reports.kit.numbers import UNKNOWN, asked_text, day_text, joined
from app.reports.kit.table import Cell, Column, Row, draw_table


def draw_ask(flow: Flow, ask: Ask, number: int) -> None:
    """One decision again in full: what is proposed, what the rows say, who acts until when."""
    t = flow.t
    flow.heading(t("Decision {n}: {topic}", n=number, topic=t.render(ask.topic)), keep=90)
    rows = [] if ask.evidence is None else [(t("What the rows say"), t.render(ask.evidence))]
    rows += [(t("Proposal"), t.render(ask.proposal)), (t("If not decided"), t.render(ask.otherwise))]
    rows.append((t("Owner"), joined(t, [t(ask.owner), day_text(t, ask.due)])))
    for name, words in rows:
        flow.text((Run(f"{name}  ", color=look.DIM), Run(words)), size=look.SMALL + 0.7, after=1)


def draw_late(flow: Flow, sheet: RegionSheet) -> None:
    """Who did not report: dealer, list, months, since when, who has the dealer. The first page names this page."""
    if not sheet.late:
        return
    t = flow.t
    dealers = len({one.dealer.id for one in sheet.late})
    period = asked_text(t, sheet.period, sheet.provenance.as_of)
    flow.heading(t("Who did not report: {n}", n=dealers), keep=80, note=t("lists owed for {period}", period=period))
    flow.refer_here()
    columns = (
        Column(t("Dealer"), 30),
        Column(t("Kind of list"), 13),
        Column(t("Months missing"), 20),
        Column(t("Missing since"), 11),
        Column(t("Last day that came"), 14),
        Column(t("Owner"), 12),
    )
    draw_table(flow, columns, [_late_row(t, flow.lang, each) for each in sheet.late], size=8.6, pad=2.6)
    flow.text(
        t("Until its lists have come a dealer gets no grade where most of them are missing, and what the lists would "
          "say counts 0."),
        size=look.SMALL, color=look.DIM,
    )  # fmt: skip


def _late_row(t: Texts, lang: str, each: LateLine) -> Row:
    return Row(
        (
            Cell(each.dealer.label(lang), bold=True),
            t(each.title) if each.title else UNKNOWN,
            joined(t, each.months) or UNKNOWN,
            each.since or UNKNOWN,
            day_text(t, each.seen),
            Cell(each.manager or t(each.owner), color=look.DIM),
        )
    )
