"""The command line's review of a quarter: comments, decided grades, signature, publishing, reopening."""

import argparse
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from app.cli.output import print_json, print_table, progress
from app.core.errors import UsageError, UserError
from app.core.texts import Texts
from app.dealers.queries import find_party
from app.health.queries import region_sheets, rounds
from app.health.review import service
from app.health.review.reading import ReviewView, read_review
from app.health.review.records import STATE_TITLES
from app.health.rules import shown_tenths
from app.health.scheme import GRADES, Grade
from app.health.wording import grade_text, tenths_text
from app.reports.plans.publishing import publish_review

if TYPE_CHECKING:
    from app.bootstrap import Desk

_ACTS: Final = ("show", "begin", "comment", "grades", "calibrate", "move", "sign", "publish", "reopen")
_NONE: Final = "computed"


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``review``."""
    one.add_argument("what", choices=_ACTS, nargs="?", default="show")
    one.add_argument("dealer", nargs="?", default="", metavar="CODE",
                     help=t("comment, calibrate: of which dealer; comment without one: of the region"))  # fmt: skip
    one.add_argument("--period", default="", metavar="QUARTER", help=t("default: the quarter assessed last"))
    one.add_argument("--text", default="", metavar="WORDS", help=t("comment: what is said; empty takes it out"))
    words = t("calibrate: the grade that is decided; computed takes the decision back")
    one.add_argument("--grade", choices=[*GRADES, _NONE], help=words)
    one.add_argument("--reason", default="", metavar="WORDS", help=t("calibrate, reopen: why"))
    one.add_argument("--seen", default="", metavar="HASH", help=t("sign: the SHA-256 that show says"))


def run_review(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """``review``: shows the newest review of a quarter, or takes one step of it and shows what became of it."""
    period = args.period or next((one.period for one in rounds(desk.db)), "")
    if not period:
        raise UserError("No quarter has been assessed yet.")
    view = _read(desk, period)
    if args.what != "show":
        _STEPS[args.what](desk, args, view, t)
        view = _read(desk, period)
    if args.json:
        print_json(_told(view))
    else:
        _print(view, t)
    return 0


def _read(desk: "Desk", period: str) -> ReviewView:
    region, _ = region_sheets(desk.db, desk.workspace.files, desk.infos, period=period)
    with desk.db.read() as session:
        return read_review(session, region)


def _id(view: ReviewView) -> str:
    if view.face is None:
        raise UserError("No review of {period} was begun yet.", period=view.period)
    return view.face.id


def _dealer(desk: "Desk", code: str) -> str:
    with desk.db.read() as session:
        return find_party(session, code).id


def _begin(desk: "Desk", _args: argparse.Namespace, view: ReviewView, _t: Texts) -> None:
    service.begin_review(desk.db, period=view.period)


def _comment(desk: "Desk", args: argparse.Namespace, view: ReviewView, _t: Texts) -> None:
    dealer = _dealer(desk, args.dealer) if args.dealer else None
    service.comment(desk.db, review_id=_id(view), party_id=dealer, text=args.text)


def _grades(desk: "Desk", _args: argparse.Namespace, view: ReviewView, _t: Texts) -> None:
    service.proceed(desk.db, review_id=_id(view))


def _calibrate(desk: "Desk", args: argparse.Namespace, view: ReviewView, _t: Texts) -> None:
    if not args.dealer or not args.grade:
        raise UsageError("Name the dealer and the grade: review calibrate CODE --grade B --reason WORDS.")
    grade = None if args.grade == _NONE else cast("Grade", args.grade)
    service.decide(desk.db, review_id=_id(view), party_id=_dealer(desk, args.dealer), grade=grade, reason=args.reason)


def _move(desk: "Desk", _args: argparse.Namespace, view: ReviewView, _t: Texts) -> None:
    service.move_review(desk.db, review_id=_id(view))


def _sign(desk: "Desk", args: argparse.Namespace, view: ReviewView, _t: Texts) -> None:
    if not args.seen:
        raise UsageError("Name the SHA-256 of what you saw: review show says it, review sign --seen HASH signs it.")
    service.sign_review(desk.db, desk.workspace.files, review_id=_id(view), seen_sha256=args.seen)


def _publish(desk: "Desk", _args: argparse.Namespace, view: ReviewView, t: Texts) -> None:
    publish_review(
        desk.db, desk.workspace.files, desk.infos, review_id=_id(view), lang=t.lang, progress=progress(t)
    )  # fmt: skip


def _reopen(desk: "Desk", args: argparse.Namespace, view: ReviewView, _t: Texts) -> None:
    service.reopen_review(desk.db, review_id=_id(view), reason=args.reason)


_STEPS: Final[Mapping[str, Callable[["Desk", argparse.Namespace, ReviewView, Texts], None]]] = {
    "begin": _begin, "comment": _comment, "grades": _grades, "calibrate": _calibrate, "move": _move, "sign": _sign,
    "publish": _publish, "reopen": _reopen,
}  # fmt: skip


def _told(view: ReviewView) -> dict[str, Any]:
    face = view.face
    return {
        "period": view.period, "state": view.state, "number": face.number if face else 0,
        "assessment": view.version, "newest": view.newest, "seen_sha256": view.seen_sha256, "comment": view.comment,
        "signed_by": face.signed_by if face else "",
        "signed_on": face.signed_on.isoformat() if face and face.signed_on else None,
        "signed_sha256": face.signed_sha256 if face else "",
        "published_on": face.published_on.isoformat() if face and face.published_on else None,
        "reason": face.reason if face else "",
        "dealers": [
            {"dealer": one.dealer.code, "name": one.dealer.name, "before": one.before, "computed": one.grade,
             "decided": one.decided.grade if one.decided else None, "reason": one.decided.reason if one.decided else "",
             "comment": one.comment}
            for one in view.lines
        ],
        "older": [{"number": one.number, "state": one.state, "signed_sha256": one.signed_sha256} for one in view.older],
    }  # fmt: skip


def _print(view: ReviewView, t: Texts) -> None:
    face = view.face
    if face is None:
        print(t("No review of {period} was begun yet.", period=view.period))
    else:
        state = t(STATE_TITLES[face.state])
        print(t("Review {n} of {period}: {state}, assessment version {version}", n=face.number, period=view.period,
                state=state, version=view.version))  # fmt: skip
        if view.stale:
            print(t("The quarter was assessed again since: this review stands on version {old}, the newest is {new}.",
                    old=view.version, new=view.newest))  # fmt: skip
        if face.signed:
            print(t("Signed by {name} on {day} (SHA-256 {hash}). It stays as it is.", name=face.signed_by,
                    day=face.signed_on, hash=face.signed_sha256))  # fmt: skip
        else:
            print(t("To sign: --seen {hash}", hash=view.seen_sha256))
        if view.comment:
            print(t("Comment: {text}", text=view.comment))
    heads = [t("code"), t("Dealer"), t("Score"), t("Last quarter"), t("Computed grade"), t("Decided grade"),
             t("Reason"), t("Manager's comment")]  # fmt: skip
    print_table(heads, [
        [one.dealer.code, one.dealer.label(t.lang), "" if one.score is None else tenths_text(shown_tenths(one.score)),
         t.render(grade_text(one.before)), t.render(grade_text(one.grade)),
         t.render(grade_text(one.decided.grade)) if one.decided else "", one.decided.reason if one.decided else "",
         one.comment]
        for one in view.lines
    ])  # fmt: skip
