"""What is read of the effect of decisions."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.core.files import FileStore
from app.core.period import day_number, day_of
from app.core.texts import either
from app.kpi.kpi import Kpi
from app.kpi.own.known import known_kpis
from app.meetings.effects.kept import read_measured
from app.meetings.effects.links import links_of_all
from app.meetings.effects.measuring import expected_of, months_of
from app.meetings.effects.rows import AimRow, DecisionRow, EffectDue, HitRate, Measured
from app.meetings.effects.wording import said_of
from app.meetings.model import AgendaItem, DecisionAim, Meeting, MeetingSeries, Outcome

_MARK: Final = 12


def aims(session: Session, files: FileStore | None = None, *, outcome_id: str = "") -> list[AimRow]:
    """The aims of decisions, the newest meeting first; with ``files`` each with its measurement.

    Those that were withdrawn are among them.
    """
    return _aims(session, files, *([DecisionAim.outcome_id == outcome_id] if outcome_id else ()))


def _aims(session: Session, files: FileStore | None, *which: ColumnElement[bool]) -> list[AimRow]:
    known = known_kpis(session)
    asked = (
        select(DecisionAim, Outcome, Meeting, MeetingSeries)
        .join(Outcome, Outcome.id == DecisionAim.outcome_id)
        .join(Meeting, Meeting.id == Outcome.meeting_id)
        .join(MeetingSeries, MeetingSeries.id == Meeting.series_id)
        .where(DecisionAim.removed.is_(False), Outcome.removed.is_(False), *which)
        .order_by(Meeting.held_on.desc(), Meeting.id, Outcome.n, DecisionAim.id)
    )
    rows = session.execute(asked).all()
    wanted = [one.result_sha256 for one, *_ in rows if one.result_sha256] if files is not None else []
    kept = {} if files is None else dict(zip(wanted, map(read_measured, files.each(wanted)), strict=True))
    return [_aim(known, kept, *row) for row in rows]


def _aim(
    known: Mapping[str, Kpi], kept: Mapping[str, Measured], one: DecisionAim, outcome: Outcome, meeting: Meeting,
    series: MeetingSeries,
) -> AimRow:  # fmt: skip
    kpi = known.get(one.kpi)
    return AimRow(
        one.id, one.ref, outcome.id, outcome.ref, outcome.text, meeting.id, meeting.ref,
        either(series.name, series.name_en or ""), meeting.number, meeting.held_on, one.kpi,
        one.kpi if kpi is None else kpi.name, "count" if kpi is None else kpi.unit,
        "none" if kpi is None else kpi.direction, expected_of(one), one.relative, one.treated, one.control,
        months_of(one), one.check_on, one.state, one.verdict or "", one.measured_on, one.result_sha256 or "",
        kept.get(one.result_sha256 or ""),
    )  # fmt: skip


def decisions(session: Session, files: FileStore | None = None) -> list[DecisionRow]:
    """Every decision with its aims and what it opened, the newest meeting first."""
    by_outcome: dict[str, list[AimRow]] = defaultdict(list)
    for one in aims(session, files):
        by_outcome[one.outcome_id].append(one)
    links = links_of_all(session)
    asked = (
        select(Outcome, Meeting, MeetingSeries, AgendaItem.dealer_id, AgendaItem.kpi)
        .join(Meeting, Meeting.id == Outcome.meeting_id)
        .join(MeetingSeries, MeetingSeries.id == Meeting.series_id)
        .join(AgendaItem, AgendaItem.id == Outcome.item_id)
        .where(Outcome.kind == "decision", Outcome.removed.is_(False))
        .order_by(Meeting.held_on.desc(), Meeting.id, Outcome.n)
    )
    return [
        DecisionRow(
            one.id, one.ref, one.text, meeting.id, meeting.ref, either(series.name, series.name_en or ""),
            meeting.number, meeting.held_on, dealer or "", kpi or "", tuple(by_outcome[one.id]),
            tuple(links.get(one.id, ())),
        )
        for one, meeting, series, dealer, kpi in session.execute(asked)
    ]  # fmt: skip


def hit_rate(session: Session, year: int) -> HitRate:
    """What became of the decisions of a year, by the day of their meeting."""
    first, last = day_number(date(year, 1, 1)), day_number(date(year, 12, 31))
    held = Meeting.held_on.between(first, last)
    made = (
        select(Outcome.id)
        .join(Meeting, Meeting.id == Outcome.meeting_id)
        .where(Outcome.kind == "decision", Outcome.removed.is_(False), held)
    )
    rows = [one for one in _aims(session, None, held) if one.state != "withdrawn"]
    count = Counter(one.verdict if one.state == "measured" else "waiting" for one in rows)
    return HitRate(
        year, len(session.scalars(made).all()), len(rows), count["reached"], count["missed"], count["not_proven"],
        count["no_control"], count["no_figures"], count["waiting"],
    )  # fmt: skip


def hit_rates(session: Session) -> list[HitRate]:
    """The same of each year in which something was decided, the newest first."""
    asked = (
        select(Meeting.held_on)
        .join(Outcome, Outcome.meeting_id == Meeting.id)
        .where(Outcome.kind == "decision", Outcome.removed.is_(False))
    )
    years = {_year(one) for one in session.scalars(asked.distinct())}
    return [hit_rate(session, one) for one in sorted(years, reverse=True)]


def due_effects(session: Session, on: int, *, files: FileStore | None = None, meeting_id: str = "") -> list[EffectDue]:
    """What is to be discussed on a day: measured aims that no meeting has discussed so, and those that are too early.

    ``meeting_id`` is the meeting that asks: what stands on its own agenda is still to be discussed. With ``files`` the
    words tell the figures.
    """
    found = _aims(session, files, DecisionAim.state != "withdrawn", DecisionAim.verdict.is_not(None),
                  DecisionAim.check_on <= on)  # fmt: skip
    if not found:
        return []
    said = select(AgendaItem.cause, AgendaItem.fingerprint).where(
        AgendaItem.cause.in_([_cause(one) for one in found]), AgendaItem.state == "done",
        AgendaItem.meeting_id != meeting_id, AgendaItem.removed.is_(False),
    )  # fmt: skip
    over = {(cause, fingerprint) for cause, fingerprint in session.execute(said)}
    due = [EffectDue(one, _cause(one), _fingerprint(one), said_of(one)) for one in found]
    return [one for one in due if (one.cause, one.fingerprint) not in over]


def effect_share(one: AimRow) -> Fraction | None:
    """The measured effect as a share of what was expected; None where it is not measured against a control group."""
    if one.result is None or one.result.effect is None:
        return None
    return one.result.effect.effect / one.change


def _cause(one: AimRow) -> str:
    return f"effect:{one.id}"


def _fingerprint(one: AimRow) -> str:
    return f"{one.verdict}:{one.result_sha256[:_MARK]}"


def _year(day: int) -> int:
    return day_of(day).year
