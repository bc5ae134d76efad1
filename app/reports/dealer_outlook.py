"""The part of a dealer's report that looks ahead: the way to the next grade, and what the review said and decided."""

from app.core.texts import Text, Texts
from app.health.sheets import HealthSheet
from app.health.wording import signed_tenths, tenths_text
from app.reports.kit import look
from app.reports.kit.flow import Flow
from app.reports.kit.marks import grade_label
from app.reports.kit.numbers import day_text
from app.reports.kit.table import Cell, Column, Row, draw_table


def draw_path(flow: Flow, sheet: HealthSheet) -> None:
    """Which figures must move how far, who acts, until when; a sentence where there is no way."""
    t, path = flow.t, sheet.path
    if path is None or (not path.lines and not path.lifted and path.hindrance is None):
        return
    note = ""
    title = t("The way to the next grade")
    if path.grade is not None:
        title = t("The way to {grade}", grade=grade_label(t, path.grade))
        if path.score_tenths is not None and path.lines:
            said = {"score": tenths_text(path.score_tenths), "day": day_text(t, path.due)}
            note = t("the fewest changes, together {score} points, by {day}", **said)
    flow.heading(title, keep=50, note=note)
    if path.hindrance is not None:
        flow.text(t.render(path.hindrance), size=look.SMALL, color=look.DIM, after=2)
    if path.lifted:
        words = t("First of all the limits that are named above must be lifted.")
        flow.text(words, size=look.SMALL, color=look.TONES["bad"], after=2)
    if not path.lines:
        return
    columns = (
        Column(t("Indicator"), 36), Column(t("now"), 15, "right"), Column(t("needed"), 15, "right"),
        Column(t("points"), 9, "right"), Column(t("owner"), 13), Column(t("until"), 16, "right"),
    )  # fmt: skip
    rows = [
        Row((t.render(one.title), t.render(one.old), Cell(t.render(one.new), bold=True),
             Cell(signed_tenths(one.tenths), color=look.TONES["good"]), t(one.owner), day_text(t, path.due)))
        for one in path.lines
    ]  # fmt: skip
    draw_table(flow, columns, rows, size=8.3, pad=1.2, after=3)


def draw_peers(flow: Flow, sheet: HealthSheet) -> None:
    """Where the dealer stands among like ones, in a line or two."""
    if sheet.peers is not None:
        flow.gap(3)
        flow.text(flow.t.render(sheet.peers), size=look.SMALL, color=look.DIM, after=0)


def draw_review(flow: Flow, sheet: HealthSheet) -> None:
    """What the manager said in the signed review, and the grade that it decided beside the computed one."""
    found = review_lines(flow.t, sheet)
    if not found:
        return
    flow.heading(flow.t("The review"), keep=40)
    for words in found:
        flow.text(words, size=look.SMALL + 0.5, after=2)


def review_lines(t: Texts, sheet: HealthSheet) -> list[str]:
    """The same as sentences; none where nothing was said or decided, or the review is not signed."""
    found, decided = [], sheet.decided
    if decided is not None:
        said = {
            "grade": grade_label(t, decided.grade), "computed": grade_label(t, sheet.grade), "who": decided.by,
            "day": day_text(t, decided.on), "reason": decided.reason,
        }  # fmt: skip
        words = Text("Grade of the review: {grade} (computed: {computed}). {who}, {day}: {reason}", said)
        found.append(t.render(words))
    if sheet.comment:
        found.append(t("The manager says: {text}", text=sheet.comment))
    return found
