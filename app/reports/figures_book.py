"""The figures of a health report as a workbook: sums, shares and scores stay formulas that its reader can follow."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from io import BytesIO
from typing import Final

from xlsxwriter.utility import xl_rowcol_to_cell

from app.core.texts import Texts, texts
from app.health.aims import target_of
from app.health.rules import shown_tenths
from app.health.scheme import Grade
from app.health.sheets import HealthSheet, IndicatorLine, KpiInfo, Provenance, RankLine, RegionSheet
from app.reports.kit.marks import grade_label
from app.reports.kit.numbers import asked_text, day_text, said
from app.reports.kit.words import NO_FIGURE, TIERS
from app.reports.kit.workbook import HEAD, Figure, Formula, Head, Value, Writer, new_workbook, sheet_names

_FIRST: Final = HEAD + 1
_SOME_DAY: Final = date(1980, 1, 1)


def region_book(sheet: RegionSheet, dealers: Sequence[HealthSheet], lang: str) -> bytes:
    """The workbook beside the region's reports; the same sheets give the same bytes."""
    return _book(texts(lang), sheet.region, sheet.provenance, sheet.period, sheet.currency, dealers, sheet.ranking,
                 _infos(dealers, sheet))  # fmt: skip


def dealer_book(sheet: HealthSheet, lang: str) -> bytes:
    """The workbook beside one dealer's report."""
    return _book(texts(lang), sheet.dealer.label(lang), sheet.provenance, sheet.period, "", [sheet], (),
                 _infos([sheet], None))  # fmt: skip


def _infos(dealers: Sequence[HealthSheet], sheet: RegionSheet | None) -> list[KpiInfo]:
    found = {line.info.id: line.info for each in dealers[:1] for line in each.indicators}
    if sheet is not None:
        found |= {each.info.id: each.info for each in sheet.figures}
    return list(found.values())


def _book(
    t: Texts, who: str, origin: Provenance, period: str, currency: str, dealers: Sequence[HealthSheet],
    ranking: Sequence[RankLine], infos: Sequence[KpiInfo],
) -> bytes:  # fmt: skip
    out = BytesIO()
    title = t("{region}: figures of channel health, {period}", region=who, period=asked_text(t, period, origin.as_of))
    below = t("Counted: {basis}", basis=origin.basis) if origin.basis is not None else ""
    wanted = [t("Ranking"), t("Indicators"), t("Point ledger"), t("What changed"), t("Definitions"), t("Origin")]
    names = iter(sheet_names(wanted if ranking else wanted[1:]))
    with new_workbook(out, title=title, subject=below, on=origin.assessed_on or _SOME_DAY, pack=origin.pack) as book:
        pen = Writer(book)
        if ranking:
            _ranking(pen, t, (next(names), title, below), ranking, currency)
        _indicators(pen, t, (next(names), title, below), dealers)
        _ledger(pen, t, (next(names), title, below), dealers)
        _drivers(pen, t, (next(names), title, below), dealers)
        _definitions(pen, t, (next(names), title, below), infos, origin)
        _origin(pen, t, (next(names), title, below), origin)
    return out.getvalue()


_Named = tuple[str, str, str]
"""A sheet's name, its title, and what stands below it."""


def _cell(row: int, place: int) -> str:
    return str(xl_rowcol_to_cell(_FIRST + row, place))


def _column(rows: int, place: int, *, fixed: bool = False) -> str:
    first, last = (xl_rowcol_to_cell(_FIRST + row, place, fixed, fixed) for row in (0, max(rows - 1, 0)))
    return f"{first}:{last}"


def _ranking(pen: Writer, t: Texts, named: _Named, ranking: Sequence[RankLine], currency: str) -> None:
    heads = (
        Head(t("Rank"), "count"), Head(t("Code")), Head(t("Dealer")), Head(t("Area")), Head(t("Tier")),
        Head(t("Grade")), Head(t("Decided grade")), Head(t("Score"), "points"), Head(t("Last quarter"), "points"),
        Head(t("Change"), "points"), Head(t("Figures at hand"), "ratio"),
        Head(t("{title} ({unit})", title=t("Net sales"), unit=currency), "money"), Head(t("Share of sales"), "ratio"),
        Head(t("Main reason")),
    )  # fmt: skip
    whole = sum((one.net_amount for one in ranking if one.net_amount is not None), Fraction(0))
    rows = [_rank_row(t, one, n, len(ranking), whole) for n, one in enumerate(ranking)]
    graded = [Fraction(shown_tenths(one.score), 10) for one in ranking if one.grade and one.score is not None]
    mean = None
    if graded:
        place, scores = _column(len(rows), 0), _column(len(rows), 7)
        mean = Formula(f'=AVERAGEIF({place},">0",{scores})', sum(graded, Fraction(0)) / len(graded))
    totals: list[Value] = [None] * len(heads)
    totals[2], totals[7] = t("Mean of those graded; sum"), mean
    totals[11] = Formula(f"=SUM({_column(len(rows), 11)})", whole)
    pen.sheet(*named, heads, rows, totals=totals if rows else (), frozen=3)


def _rank_row(t: Texts, one: RankLine, n: int, count: int, whole: Fraction) -> tuple[Value, ...]:
    change: Value = None
    if one.change_tenths is not None:
        change = Formula(f"={_cell(n, 7)}-{_cell(n, 8)}", Fraction(one.change_tenths, 10))
    share: Value = None
    if one.net_amount is not None and whole:
        share = Formula(f"={_cell(n, 11)}/SUM({_column(count, 11, fixed=True)})", one.net_amount / whole)
    before = None if one.before is None or one.change_tenths is None else one.before.score
    return (
        one.place if one.grade else None, one.dealer.code, one.dealer.label(t.lang), one.dealer.area,
        t(TIERS[one.dealer.tier]) if one.dealer.tier in TIERS else one.dealer.tier, grade_label(t, one.grade),
        _decided(t, one.decided.grade if one.decided else None), _shown(one.score), _shown(before), change,
        one.coverage, one.net_amount, share, t.render(one.main_driver) if one.main_driver else "",
    )  # fmt: skip


def _decided(t: Texts, grade: Grade | None) -> str:
    return "" if grade is None else grade_label(t, grade)


def _shown(score: Fraction | None) -> Fraction | None:
    return None if score is None else Fraction(shown_tenths(score), 10)


def _indicators(pen: Writer, t: Texts, named: _Named, dealers: Sequence[HealthSheet]) -> None:
    """Every figure with what it scored; what it lost follows from score and weight."""
    heads = (
        Head(t("Code")), Head(t("Dealer")), Head(t("Dimension")), Head(t("Indicator")), Head(t("This quarter"), "any"),
        Head(t("Last quarter"), "any"), Head(t("Target")), Head(t("Score 0 to 100"), "points"),
        Head(t("Weight"), "ratio"), Head(t("Lost"), "score"), Head(t("Cases"), "count"), Head(t("No figure because")),
        Head(t("Reference")),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for each in dealers:
        titles = {side.id: t(side.title) for side in each.dimensions}
        for line in each.indicators:
            rows.append(_indicator_row(t, each, line, titles.get(line.dimension, line.dimension), len(rows)))
    pen.sheet(*named, heads, rows, frozen=4)


def _indicator_row(t: Texts, each: HealthSheet, line: IndicatorLine, side: str, n: int) -> tuple[Value, ...]:
    lost: Value = None
    if line.score is not None and line.weight:
        lost = Formula(f"=(100-{_cell(n, 7)})*{_cell(n, 8)}", (100 - line.score) * line.weight)
    return (
        each.dealer.code, each.dealer.label(t.lang), side, t(line.info.title), Figure(line.info.unit, line.value),
        Figure(line.info.unit, line.previous), said(t, target_of(line)), line.score, line.weight, lost, line.n or None,
        t(NO_FIGURE[line.presence]) if line.presence != "present" else "",
        each.provenance.references.get(line.info.id, ""),
    )  # fmt: skip


def _ledger(pen: Writer, t: Texts, named: _Named, dealers: Sequence[HealthSheet]) -> None:
    """100 less what each dimension lost is the score, as printed."""
    sides = {side.id: t(side.title) for each in dealers for side in each.dimensions}
    heads = (
        Head(t("Code")), Head(t("Dealer")), Head(t("Grade")), *(Head(title, "points") for title in sides.values()),
        Head(t("Lost"), "points"), Head(t("Score"), "points"),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for each in (one for one in dealers if one.score_tenths is not None):
        lost = {side.id: side.lost_tenths for side in each.dimensions if side.points}
        first, last = _cell(len(rows), 3), _cell(len(rows), 2 + len(sides))
        together = sum(lost.values())
        rows.append(
            (each.dealer.code, each.dealer.label(t.lang), grade_label(t, each.grade),
             *(Fraction(lost[side], 10) if side in lost else None for side in sides),
             Formula(f"=SUM({first}:{last})", Fraction(together, 10)),
             Formula(f"=100-{_cell(len(rows), 3 + len(sides))}", Fraction(1000 - together, 10)))
        )  # fmt: skip
    pen.sheet(*named, heads, rows, frozen=3)


def _drivers(pen: Writer, t: Texts, named: _Named, dealers: Sequence[HealthSheet]) -> None:
    """Why each score changed, in parts that add up; of one dealer with their sum, the change itself."""
    heads = (Head(t("Code")), Head(t("Dealer")), Head(t("Driver")), Head(t("Points"), "points"), Head(t("Sentence")))
    rows: list[tuple[Value, ...]] = [
        (each.dealer.code, each.dealer.label(t.lang), t.render(one.title), Fraction(one.tenths, 10),
         t.render(one.sentence))
        for each in dealers
        for one in each.drivers
        if one.tenths
    ]  # fmt: skip
    total = sum((Fraction(one.tenths, 10) for each in dealers for one in each.drivers), Fraction(0))
    totals: tuple[Value, ...] = ("", "", t("Together"), Formula(f"=SUM({_column(len(rows), 3)})", total), "")
    pen.sheet(*named, heads, rows, totals=totals if rows and len(dealers) == 1 else (), frozen=2)


def _definitions(pen: Writer, t: Texts, named: _Named, infos: Sequence[KpiInfo], origin: Provenance) -> None:
    heads = (Head(t("Figure")), Head(t("Definition")), Head(t("Counted")), Head(t("Owner")), Head(t("Reference")))
    rows = [
        (t(one.title), t(one.definition), t.render(one.basis) if one.basis is not None else "", t(one.owner),
         origin.references.get(one.id, ""))
        for one in infos
    ]  # fmt: skip
    pen.sheet(*named, heads, rows)


def _origin(pen: Writer, t: Texts, named: _Named, origin: Provenance) -> None:
    """Where all of it comes from, as the reports print it."""
    pairs: list[tuple[str, str]] = [
        (t("Health model"), f"{t(origin.model_name)} · {t('version {n}', n=origin.model_version)}"),
        (t("Configuration pack"), origin.pack),
        (t("Basis"), t.render(origin.basis) if origin.basis is not None else ""),
        (t("Data until"), day_text(t, origin.data_until)), (t("Import batches"), " · ".join(origin.batches)),
        (t("Assessed on"), day_text(t, origin.assessed_on)),
        (t("Frozen at transaction"), "" if origin.tx is None else str(origin.tx)),
        (t("Head of the operation log"), origin.journal_head), (t("Frozen figures (SHA-256)"), origin.figures_hash),
        (t("Reference"), origin.reference),
        (t("Grading"), t.render(origin.grading) if origin.grading is not None else ""),
    ]  # fmt: skip
    pen.sheet(*named, (Head(t("Origin")), Head(t("Value"))), [pair for pair in pairs if pair[1]])
