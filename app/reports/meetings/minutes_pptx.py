"""Minutes as slides for head office: decisions, actions, then the charts of what was discussed, native and editable."""

from typing import Final

from app.core.texts import texts
from app.meetings.evidence import read_evidence
from app.meetings.minutes import ItemLine, MinutesContent
from app.meetings.words import OUTCOME_KINDS
from app.reports.kit import look
from app.reports.kit.deck import BODY, FOOT, MARGIN, WIDE, Deck
from app.reports.kit.numbers import period_text
from app.reports.kit.slide_charts import add_chart
from app.reports.kit.zipped import same_zip
from app.reports.meetings.parts import day, expected, held_on, name_of, place, quorum_of, said, standing, when_of

_ROWS: Final = 12
"""Rows of a table on one slide."""
_LINES: Final = 6
"""Lines of outcomes beside a chart."""
_WHOLE: Final = WIDE - 2 * MARGIN


def minutes_pptx(content: MinutesContent, lang: str) -> bytes:
    """The PPTX file of minutes in a language; the same minutes give the same bytes."""
    t = texts(lang)
    below = " · ".join((period_text(t, content.head.period), when_of(t, content.head)))
    deck = Deck(t, name_of(t, content.head), below, held_on(content))
    foot = " · ".join(part for part in (content.head.workspace, content.head.ref, standing(t, content)) if part)
    _first(deck, content, foot)
    _decisions(deck, content, foot)
    _actions(deck, content, foot)
    for one in content.items:
        if one.state == "done":
            _item(deck, content, one, foot)
    return same_zip(deck.done(), held_on(content))


def _first(deck: Deck, content: MinutesContent, foot: str) -> None:
    t = deck.t
    slide = deck.slide(deck.name, foot)
    kinds = {kind: len(content.outcomes(kind)) for kind in OUTCOME_KINDS}
    lines = [
        t("Decisions {decisions}, actions {actions}, informations {informations}, risks {risks}",
          decisions=kinds["decision"], actions=kinds["action"], informations=kinds["information"],
          risks=kinds["risk"]),
        quorum_of(t, content),
        *(t("{kind}: {text}", kind=t(OUTCOME_KINDS["risk"]), text=one.text) for _, one in content.outcomes("risk")),
    ]  # fmt: skip
    for n, words in enumerate(lines[:10]):
        deck.box(slide, (MARGIN, BODY + n * 34, _WHOLE, 32), words, 16 if n < 2 else 14)


def _decisions(deck: Deck, content: MinutesContent, foot: str) -> None:
    t = deck.t
    rows = [
        [str(n), " ".join((one.text, *expected(t, one))), place(t, item), ", ".join(one.opened)]
        for n, (item, one) in enumerate(content.outcomes("decision"), 1)
    ]
    heads = [t("No."), t("Meeting decision"), t("Item"), t("Opened by it")]
    _table(deck, t("Decisions"), foot, heads, rows, (0.06, 0.5, 0.3, 0.14))


def _actions(deck: Deck, content: MinutesContent, foot: str) -> None:
    t = deck.t
    rows = [
        [str(n), one.text, one.owner, t(one.department) if one.department else "", day(t, one.due_on)]
        for n, (_, one) in enumerate(content.outcomes("action"), 1)
    ]
    heads = [t("No."), t("Action"), t("Owner"), t("Department"), t("Due on")]
    _table(deck, t("Actions"), foot, heads, rows, (0.06, 0.5, 0.14, 0.15, 0.15))


def _table(
    deck: Deck, title: str, foot: str, heads: list[str], rows: list[list[str]], shares: tuple[float, ...]
) -> None:
    for start in range(0, len(rows), _ROWS):
        slide = deck.slide(title, foot)
        left = set(range(1, len(heads)))
        deck.table(slide, heads, rows[start : start + _ROWS], (MARGIN, BODY, _WHOLE), shares, left=left, small={1})


def _item(deck: Deck, content: MinutesContent, one: ItemLine, foot: str) -> None:
    """A slide for an item with a chart: the chart, and beside it what it rests on and what came of it."""
    t, figures = deck.t, content.frozen
    found = read_evidence(one.evidence)
    charts = [chart for figure in figures.of(found) for chart in figure.charts if chart.kind != "heatmap"]
    if not charts and not one.outcomes:
        return
    slide = deck.slide(place(t, one), foot)
    left, width = MARGIN, float(_WHOLE)
    if charts:
        chart = charts[0].drawn(t)
        deck.box(slide, (MARGIN, BODY, _WHOLE * 0.55, 20), chart.title, 12, bold=True)
        add_chart(slide, chart, (MARGIN, BODY + 22, _WHOLE * 0.55, FOOT - BODY - 30))
        left, width = int(MARGIN + _WHOLE * 0.57), _WHOLE * 0.43
    lines = [(said(t, each.words), look.DIM, 12.0) for each in found[: _LINES - 2]]
    for each in one.outcomes[:_LINES]:
        who = " · ".join(part for part in (each.owner, day(t, each.due_on)) if part)
        kind = t("{kind}: {text}", kind=t(OUTCOME_KINDS[each.kind]), text=each.text)
        lines.append((f"{kind}  {who}".strip(), look.TEXT, 14.0))
    room = (FOOT - BODY) / max(len(lines), 4)
    for n, (words, color, size) in enumerate(lines):
        deck.box(slide, (left, BODY + n * room, width, room - 4), words, size, color=color)
