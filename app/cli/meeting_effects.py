"""What decisions were to change and what they changed, and the drafts that they open, on the command line."""

import argparse
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.orm import Session

from app.cli.meeting_words import Act, day, dealer, department, iso, person, said, table
from app.cli.output import print_json
from app.core.db import Action
from app.core.errors import UsageError
from app.core.money import decimal_text
from app.core.period import between, day_number, day_of, parse_period
from app.core.texts import N_, Texts
from app.dealers.queries import list_parties
from app.incentives.policies.queries import find_policy
from app.kpi.own.known import find_kpi
from app.meetings.effects.links import open_dossier, open_target, open_task
from app.meetings.effects.queries import decisions, hit_rates
from app.meetings.effects.rows import AimRow, DecisionRow, Months
from app.meetings.effects.rules import Estimate
from app.meetings.effects.service import measure, measure_due, set_aim, usual_months, withdraw_aim
from app.meetings.effects.typed import typed_amount, typed_change, typed_dealers, typed_months, typed_percent
from app.meetings.effects.wording import aim_text, change_text, rate_text
from app.meetings.words import AIM_STATES, AIM_VERDICTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from app.bootstrap import Desk


def _effect_words(one: argparse.ArgumentParser, t: Texts) -> None:
    one.add_argument("decision", metavar="REF", nargs="?", help=t("the decision; without it all are listed"))
    one.add_argument("--kpi", metavar="CODE", help=t("what it shall change"))
    one.add_argument("--change", metavar="N", help=t("by how much: +5%%, --change=-2pp or a number in the KPI's unit"))
    one.add_argument("--dealers", metavar="A,B", default="", help=t("whom it touches; without it all dealers"))
    one.add_argument("--against", metavar="like | none | A,B", default="like", help=t("whom they are compared with"))
    one.add_argument("--before", metavar="M..M", help=t("the months before"))
    one.add_argument("--after", metavar="M..M", help=t("the months after"))
    one.add_argument("--check", metavar="D", help=t("the day on which it is measured"))
    one.add_argument("--measure", action="store_true", help=t("measure it now; without a decision all that are due"))
    one.add_argument("--withdraw", action="store_true", help=t("expect nothing any more"))


def _effect(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    if args.decision is None:
        if args.measure:
            measure_due(desk.db, desk.workspace.files)
        return _told(desk, args, t)
    one = _found(desk, args.decision)
    if args.change is not None:
        _expect(desk, args, one)
    elif args.withdraw:
        _withdraw(desk, _aims(one, args.kpi))
    if args.measure:
        for each in _aims(_found(desk, args.decision), args.kpi):
            measure(desk.db, desk.workspace.files, aim_id=each.id)
    return _told(desk, args, t, one.outcome_id)


def _withdraw(desk: "Desk", found: "Sequence[AimRow]") -> None:
    def command(session: Session) -> None:
        for each in found:
            withdraw_aim(session, aim_id=each.id)

    desk.db.write(Action(N_("Withdrew an expected effect")), command)


def _expect(desk: "Desk", args: argparse.Namespace, one: DecisionRow) -> None:
    usual, check = usual_months(day_of(one.held_on))
    before = typed_months(args.before) if args.before else (usual.before_from, usual.before_to)
    after = typed_months(args.after) if args.after else (usual.after_from, usual.after_to)
    check = day(args.check) or check

    def command(session: Session) -> str:
        kpi = find_kpi(session, args.kpi or one.kpi)
        change, relative = typed_change(args.change).of(kpi.unit)
        known = list_parties(session)
        control = args.against if args.against in {"like", "none"} else typed_dealers(args.against, known)
        return set_aim(
            session, outcome_id=one.outcome_id, kpi=kpi.id, change=change, relative=relative, control=control,
            treated=typed_dealers(args.dealers, known) or None, months=Months(*before, *after), check_on=check,
        )  # fmt: skip

    desk.db.write(Action(N_("Said what a decision shall change")), command)


def _aims(one: DecisionRow, kpi: str | None) -> list[AimRow]:
    found = [each for each in one.aims if each.state != "withdrawn" and kpi in {None, each.kpi}]
    if not found:
        raise UsageError("Nothing is expected of decision {ref}.", ref=one.ref)
    return found


def _told(desk: "Desk", args: argparse.Namespace, t: Texts, outcome_id: str = "") -> int:
    """The decisions as a table, or the one that was named."""
    with desk.db.read() as session:
        rows = [one for one in decisions(session, desk.workspace.files) if outcome_id in {"", one.outcome_id}]
        rates = hit_rates(session) if not outcome_id else []
    if args.json:
        print_json([_json(one, t) for one in rows])
        return 0
    heads = [t("Reference"), t("Meeting on"), t("What was decided"), t("Expected"), t("Measured change"), t("Effect"),
             t("Checked on"), t("Drafts")]  # fmt: skip
    table(heads, [_line(one, aim, t) for one in rows for aim in (one.aims or (None,))])
    for each in rates:
        print(t.render(rate_text(each)))
    return 0


def _line(one: DecisionRow, aim: AimRow | None, t: Texts) -> list[Any]:
    drafts = ", ".join(link.ref for link in one.links)
    if aim is None:
        return [one.ref, iso(one.held_on), one.text, "", "", "", "", drafts]
    shown = None if aim.result is None else aim.result.effect or aim.result.alone
    change = "" if shown is None else said(t, change_text(shown.effect, aim.unit, relative=aim.relative))
    verdict = t(AIM_VERDICTS[aim.verdict]) if aim.verdict else t(AIM_STATES[aim.state])
    return [one.ref, iso(one.held_on), one.text, t.render(aim_text(aim)), change, verdict, iso(aim.check_on), drafts]


def _json(one: DecisionRow, t: Texts) -> dict[str, Any]:
    return {
        "ref": one.ref, "day": iso(one.held_on), "text": one.text, "meeting": one.meeting_ref,
        "effects": [_aim_json(each, t) for each in one.aims],
        "opened": [{"kind": each.entity, "ref": each.ref, "state": t.render(each.state)} for each in one.links],
    }  # fmt: skip


def _aim_json(one: AimRow, t: Texts) -> dict[str, Any]:
    found, months = one.result, one.months
    return {
        "ref": one.ref, "kpi": one.kpi, "change": _text(one.change), "relative": one.relative, "state": one.state,
        "verdict": one.verdict, "before": [months.before_from, months.before_to],
        "after": [months.after_from, months.after_to], "check": iso(one.check_on),
        "measured": iso(one.measured_on), "sha256": one.result_sha256,
        "effect": None if found is None else _estimate(found.effect),
        "alone": None if found is None else _estimate(found.alone),
        "why": "" if found is None or found.reason is None else t.render(found.reason),
        "treated": 0 if found is None else sum(each.counts for each in found.treated),
        "control": 0 if found is None else sum(each.counts for each in found.control),
    }  # fmt: skip


def _estimate(found: Estimate | None) -> dict[str, str | None] | None:
    return None if found is None else {"effect": _text(found.effect), "low": _text(found.low),
                                       "high": _text(found.high)}  # fmt: skip


def _text(value: "Fraction | None") -> str | None:
    return None if value is None else decimal_text(value.numerator, value.denominator)


def _found(desk: "Desk", ref: str) -> DecisionRow:
    with desk.db.read() as session:
        for one in decisions(session, desk.workspace.files):
            if ref.strip().upper() == one.ref or ref == one.outcome_id:
                return one
    raise UsageError("There is no decision {ref} in this workspace.", ref=ref)


# ------------------------------------------------------------------------------------------------ what it opens


def _open_words(one: argparse.ArgumentParser, t: Texts) -> None:
    one.add_argument("decision", metavar="REF", help=t("the decision"))
    one.add_argument("what", choices=["dossier", "target", "task"])
    one.add_argument("--dealer", metavar="CODE", help=t("the dealer that it is about"))
    one.add_argument("--policy", metavar="CODE", help=t("dossier: the policy"))
    one.add_argument("--quarter", metavar="Q", help=t("dossier: after the review of which quarter"))
    one.add_argument("--factor", metavar="N", help=t("dossier: the proposed factor"))
    one.add_argument("--kpi", metavar="CODE", default="net_amount", help=t("target: what it sets"))
    one.add_argument("--months", metavar="M..M", help=t("target: the months"))
    one.add_argument("--amount", metavar="N", help=t("target: of each month"))
    one.add_argument("--text", metavar="TEXT", help=t("task: what is to be done; else the decision's words"))
    one.add_argument("--owner", metavar="NAME", help=t("task: who does it"))
    one.add_argument("--department", metavar="CODE", help=t("task: which department owes it"))
    one.add_argument("--due", metavar="D", help=t("task: the day by which it is done"))


_NEEDED: Final = {"dossier": ("dealer", "policy", "quarter", "factor"), "target": ("dealer", "months", "amount"),
                  "task": ("owner", "due")}  # fmt: skip


def _open(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    one = _found(desk, args.decision)
    missing = [f"--{name}" for name in _NEEDED[args.what] if not getattr(args, name)]
    if missing:
        raise UsageError("Say {words} too.", words=", ".join(missing))
    act = {"dossier": _dossier, "target": _target, "task": _task}[args.what]
    today = day_number(desk.clock.today())
    desk.db.write(Action(N_("Opened a draft from decision {ref}"), {"ref": one.ref}),
                  lambda session: act(session, args, one, today))  # fmt: skip
    return _told(desk, args, t, one.outcome_id)


def _dossier(session: Session, args: argparse.Namespace, one: DecisionRow, today: int) -> str:
    return open_dossier(
        session, outcome_id=one.outcome_id, period=args.quarter, policy_id=find_policy(session, args.policy).id,
        dealer_id=dealer(session, args.dealer) or "", factor=typed_percent(args.factor), today=today,
    )  # fmt: skip


def _target(session: Session, args: argparse.Namespace, one: DecisionRow, _today: int) -> str:
    first, last = (parse_period(each) for each in typed_months(args.months))
    if first.first.year != last.first.year:
        raise UsageError("The targets of one draft are of one year.")
    amount = typed_amount(args.amount)
    months = {each.first.month: amount for each in between(first, last).months}
    return open_target(
        session, outcome_id=one.outcome_id, year=first.first.year, kpi=args.kpi, months=months,
        dealer_id=dealer(session, args.dealer) or "",
    )  # fmt: skip


def _task(session: Session, args: argparse.Namespace, one: DecisionRow, _today: int) -> str:
    return open_task(
        session, outcome_id=one.outcome_id, title=args.text or one.text, owner_id=person(session, args.owner) or "",
        due_on=day(args.due) or 0, department_id=department(session, args.department),
        dealer_id=dealer(session, args.dealer), kpi=None,
    )  # fmt: skip


ACTS: Final = (
    Act("effect", N_("what decisions shall change, and what they changed"), _effect_words, _effect),
    Act("draft", N_("open a dossier, a target or a task from a decision"), _open_words, _open),
)
"""What can be done about the effect of decisions."""
