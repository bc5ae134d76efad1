"""The next-tier coach on the command line."""

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from app.cli.output import print_json, print_table, progress
from app.core.errors import UsageError, UserError
from app.core.money import decimal_text
from app.core.period import day_of
from app.core.texts import Text, Texts
from app.dealers.queries import find_party
from app.incentives.coach.choosing import coach_of, find_coached
from app.incentives.coach.reading import Coach, CoachLine
from app.incentives.coach.rules import ADVICE_TITLES
from app.incentives.coach.wording import advice_text, days_text, details, minor_text, part_text, size_text

if TYPE_CHECKING:
    from app.bootstrap import Desk


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``coach``."""
    one.add_argument("policy", nargs="?", default="", metavar="CODE", help=t("default: the first policy of the stack"))
    one.add_argument("--dealer", default="", metavar="CODE", help=t("what to say to one dealer, with the cheapest mix"))
    one.add_argument("--day", default="", metavar="DAY", help=t("as of this day; default: today"))


def run_coach(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """``coach [CODE] [--dealer CODE] [--day D]``: how far everybody is from the next tier, and what to say to whom."""
    today = _day(desk, args.day)
    with desk.db.read() as session:
        parties = [find_party(session, args.dealer).id] if args.dealer else None
        chosen = find_coached(session, args.policy, today) if args.policy else ""
        coach = coach_of(session, chosen, today=today, progress=progress(t))
    if coach is None:
        raise UserError("No policy with tiers is in effect on that day.")
    lines = [line for line in coach.lines if parties is None or line.party_id in parties]
    if parties and not lines:
        raise UserError("This dealer does not take part in the policy.")
    if args.json:
        print_json(_told(coach, lines, t))
    elif args.dealer:
        _print_dealer(coach, lines[0], t)
    else:
        _print(coach, lines, t)
    return 0


def _day(desk: "Desk", words: str) -> date:
    try:
        return date.fromisoformat(words) if words else desk.clock.today()
    except ValueError as error:
        raise UsageError("“{day}” is no day such as 2026-03-31.", day=words) from error


def _told(coach: Coach, lines: list[CoachLine], t: Texts) -> dict[str, Any]:
    return {
        "policy": coach.policy.code, "period": coach.period.name, "day": day_of(coach.day).isoformat(),
        "days_left": coach.days_left, "measure": coach.measure, "rows": [_row(coach, line, t) for line in lines],
    }  # fmt: skip


def _row(coach: Coach, line: CoachLine, t: Texts) -> dict[str, Any]:
    chance, after, step = line.chance, line.after, line.step
    return {
        "dealer": line.code, "name": line.name, "figure": line.figure, "advice": line.advice,
        "says": t.render(advice_text(coach, line)), "earned_minor": line.earned_minor, "gain_minor": line.gain_minor,
        "tier": None if line.reached is None else line.reached + 1,
        "next": None if step is None else {"tier": step.tier + 1, "bound": step.bound, "missing": line.missing},
        "days_at_pace": line.days,
        "chance": None if chance is None else decimal_text(*chance.value.as_integer_ratio(), places=4),
        "stock_days_after": None if after is None else decimal_text(*after.as_integer_ratio(), places=1),
    }  # fmt: skip


def _print(coach: Coach, lines: list[CoachLine], t: Texts) -> None:
    said = {"policy": coach.policy.name, "period": coach.period.name, "left": coach.days_left, "n": len(lines)}
    print(t("{policy}, {period} · days left: {left} · dealers: {n}", **said))
    heads = [t("Dealer"), t("Advice"), t("So far"), t("Missing"), t("It earns"), t("Chance"), t("Stock after")]
    print_table(heads, [
        [line.label(t.lang), t(ADVICE_TITLES[line.advice]), _said(t, size_text(coach, line.figure)),
         "" if line.missing is None else _said(t, size_text(coach, line.missing)),
         _said(t, minor_text(coach, line.gain_minor)) if line.step else "",
         "" if line.chance is None else f"{round(100 * line.chance.value)}%", _said(t, days_text(line.after))]
        for line in lines
    ])  # fmt: skip


def _print_dealer(coach: Coach, line: CoachLine, t: Texts) -> None:
    said = {"dealer": line.label(t.lang), "policy": coach.policy.name, "period": coach.period.name}
    print(t("{dealer}, {policy}, {period}", **said))
    print(t.render(advice_text(coach, line)))
    for fact in details(coach, line):
        print(f"  {t.render(fact)}")
    if line.mix is not None and line.mix.parts:
        print(t("Cheapest mix"))
        for part in line.mix.parts:
            print(f"  {t.render(part_text(coach, part))}")


def _said(t: Texts, words: Text | str) -> str:
    return words if isinstance(words, str) else t.render(words)
