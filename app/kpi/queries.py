"""What screens, reports and the command line ask of the KPIs; everything comes from the cells."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.errors import UsageError, UserError
from app.core.period import Period, between, day_number
from app.kpi.against import CUMULATIVE
from app.kpi.answered import Answered, choice_of, grows, refuse_groups
from app.kpi.atoms import atom
from app.kpi.counting import USUAL, Counting, by_tax
from app.kpi.dated import DatedReader
from app.kpi.definitions import FIXED_BASIS, Kpi
from app.kpi.kept import Kept, People, kept_of, known_at
from app.kpi.looking import EVER_AFTER, Look
from app.kpi.naming import Asked
from app.kpi.organisation import PLACES, PRESENT, Structure
from app.kpi.own.known import find_kpi, listed_kpis
from app.kpi.people import find_group
from app.kpi.reading import Memory, Reader
from app.kpi.rows import KpiRow, Sums
from app.kpi.scope import Bucket, Scope
from app.kpi.stated import ever_stated

__all__ = [
    "DIMENSIONS",
    "Answered",
    "KpiRow",
    "Readers",
    "Sums",
    "kpi_rows",
    "memory_of",
    "people_once",
    "read_answered",
    "read_rows",
    "read_sums",
    "read_totals",
    "trend",
]

DIMENSIONS: Final = ("total", "dealer", *PLACES, "month", "product-group")


class Readers(NamedTuple):
    """What reads figures, and what reads growth, which follows those who took a business over."""

    plain: Reader
    growing: Reader

    def of(self, kpi: Kpi) -> Reader:
        """What reads one KPI."""
        return self.growing if grows(kpi) else self.plain


def kpi_rows(
    db: Database,
    *,
    only: Sequence[str] | None = None,
    first: Period,
    last: Period,
    by: str | Sequence[str] = "total",
    grain: str | None = None,
    basis: str | None = None,
    dealer: str | None = None,
    region: str | None = None,
    group: str | None = None,
    structure: Structure = PRESENT,
    today: date | None = None,
    align: str = CUMULATIVE,
    counting: Counting = USUAL,
) -> list[KpiRow]:
    """The KPIs of a period, as one total or by any of dealer, month, product group and the places of dealers.

    ``structure`` says by which organisation, and of which part of it, ``counting`` which lines count, with or without
    tax. ``grain``, ``basis`` and tax count where a KPI offers them; each row says which it used. Raises UserError for
    an unknown KPI, dealer, region or group, and for a named KPI that cannot be rolled up as asked; where no KPI is
    named, such a one is left out.
    """
    with db.read() as session:
        return read_rows(
            session, only=only, first=first, last=last, by=by, grain=grain, basis=basis, dealer=dealer, region=region,
            group=group, structure=structure, today=today, align=align, counting=counting,
        )  # fmt: skip


def read_rows(
    session: Session,
    *,
    only: Sequence[str | Kpi] | None = None,
    first: Period,
    last: Period,
    by: str | Sequence[str] = "total",
    grain: str | None = None,
    basis: str | None = None,
    dealer: str | None = None,
    region: str | None = None,
    group: str | None = None,
    structure: Structure = PRESENT,
    today: date | None = None,
    dealers: frozenset[int] | None = None,
    often: bool = False,
    align: str = CUMULATIVE,
    counting: Counting = USUAL,
) -> list[KpiRow]:
    """``kpi_rows`` inside a session that is open already; ``dealers`` are numbers of those to leave it at.

    ``only`` may hold KPIs that nobody kept yet. ``often`` reads month cells into memory, where they stay until
    something is written; ``align`` says what growth compares (``app/kpi/against.py``).
    """
    counting = counting if basis is None else replace(counting, basis=basis)
    named = listed_kpis(session).values() if only is None else only
    wanted = [one if isinstance(one, Kpi) else find_kpi(session, one) for one in named]
    dimensions = _dimensions(by)
    period = between(first, last)
    spans = period.months if "month" in dimensions else (period,)
    filters = (dealer, region, group)
    reader, asked = _reader(
        session, spans, dimensions, filters, today, structure, often=often, only=dealers, align=align,
        counting=counting,
    )  # fmt: skip
    rows: list[KpiRow] = []
    for kpi in wanted:
        try:
            rows += Answered(kpi, reader.of(kpi), asked, choice_of(kpi.grains, grain)).rows
        except UserError:
            if only is not None:
                raise
    return rows


def read_totals(
    session: Session,
    spans: Sequence[Period],
    *,
    only: Sequence[str],
    dealer: str | None = None,
    region: str | None = None,
    group: str | None = None,
    structure: Structure = PRESENT,
    today: date | None = None,
    often: bool = False,
    counting: Counting = USUAL,
) -> dict[str, Answered]:
    """For each KPI its totals of several spans, in their order; without the KPIs that one of them cannot be asked."""
    filters = (dealer, region, group)
    reader, asked = _reader(session, spans, (), filters, today, structure, often=often, counting=counting)
    found = {}
    for kpi in (find_kpi(session, name) for name in only):
        try:
            found[kpi.id] = Answered(kpi, reader.of(kpi), asked, choice_of(kpi.grains, None))
        except UserError:
            continue
    return found


def read_sums(
    session: Session,
    kpi: str,
    *,
    first: Period,
    last: Period,
    by: str | Sequence[str],
    dealer: str | None = None,
    region: str | None = None,
    group: str | None = None,
    structure: Structure = PRESENT,
    today: date | None = None,
    counting: Counting = USUAL,
) -> Sums:
    """A KPI that is one additive measure, as the whole numbers that its rows are made of; asked often.

    Without any where no file ever says what it sums up.
    """
    dimensions = _dimensions(by)
    period = between(first, last)
    spans = period.months if "month" in dimensions else (period,)
    filters = (dealer, region, group)
    reader, asked = _reader(session, spans, dimensions, filters, today, structure, often=True, counting=counting)
    known = by_tax(find_kpi(session, kpi), counting.tax)
    refuse_groups(known, asked.scope)
    found = atom(known.formula, choice_of(known.grains, None), choice_of(known.bases, counting.basis) or FIXED_BASIS)
    values = reader.plain.values(found) if ever_stated(reader.plain, found) else {}
    return Sums(values, found.measure.scale, asked)


def read_answered(
    session: Session,
    kpi: str,
    *,
    period: Period,
    by: str | Sequence[str],
    dealer: str | None = None,
    region: str | None = None,
    group: str | None = None,
    structure: Structure = PRESENT,
    today: date | None = None,
    dealers: frozenset[int] | None = None,
    counting: Counting = USUAL,
    align: str = CUMULATIVE,
) -> Answered:
    """The values of one KPI, to look at all of them and put some into rows; asked often, else as ``read_rows``."""
    dimensions = _dimensions(by)
    spans = period.months if "month" in dimensions else (period,)
    reader, asked = _reader(
        session, spans, dimensions, (dealer, region, group), today, structure, often=True, only=dealers,
        counting=counting, align=align,
    )  # fmt: skip
    known = find_kpi(session, kpi)
    return Answered(known, reader.of(known), asked, choice_of(known.grains, None))


def _reader(
    session: Session,
    spans: Sequence[Period],
    dimensions: tuple[str, ...],
    filters: tuple[str | None, str | None, str | None],
    today: date | None,
    structure: Structure,
    *,
    often: bool,
    only: frozenset[int] | None = None,
    align: str = CUMULATIVE,
    counting: Counting = USUAL,
) -> tuple[Readers, Asked]:
    """What reads the cells, and what names their keys; ``filters`` are dealer, region and group."""
    dealer, region, group = filters
    reads = "database" in session.info  # who writes may have changed what is kept
    kept = kept_of(session) if often or reads else Kept(known_at(session))
    dealers, groups = kept.people(session)
    limit = None if today is None else day_number(today)
    calendar = kept.calendar(session)
    look = Look(kept.organisation(session), structure, dimensions, EVER_AFTER if limit is None else limit)
    plain = Scope(
        buckets=tuple(Bucket.of(one, today=limit, align=align, calendar=calendar) for one in spans),
        dealers=dealers,
        groups="product-group" in dimensions,
        group_n=None if group is None else find_group(groups, group),
        kinds=counting.kinds,
        calendar=calendar,
    )
    memory, kept_one = memory_of(session) if often else {}, kept if often else None

    def reader(*, follow: bool) -> Reader:
        scope = look.scope(plain, dealer=dealer, region=region, only=only, follow=follow)
        times = look.times(follow=follow)
        if times is None:
            return Reader(session, scope, memory, kept_one)
        return DatedReader(session, scope, memory, kept_one, times=times)

    first = reader(follow=structure.successors == "follow")
    same = structure.successors or not look.organisation.chains.kept
    asked = Asked(dimensions, first.scope, groups, *kept.words(session), kept.tx, look, counting)
    return Readers(first, first if same else reader(follow=True)), asked


def people_once(session: Session) -> People:
    """Dealers and groups, read once for as long as nothing is written."""
    return kept_of(session).people(session)


def memory_of(session: Session) -> Memory:
    """What was read for one figure of a session that only reads, and serves the others too."""
    found: Memory = session.info.setdefault("kpi.memory", {})
    return found


def trend(
    db: Database,
    kpi: str,
    *,
    first: Period,
    last: Period,
    by: Sequence[str] = (),
    today: date | None = None,
    basis: str | None = None,
    dealer: str | None = None,
    region: str | None = None,
    group: str | None = None,
    structure: Structure = PRESENT,
) -> list[KpiRow]:
    """One KPI month by month, every month of the span once, also those without facts."""
    return kpi_rows(
        db, only=[kpi], first=first, last=last, by=("month", *by), basis=basis, dealer=dealer, region=region,
        group=group, structure=structure, today=today,
    )  # fmt: skip


def _dimensions(by: str | Sequence[str]) -> tuple[str, ...]:
    asked = tuple(by.split(",")) if isinstance(by, str) else tuple(by)
    for one in asked:
        if one not in DIMENSIONS:
            raise UsageError("Figures are split by {known}, not by “{by}”.", by=one, known=", ".join(DIMENSIONS))
    return tuple(one for one in DIMENSIONS[1:] if one in asked)
