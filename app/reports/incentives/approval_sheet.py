"""The sheet that goes round for approval (呈批件): what is asked, its hash, room to sign, and the content itself."""

from collections.abc import Mapping
from typing import Any, Final

from app.approvals.queries import DecisionRow
from app.approvals.rules import KIND_TITLES, STATE_TITLES, VERDICT_TITLES
from app.approvals.showing import Shown, grouped
from app.core.period import day_of
from app.core.texts import N_, Texts, texts
from app.incentives.dossier.wording import batch_lines
from app.incentives.rounding import minor_per_unit
from app.reports.kit import look
from app.reports.kit.flow import Flow
from app.reports.kit.fonts import ink
from app.reports.kit.lines import draw_lines, wrap
from app.reports.kit.numbers import day_text
from app.reports.kit.table import Column, Row, draw_table

MOST_LINES: Final = 600
"""Lines of the content that are printed; the hash is that of all of it."""
_TITLE: Final = N_("Sheet for approval")
_SIGN_PX: Final = 46.0


def approval_sheet(shown: Shown, names: Mapping[str, str], lang: str) -> bytes:
    """The PDF; ``names`` are people by id. The same approval in the same state gives the same bytes."""
    row = shown.row
    footer = f"{row.ref} · SHA-256 {row.content_sha256}"  # who asks stands at the head: the hash keeps one line
    title = texts(lang).render(row.title)
    flow = Flow(lang, title=title, subject=texts(lang)(_TITLE), running=title, footer=footer)
    over = " · ".join(filter(None, (shown.issuer, flow.t(_TITLE))))
    flow.text(over, size=look.SMALL, color=look.BRAND, bold=True, after=1)
    flow.bookmark(flow.t(_TITLE))
    flow.text(title, size=18, bold=True, after=4, leading=1.35)
    _facts(flow, shown)
    _hash(flow, row.content_sha256)
    _steps(flow, shown, names)
    _content(flow, shown)
    return flow.finish()


def amount_text(amount_minor: int, currency: str, lang: str = "en") -> str:
    """An amount in its currency with all its decimals, as ``-1,234.50 CNY``, yuan in Chinese as 元."""
    per = minor_per_unit(currency)
    places = len(str(per)) - 1
    whole, rest = divmod(abs(amount_minor), per)
    figure = f"{whole:,}" + (f".{rest:0{places}d}" if places else "")
    return (
        f"{'-' if amount_minor < 0 else ''}{figure} {'元' if currency == 'CNY' and lang.startswith('zh') else currency}"
    )


def _facts(flow: Flow, shown: Shown) -> None:
    t, row = flow.t, shown.row
    pairs = [
        (t("Kind"), t(KIND_TITLES[row.kind])),
        (t(row.amount_title), amount_text(row.amount_minor, shown.currency, t.lang)),
        (t("Region"), row.region or t("All")), (t("Asked for by"), row.made_by),
        (t("Asked for on"), _day(t, row.made_on)),
        (t("State"), t(STATE_TITLES[row.state])), (t("Reference"), row.ref),
    ]  # fmt: skip
    draw_table(flow, (Column(t("What is asked"), 24), Column("", 76)), [Row(one) for one in pairs], size=9.5, pad=3.0)


def told(t: Texts, shown: Shown) -> list[tuple[str, str]]:
    """What data under approval says, title by title; nothing of another content."""
    content = shown.content
    currency = content.currency or shown.currency
    return [
        (t(one.title), one.text if one.minor is None else amount_text(one.minor, currency, t.lang))
        for one in content.facts
    ]


def _hash(flow: Flow, sha256: str) -> None:
    t = flow.t
    words = wrap(grouped(sha256), 11.5, flow.width - 24, bold=True)
    small = wrap(t("SHA-256 of what is approved. Who records this sheet types at least its first 12 characters; a "
                   "content with another hash was not approved."), look.SMALL, flow.width - 24)  # fmt: skip
    height = 18 + len(words) * 17 + len(small) * 13

    def draw(canvas: Any, x: float, top: float, width: float) -> None:
        canvas.setFillColor(ink(look.FAINT))
        canvas.roundRect(x, top - height, width, height, 8, stroke=0, fill=1)
        used = draw_lines(canvas, words, x=x + 12, top=top - 8, size=11.5, leading=17, color=look.TEXT)
        draw_lines(canvas, small, x=x + 12, top=top - 10 - used, size=look.SMALL, leading=13, color=look.DIM)

    flow.gap(8)
    flow.block(height, draw, after=4)


def _steps(flow: Flow, shown: Shown, names: Mapping[str, str]) -> None:
    """Of each step who may decide it and how it was decided; one that waits has room to sign."""
    t, row = flow.t, shown.row
    flow.heading(t("Approval"), keep=60)
    given = {one.step: one for one in row.decisions if one.way != "oa"}
    for one in (one for one in row.decisions if one.way == "oa"):
        flow.bullet(_oa(t, one))
    for n, step in enumerate(row.steps):
        who = t(", ").join(names.get(one, "") for one in step) or t("Anybody but the maker")
        if n in given:
            one = given[n]
            said = t("Step {n}: {verdict} by {name} on {day}", n=n + 1, verdict=t(VERDICT_TITLES[one.verdict]),
                     name=one.person, day=_day(t, one.decided_on))  # fmt: skip
            flow.bullet(f"{said}{': ' if one.reason else ''}{one.reason}")
        elif row.state == "open":
            _room(flow, t("Step {n}: {who}", n=n + 1, who=who))


def _room(flow: Flow, words: str) -> None:
    def draw(canvas: Any, x: float, top: float, width: float) -> None:
        draw_lines(canvas, wrap(words, look.SMALL + 0.5, width * 0.5, most=2), x=x, top=top - 4, size=look.SMALL + 0.5,
                   leading=13, color=look.TEXT)  # fmt: skip
        canvas.setStrokeColor(ink(look.LINE))
        canvas.setLineWidth(0.8)
        left, foot = x + width * 0.55, top - _SIGN_PX + 14
        canvas.line(left, foot, x + width, foot)
        below = wrap(flow.t("Opinion, signature, day"), look.TINY, width * 0.45)
        draw_lines(canvas, below, x=left, top=foot - 2, size=look.TINY, leading=11, color=look.DIM)

    flow.block(_SIGN_PX, draw, after=2)


def _oa(t: Texts, one: DecisionRow) -> str:
    return t("{verdict} by {name} on {day}, number {number} of the approval system",
             verdict=t(VERDICT_TITLES[one.verdict]), name=one.oa_approver, day=_day(t, one.oa_on or one.decided_on),
             number=one.oa_number)  # fmt: skip


def _content(flow: Flow, shown: Shown) -> None:
    t, content = flow.t, shown.content
    flow.heading(t("What is approved"), keep=60)
    if content.kind == "file":
        flow.text(t("A file of its own ({size} bytes); it goes with this sheet.", size=f"{len(content.data):,}"),
                  size=look.SMALL + 0.5, color=look.DIM)  # fmt: skip
        return
    if content.facts:
        draw_table(flow, (Column(t("In words"), 24), Column("", 76)), [Row(one) for one in told(t, shown)], size=9.5,
                   pad=3.0)  # fmt: skip
        flow.text(t("The same as it is kept, from which the SHA-256 is made:"), size=look.SMALL, color=look.DIM)
    is_told = bool(content.facts) or _adjustments(flow, content.text)
    size = look.TINY if is_told else look.SMALL  # what was told in words above is small print
    lines = content.text.splitlines()
    for line in lines[:MOST_LINES]:
        indent = len(line) - len(line.lstrip())
        flow.text(line.strip() or " ", size=size, after=0, indent=indent * 4.0, leading=1.4 if is_told else 1.5)
    if len(lines) > MOST_LINES:
        flow.text(t("Lines that are not printed: {n}. The hash is that of all of them.", n=len(lines) - MOST_LINES),
                  size=look.SMALL, color=look.DIM)  # fmt: skip


def _adjustments(flow: Flow, text: str) -> bool:
    """The list of adjustments of a kept text as a table, its figures as they stand there; whether there is one."""
    t = flow.t
    found = batch_lines(t, text)
    if not found:
        return False
    columns = (
        Column(t("Dealer"), 24), Column(t("Grade"), 20), Column(t("Score"), 8, "right"),
        Column(t("Factor of the payout"), 16), Column(t("Past year, without and with it"), 22), Column(t("Why"), 30),
    )  # fmt: skip
    rows = [
        Row((f"{one['code']} {one['dealer']}".strip(), f"{one['before']} → {one['after']}", one["score"],
             f"{one['old']} → {one['new']}", f"{one['cost']} → {one['cost_after']}", one["why"]))
        for one in found
    ]  # fmt: skip
    draw_table(flow, columns, rows, size=8.5, pad=2.6)
    flow.text(t("The same as it is kept, from which the SHA-256 is made:"), size=look.SMALL, color=look.DIM)
    return True


def _day(t: Texts, day: int) -> str:
    return day_text(t, day_of(day))
