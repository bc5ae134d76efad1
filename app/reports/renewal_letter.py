"""The letter to a dealer whose papers run out: which, since or until when, what to send, and by when."""

from app.compliance.gate.expiring import Expiring
from app.compliance.gate.renewal import ASKED, ASKED_OF, RenewalPack
from app.core.period import day_of
from app.core.texts import Texts, days, texts
from app.reports.kit import look
from app.reports.kit.flow import Flow
from app.reports.kit.numbers import UNKNOWN, day_text
from app.reports.kit.table import Cell, Column, Row, draw_table


def renewal_letter(pack: RenewalPack, lang: str, *, sender: str, person: str = "") -> bytes:
    """The PDF of one dealer's letter; the same pack gives the same bytes.

    ``sender`` is who writes (the region), ``person`` whom to answer.
    """
    t = texts(lang)
    name = _name(pack, lang)
    title = t("Renewal of papers: {dealer}", dealer=name)
    footer = " · ".join(one for one in (sender, day_text(t, day_of(pack.day))) if one)
    flow = Flow(lang, title=title, subject=t("Renewal of papers"), running=title, footer=footer)
    _head(flow, pack, name, sender)
    _ending(flow, pack)
    _missing(flow, pack)
    _asked(flow, pack)
    t = flow.t
    flow.gap(10)
    flow.text(t("Please send all of it by {day}.", day=day_text(t, day_of(pack.by_on))), bold=True, after=3)
    if pack.ending:
        flow.text(t("From the day after the last day of a paper we may not deliver the goods that it covers; all "
                    "others we go on delivering."), after=3)  # fmt: skip
    flow.gap(11)
    flow.text(t("Yours faithfully,"), after=6)
    flow.text(" · ".join(one for one in (sender, person) if one) or UNKNOWN, after=0)
    flow.text(day_text(t, day_of(pack.day)), color=look.DIM)
    return flow.finish()


def _name(pack: RenewalPack, lang: str) -> str:
    return (pack.dealer.name_en if lang == "en" else "") or pack.dealer.name


def _head(flow: Flow, pack: RenewalPack, name: str, sender: str) -> None:
    t = flow.t
    over = " · ".join(one for one in (sender, t("Renewal of papers")) if one)
    flow.text(over, size=look.SMALL, color=look.BRAND, bold=True, after=1)
    flow.bookmark(t("Renewal of papers"))
    flow.text(t("To: {dealer}", dealer=name), size=16, bold=True, after=1)
    flow.text(t("Code {code}", code=pack.dealer.code), size=look.SMALL, color=look.DIM, after=8)
    flow.text(t("Dear Sir or Madam,"), after=4)
    if pack.ending:
        flow.text(t("The following papers of your company have run out or will soon. The law lets us deliver only to "
                    "whom we hold valid papers of; please send us the renewed ones."))  # fmt: skip
    else:
        flow.text(t("Our file of your company's papers is not whole; please send us what is missing."))


def _ending(flow: Flow, pack: RenewalPack) -> None:
    if not pack.ending:
        return
    t = flow.t
    columns = (Column(t("Paper"), 24), Column(t("Number"), 20), Column(t("Covers"), 26), Column(t("Last day"), 16),
               Column(t("State"), 14))  # fmt: skip
    rows = [
        Row(
            (
                Cell(one.kind, bold=True),
                one.number,
                one.scope or UNKNOWN,
                day_text(t, day_of(one.to_on)),
                _state(t, one),
            )
        )
        for one in pack.ending
    ]
    draw_table(flow, columns, rows)


def _state(t: Texts, one: Expiring) -> Cell:
    if one.left < 0:
        return Cell(t("ended {n} ago", n=t.render(days(-one.left))), bold=True, color=look.TONES["bad"])
    return Cell(t("{n} left", n=t.render(days(one.left))), color=look.TONES["warn"])


def _missing(flow: Flow, pack: RenewalPack) -> None:
    t = flow.t
    if pack.unscanned or pack.missing:
        flow.heading(t("Missing from our file"), keep=50)
    for each in pack.unscanned:
        flow.bullet(t("A scan of {kind} {number}", kind=each.kind, number=each.number))
    for kind, goods in pack.missing:
        flow.bullet(t("{kind}, which {goods} needs", kind=kind, goods=goods))


def _asked(flow: Flow, pack: RenewalPack) -> None:
    t = flow.t
    flow.heading(t("What to send"), keep=70)
    special = [ASKED_OF[kind] for kind in sorted({one.kind for one in pack.ending}) if kind in ASKED_OF]
    for words in (*ASKED, *special) if pack.ending else ASKED[:1]:
        flow.bullet(t(words))
