"""The end of every report: what its words mean, where its figures come from, and the journal's head as text."""

from collections.abc import Mapping, Sequence
from typing import Final

from app.core.texts import Texts
from app.health.sheets import KpiInfo, Provenance
from app.reports.kit import look
from app.reports.kit.flow import Flow
from app.reports.kit.lines import Run, wrap
from app.reports.kit.numbers import day_text
from app.reports.kit.table import Cell, Column, Row, draw_table

_SMALL: Final = 7.5
_LEADING: Final = 1.35


def footer_text(t: Texts, provenance: Provenance) -> str:
    """What stands below every page: the data's day, the import's day, the configuration pack, who may read it."""
    parts = []
    if provenance.data_until:
        parts.append(t("Data until {day}", day=day_text(t, provenance.data_until)))
    if provenance.imported_on:
        parts.append(t("imported {day}", day=day_text(t, provenance.imported_on)))
    if provenance.pack:
        parts.append(t("definitions by {pack}", pack=provenance.pack))
    return " · ".join([*parts, t("Internal")])


def draw_definitions(flow: Flow, infos: Sequence[KpiInfo], references: Mapping[str, str], *, size: float = 7.2) -> None:
    """What each figure means, who owns it, and the reference that leads back to its rows."""
    t = flow.t
    rows, seen = [], set()
    for each in infos:
        if each.id in seen or not each.definition:
            continue
        seen.add(each.id)
        meaning: Cell | str = _meaning(t, each)
        if each.id in references:
            meaning = Cell((Run(f"{meaning}  "), Run(references[each.id], color=look.FADED)))
        rows.append(Row((Cell(t(each.title), bold=True), meaning, Cell(t(each.owner), color=look.DIM))))
    if rows:
        columns = (Column(t("Figure"), 18), Column(t("Definition"), 69), Column(t("Owner"), 10))
        draw_table(flow, columns, rows, size=size, pad=1.1, after=5)


def draw_references(flow: Flow, infos: Sequence[KpiInfo], provenance: Provenance) -> None:
    """The references of the score with its grade and of the figures above, small and grey."""
    found = [provenance.references[each.id] for each in infos if each.id in provenance.references]
    found = [provenance.reference, *found] if provenance.reference else found
    if found:
        flow.text(
            f"{flow.t('References')}  {'   '.join(found)}", size=look.NOTE, color=look.FADED, after=2, leading=1.35
        )


def _meaning(t: Texts, info: KpiInfo) -> str:
    """A definition with what the figure counts."""
    words = t(info.definition)
    return words if info.basis is None else f"{words} {t('Counted: {basis}', basis=info.basis)}"


def draw_provenance(flow: Flow, provenance: Provenance) -> None:
    """How the score came, with its reference; model, data and journal head for whoever checks this against the file."""
    t = flow.t
    short = [(t("Health model"), f"{t(provenance.model_name)} · {t('version {n}', n=provenance.model_version)}")]
    if provenance.data_until:
        short.append((t("Data until"), day_text(t, provenance.data_until)))
    if provenance.assessed_on:
        short.append((t("Assessed on"), day_text(t, provenance.assessed_on)))
    if provenance.tx is not None:
        short.append((t("Frozen at transaction"), str(provenance.tx)))
    rows = [short]
    long = (
        (t("Basis"), t.render(provenance.basis) if provenance.basis else ""),
        (t("Configuration pack"), provenance.pack), (t("Import batches"), " · ".join(provenance.batches)),
        (t("Head of the operation log"), provenance.journal_head),
        (t("Frozen figures (SHA-256)"), provenance.figures_hash),
    )  # fmt: skip
    rows += [[pair] for pair in long if pair[1]]
    grading = t.render(provenance.grading) if provenance.grading else ""
    score = (Run(f"{grading}  " if grading else ""), Run(provenance.reference, color=look.FADED))
    told = [_pairs(row) for row in rows]
    said: list[tuple[Run, ...]] = [score, *told]
    high = _SMALL * _LEADING
    flow.need(sum(len(wrap(each, _SMALL, flow.width)) for each in said) * high + 5)
    if grading or provenance.reference:
        flow.text(score, size=_SMALL, color=look.DIM, after=5, leading=_LEADING)
    for words in told:
        flow.text(words, size=_SMALL, after=0, leading=_LEADING)


def _pairs(row: Sequence[tuple[str, str]]) -> tuple[Run, ...]:
    """Names dim before their values, in one line."""
    return tuple(run for name, value in row for run in (Run(f"{name}  ", color=look.DIM), Run(f"{value}    ")))
