"""Words that every sheet of a statement says: whose it is, for what, and where all of it comes from."""

from typing import Final

from app.core.period import day_of
from app.core.texts import N_, Texts
from app.incentives.explain.statement import Statement
from app.incentives.policy import EVENT_TITLES, RETURNS_TITLES, TAX_TITLES
from app.reports.kit.numbers import day_text, period_text

_MEASURES: Final = {"value": N_("by value"), "quantity": N_("by quantity")}


def dealer_name(statement: Statement, lang: str) -> str:
    """The dealer in a language."""
    return (statement.head.dealer_en if lang == "en" else "") or statement.head.dealer


def policy_name(statement: Statement, lang: str) -> str:
    """The policy in a language."""
    return (statement.policy.name_en if lang == "en" else "") or statement.policy.name


def period_words(t: Texts, statement: Statement) -> str:
    """The period, with its days."""
    first, last = (day_of(day) for day in (statement.figures.first_on, statement.figures.last_on))
    name = period_text(t, statement.head.period) if _is_period(statement.head.period) else statement.head.period
    days = t("{first} to {last}", first=day_text(t, first), last=day_text(t, last))
    return t("{period} ({days})", period=name, days=days) if name else days


def _is_period(name: str) -> bool:
    return len(name) == len("2026-Q1") and name[5] in "Q01"


def told(t: Texts, statement: Statement) -> str:
    """On what figure it is computed, in one line."""
    basis = statement.policy.basis
    parts = [t(EVENT_TITLES[basis.event]), t(_MEASURES[basis.measure]), t(TAX_TITLES[basis.tax]),
             t(RETURNS_TITLES[basis.returns])]  # fmt: skip
    return t("Counted: {basis}", basis=" · ".join(parts))


def origin_lines(t: Texts, statement: Statement) -> list[tuple[str, str]]:
    """Where it comes from: what the statement can be recomputed by."""
    head, figures = statement.head, statement.figures
    posted = None if head.posted_on is None else day_of(head.posted_on)
    cutoff = None if head.cutoff_on is None else day_of(head.cutoff_on)
    return [
        (t("Issuer of the statement"), head.issuer),
        (t("Posting"), head.posting_ref or t("a trial, not posted")),
        (t("Posted on"), day_text(t, posted) if posted else ""),
        (t("Documents until"), day_text(t, cutoff) if cutoff else ""),
        (t("Version of a policy"), f"{head.version_ref} · {t('version {n}', n=head.version)}".strip(" ·")),
        (t("SHA-256 of the content"), head.content_sha256),
        (t("Facts as of transaction"), "" if head.tx is None else str(head.tx)),
        (t("Version of the arithmetic"), head.engine),
        (t("Counted rows"), str(figures.rows)),
        (t("SHA-256 of the rows"), figures.keys_sha256),
    ]
