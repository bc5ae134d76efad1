"""The life cycle of dealers, cases and actions on the command line."""

import argparse
from typing import Any

from app.actions.queries import ActionRow, actions_about, all_actions
from app.actions.service import KIND_TITLES, STATE_TITLES
from app.bootstrap import Desk
from app.cli.action_acts import run_act
from app.cli.money import typed_day
from app.cli.output import print_json, print_table
from app.compliance.cases.queries import CaseRow, list_cases, read_kinds
from app.compliance.cases.rules import RESULT_TITLES, STAGE_TITLES
from app.core.db import Action
from app.core.errors import UsageError
from app.core.period import day_number, day_of
from app.core.texts import EN, N_, ZH, Text, Texts, texts
from app.dealers.life.queries import Life, life_of, standings
from app.dealers.life.rules import STATES, TITLES, allowed_from
from app.dealers.life.service import enter_state
from app.dealers.queries import find_party, list_parties


def run_lifecycle(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``lifecycle [--dealer X [--to STATE --reason R --on D]]``: where dealers stand, and one step of one of them."""
    today = day_number(desk.clock.today())
    if not args.dealer:
        if args.to:
            raise UsageError("Name the dealer: --dealer CODE.")
        return _stand(desk, args, t)
    with desk.db.read() as session:
        dealer = find_party(session, args.dealer)
    if args.to:
        to, on = _state(args.to), day_number(typed_day(args.on)) if args.on else today
        action = Action(N_("{dealer}: {state}"), {"dealer": dealer.name, "state": t(TITLES[to])}, reason=args.reason)
        desk.db.write(
            action,
            lambda session: enter_state(session, party_id=dealer.id, to=to, on=on, today=today, reason=args.reason),
        )
    with desk.db.read() as session:
        life = life_of(session, dealer.id, day_number(typed_day(args.on)) if args.on and not args.to else None)
    if args.json:
        print_json({"dealer": dealer.code, "name": dealer.name, **_plain(life, t)})
        return 0
    since = "" if life.since_on is None else t("since {day}", day=_day(life.since_on))
    until = "" if life.until_on is None else t("until {day}", day=_day(life.until_on))
    print(" · ".join(part for part in (dealer.name, t(TITLES[life.state]), since, until, life.owner) if part))
    rows: list[list[object]] = [
        [t(STATE_TITLES[one.action.state]), t("obligatory") if one.obligatory else "", _said(t, one.action.title),
         _day(one.action.due_on), one.action.owner]
        for one in life.items
    ]  # fmt: skip
    if rows:
        print_table([t("State"), "", t("What is to be done"), t("Due on"), t("Owner")], rows)
    for one in life.passages:
        step = f"{t(TITLES[one.from_state])} → {t(TITLES[one.to_state])}"
        print(" · ".join(part for part in (_day(one.at_on), step, one.person, one.reason) if part))
    following = t("; ").join(f"{t(TITLES[one])} ({one})" for one in allowed_from(life.state))
    print(t("Can follow: {states}", states=following))
    return 0


def _stand(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """Every dealer by state, what is overdue first."""
    today = day_number(desk.clock.today())
    with desk.db.read() as session:
        found = standings(session)
        dealers = [(one, found[one.id]) for one in list_parties(session)]
    dealers.sort(key=lambda one: (STATES.index(one[1].state), -one[1].late_days(today), one[0].name))
    if args.json:
        print_json({"rows": [
            {"dealer": one.code, "name": one.name, "state": stand.state, "since": _day(stand.since_on) or None,
             "until": _day(stand.until_on) or None, "open": stand.open, "late_days": stand.late_days(today)}
            for one, stand in dealers
        ]})  # fmt: skip
        return 0
    print_table(
        [t("State"), t("Dealer"), t("Code"), t("since"), t("To do"), t("Days late")],
        [[t(TITLES[stand.state]), one.name, one.code, _day(stand.since_on), stand.open, stand.late_days(today)]
         for one, stand in dealers],
    )  # fmt: skip
    return 0


def _state(words: str) -> str:
    """A state by its key or its name in either language."""
    for key, title in TITLES.items():
        if words in {key, texts(EN)(title), texts(ZH)(title)}:
            return key
    raise UsageError("There is no state “{state}”; there are: {known}.", state=words, known=", ".join(STATES))


def _plain(life: Life, t: Texts) -> dict[str, Any]:
    return {
        "state": life.state, "since": _day(life.since_on) or None, "until": _day(life.until_on) or None,
        "owner": life.owner, "owed": life.owed, "can_follow": list(allowed_from(life.state)),
        "items": [{**_action(one.action, t), "obligatory": one.obligatory} for one in life.items],
        "steps": [
            {"on": _day(one.at_on), "from": one.from_state, "to": one.to_state, "who": one.person,
             "reason": one.reason, "unfinished": one.unfinished}
            for one in life.passages
        ],
    }  # fmt: skip


def run_actions(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``actions [--dealer X] [--all]``: who owes what until when; with a word more what is done about it."""
    if args.act:
        return run_act(desk, args, t)
    today = day_number(desk.clock.today())
    with desk.db.read() as session:
        if args.dealer:
            found = actions_about(session, "party", find_party(session, args.dealer).id, open_only=not args.all)
        else:
            found = all_actions(session, open_only=not args.all)
        names = {one.id: one.name for one in list_parties(session, role="", with_removed=True)}
    if args.json:
        print_json({"rows": [{**_action(one, t), "dealer": names.get(one.about_id)} for one in found]})
        return 0
    print_table(
        [t("Reference"), t("State"), t("Kind"), t("What is to be done"), t("Dealer"), t("Owner"), t("Due on"),
         t("Days late")],
        [[one.ref, t(STATE_TITLES[one.state]), t(KIND_TITLES[one.kind]), _said(t, one.title),
          names.get(one.about_id, ""), one.owner, _day(one.due_on), _late(one, today)] for one in found],
    )  # fmt: skip
    return 0


def run_cases(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``cases [--dealer X] [--all]``: the compliance register."""
    with desk.db.read() as session:
        party = find_party(session, args.dealer).id if args.dealer else ""
        found, kinds = list_cases(session, party_id=party, open_only=not args.all), read_kinds(session)
    if args.json:
        print_json({"rows": [_case(one, t) for one in found]})
        return 0
    print_table(
        [t("Reference"), t("State"), t("Kind"), t("Dealer"), t("What it is about"), t("Reported"), t("Result")],
        [[one.ref, t(STAGE_TITLES[one.stage]), t(kinds[one.kind].title) if one.kind in kinds else one.kind,
          one.dealer, _said(t, one.title), _day(one.opened_on),
          t(RESULT_TITLES[one.result]) if one.result else ""] for one in found],
    )  # fmt: skip
    return 0


def _case(one: CaseRow, t: Texts) -> dict[str, Any]:
    return {
        "ref": one.ref, "dealer": one.dealer, "kind": one.kind, "title": _said(t, one.title), "stage": one.stage,
        "result": one.result or None, "reported": _day(one.opened_on), "closed": _day(one.closed_on) or None,
        "owner": one.owner, "sanction": one.sanction or None,
    }  # fmt: skip


def _action(one: ActionRow, t: Texts) -> dict[str, Any]:
    return {
        "ref": one.ref, "kind": one.kind, "title": _said(t, one.title), "owner": one.owner,
        "due": _day(one.due_on) or None, "state": one.state, "done": _day(one.done_on) or None, "outcome": one.outcome,
    }  # fmt: skip


def _late(one: ActionRow, today: int) -> int | str:
    return today - one.due_on if one.state == "open" and one.due_on is not None and one.due_on < today else ""


def _said(t: Texts, words: str | Text) -> str:
    return t.render(words) if isinstance(words, Text) else words


def _day(day: int | None) -> str:
    return "" if day is None else day_of(day).isoformat()
