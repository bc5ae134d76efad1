"""The dossier of one adjustment on paper: health, what follows by the rules, the effect, who approved, what counts."""

from dataclasses import replace
from fractions import Fraction

from sqlalchemy.orm import Session

from app.core.period import day_of
from app.core.texts import N_, Texts, texts
from app.health.wording import grade_text, tenths_text
from app.incentives.dossier.record import Dossier
from app.incentives.dossier.record import read_dossier as read_record
from app.incentives.dossier.rules import TREND_TITLES
from app.incentives.dossier.wording import before_text, change_text, factor_text, minor_text, rule_text
from app.incentives.policy import STATES
from app.incentives.rounding import e4_per_minor
from app.incentives.words import DOSSIER_STATES, POSTING_TITLES
from app.meetings.effects.links import DOSSIER, cited_by
from app.reports.kit import look
from app.reports.kit.flow import Flow
from app.reports.kit.numbers import UNKNOWN
from app.reports.kit.table import Cell, Column, Row, draw_table

__all__ = ["dossier_report", "read_dossier"]
_VERDICTS = {"yes": N_("Approved"), "no": N_("Refused")}
_WAYS = {"passphrase": N_("Own passphrase"), "oa": N_("Company's approval system")}


def read_dossier(session: Session, dossier_id: str) -> Dossier:
    """Everything of one adjustment with the decision that opened it; raises UserError where it is gone."""
    cited = cited_by(session, DOSSIER, dossier_id)
    return replace(read_record(session, dossier_id), decided=None if cited is None else cited.words)


def dossier_report(sheet: Dossier, lang: str) -> bytes:
    """The PDF; the same dossier gives the same bytes."""
    t, line = texts(lang), sheet.line
    title = t("Dossier {ref}: {dealer}, {period}", ref=line.ref, dealer=line.dealer, period=line.period)
    flow = Flow(lang, title=title, subject=t("Dossier of an adjustment"), running=title,
                footer=" · ".join(filter(None, (line.ref, line.approval_ref))))  # fmt: skip
    _head(flow, sheet)
    _health(flow, sheet)
    _proposal(flow, sheet)
    _effect(flow, sheet)
    _approval(flow, sheet)
    _version(flow, sheet)
    _paid(flow, sheet)
    _origin(flow, sheet)
    return flow.finish()


def _pairs(flow: Flow, pairs: list[tuple[str, str]]) -> None:
    rows = [Row((Cell(name, color=look.DIM), value)) for name, value in pairs if value]
    draw_table(flow, (Column("", 30), Column("", 70)), rows, size=9.5, pad=3.0)


def _head(flow: Flow, sheet: Dossier) -> None:
    t, line = flow.t, sheet.line
    flow.text(t("Dossier of an adjustment"), size=look.SMALL, color=look.BRAND, bold=True, after=1)
    flow.bookmark(t("Dossier of an adjustment"))
    flow.text(line.dealer, size=18, bold=True, after=1, leading=1.35)
    parts = [line.ref, t("Code {code}", code=line.code), line.region, line.policy_label(t.lang),
             t("after the review of {period}", period=line.period)]  # fmt: skip
    flow.text(" · ".join(filter(None, parts)), size=look.SMALL, color=look.DIM, after=4)
    said = t("{state}: grade {before} → {after}, factor {old} → {new}", state=t(DOSSIER_STATES[line.state]),
             before=t.render(before_text(line)), after=t.render(grade_text(line.grade)),
             old=factor_text(line.before), new=factor_text(line.factor))  # fmt: skip
    flow.text(said, size=12, bold=True, after=6)


def _health(flow: Flow, sheet: Dossier) -> None:
    t, line = flow.t, sheet.line
    flow.heading(t("How health changed"), keep=60)
    decided = ""
    if line.decided_by:
        decided = t("{by}: {reason} (computed {grade})", by=line.decided_by, reason=line.decided_why,
                    grade=t.render(grade_text(line.computed)))  # fmt: skip
    _pairs(flow, [
        (t("Grade"), f"{t.render(before_text(line))} → {t.render(grade_text(line.grade))}"),
        (t("Score"), f"{_score(line.score_before)} → {_score(line.score_tenths)}"),
        (t("Trend"), t(TREND_TITLES[line.trend])),
        (t("Decided by"), decided),
    ])  # fmt: skip


def _score(tenths: int | None) -> str:
    return UNKNOWN if tenths is None else tenths_text(tenths)


def _proposal(flow: Flow, sheet: Dossier) -> None:
    t, line = flow.t, sheet.line
    flow.heading(t("What is proposed"), keep=60)
    rule = t("The table says nothing of this grade and trend") if line.rule is None else t.render(rule_text(line.rule))
    _pairs(flow, [
        (t("Rule"), rule),
        (t("Table of rules"), t("version {n}", n=number) if (number := line.evidence["table"]) else t("the usual one")),
        (t("By the table"), "" if line.proposed is None else factor_text(line.proposed)),
        (t("Held by the cap"), t("yes") if line.is_capped else ""),
        (t("Proposed factor"), t("{factor} ({change})", factor=factor_text(line.factor),
                                 change=change_text(line.factor - line.before))),
        (t("Reason"), line.reason),
        (t("Decided by a meeting"), "" if sheet.decided is None else t.render(sheet.decided)),
    ])  # fmt: skip


def _effect(flow: Flow, sheet: Dossier) -> None:
    t, line, effect = flow.t, sheet.line, sheet.line.effect
    flow.heading(t("Simulated effect"), keep=60)
    if effect is None or line.first_on is None or line.last_on is None:
        flow.text(t("Not simulated yet."), size=look.SMALL + 0.5, color=look.DIM)
        return
    share = Fraction(effect.change * e4_per_minor(line.currency), effect.sales_e4) if effect.sales_e4 > 0 else None
    _pairs(flow, [
        (t("Replayed"), t("{first} to {last}, by the same arithmetic that settles", first=day_of(line.first_on),
                          last=day_of(line.last_on))),
        (t("As it is"), minor_text(effect.before_minor, line.currency, t.lang)),
        (t("With the adjustment"), minor_text(effect.after_minor, line.currency, t.lang)),
        (t("Change"), minor_text(effect.change, line.currency, t.lang)),
        (t("Of the sales"), "" if share is None else f"{change_text(round(share * 1_000_000))}"),
    ])  # fmt: skip


def _approval(flow: Flow, sheet: Dossier) -> None:
    t, found = flow.t, sheet.approval
    flow.heading(t("Approval"), keep=60)
    if found is None:
        flow.text(t("Not submitted yet."), size=look.SMALL + 0.5, color=look.DIM)
        return
    with_it = t("together with other dealers: {n}", n=sheet.others)
    _pairs(flow, [
        (t("Approval"), f"{found.ref} · {with_it}"),
        (t("Asked for by"), f"{found.made_by} · {day_of(found.made_on)}"),
        (t("SHA-256 of what is approved"), found.content_sha256),
    ])  # fmt: skip
    columns = (Column(t("Step"), 10), Column(t("Decision of the step"), 18), Column(t("Decided by"), 24),
               Column(t("Way of the decision"), 26), Column(t("Day"), 22))  # fmt: skip
    rows = [
        Row((str(one.step + 1), t(_VERDICTS[one.verdict]), one.oa_approver or one.person,
             _way(t, one.way, one.oa_number), str(day_of(one.decided_on))))
        for one in found.decisions
    ]  # fmt: skip
    if rows:
        draw_table(flow, columns, rows, size=9.5, pad=3.0)
    for reason in filter(None, (one.reason for one in found.decisions)):
        flow.bullet(reason, size=look.SMALL + 0.5)


def _way(t: Texts, way: str, number: str) -> str:
    return " ".join(filter(None, (t(_WAYS[way]), number)))


def _version(flow: Flow, sheet: Dossier) -> None:
    t, row, base = flow.t, sheet.version, sheet.base
    flow.heading(t("New version of the policy"), keep=60)
    if row is None:
        flow.text(t("None yet: it is made when the adjustments are submitted."), size=look.SMALL + 0.5, color=look.DIM)
        return
    _pairs(flow, [
        (t("Policy"), sheet.line.policy_label(t.lang)),
        (t("Version"), t("{ref}, version {n}", ref=row.ref, n=row.number)),
        (t("State"), t(STATES[row.state])),
        (t("In effect"), t("from {first} to {last}", first=day_of(row.from_on), last=day_of(row.to_on))),
        (t("Before it"), "" if base is None else t("{ref}, version {n}", ref=base.ref, n=base.number)),
        (t("SHA-256 of the content"), row.content_sha256),
        (t("SHA-256 of the text"), row.text_sha256 or ""),
    ])  # fmt: skip


def _paid(flow: Flow, sheet: Dossier) -> None:
    t, line = flow.t, sheet.line
    flow.heading(t("Settled under the new version"), keep=60)
    if not sheet.paid:
        flow.text(t("Nothing was settled under it yet."), size=look.SMALL + 0.5, color=look.DIM)
        return
    columns = (Column(t("Period"), 18), Column(t("Kind"), 26), Column(t("Posting"), 20), Column(t("Day"), 16),
               Column(t("Amount"), 20, "right"))  # fmt: skip
    rows = [
        Row((one.period, t(POSTING_TITLES[one.kind]), one.posting_ref, str(day_of(one.posted_on)),
             minor_text(one.amount_minor, line.currency, t.lang)))
        for one in sheet.paid
    ]  # fmt: skip
    draw_table(flow, columns, rows, size=9.5, pad=3.0)


def _origin(flow: Flow, sheet: Dossier) -> None:
    t, told, line = flow.t, sheet.line.evidence, sheet.line
    flow.heading(t("Origin"), keep=60)
    pairs = [
        (t("Assessment of a quarter"), f"{told['round']} · {t('version {n}', n=told['version'])}"),
        (t("SHA-256 of the dealer's assessment"), told["figures_sha256"]),
        (t("SHA-256 of the signed review"), told["signed_sha256"]),
        (t("SHA-256 of the simulation"), line.simulation_sha256),
        (t("Made on"), str(day_of(line.made_on))),
    ]  # fmt: skip
    rows = [Row((Cell(name, color=look.DIM), value)) for name, value in pairs if value]
    draw_table(flow, (Column("", 30), Column("", 70)), rows, size=8.5)
