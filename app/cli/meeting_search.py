"""The search of everything that was said in meetings, on the command line."""

import argparse
from typing import TYPE_CHECKING, Final

from app.cli.meeting_words import Act, department, iso, table
from app.cli.output import print_json
from app.core.texts import N_, Texts
from app.meetings.queries import find_series
from app.meetings.search.index import MANY, refresh_index
from app.meetings.search.queries import Hit, search
from app.meetings.search.words import KINDS, place_text

if TYPE_CHECKING:
    from app.bootstrap import Desk


def _words(one: argparse.ArgumentParser, t: Texts) -> None:
    one.add_argument("text", nargs="+", metavar="TEXT", help=t("all of these words have to be there"))
    one.add_argument("--series", metavar="NAME")
    one.add_argument("--year", type=int, metavar="N")
    one.add_argument("--kind", choices=list(KINDS))
    one.add_argument("--department", metavar="CODE")
    one.add_argument("--limit", type=int, default=50, metavar="N", help=t("at most so many lines"))


def _run(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    refresh_index(desk.db, least=MANY)
    with desk.db.read() as session:
        found = search(
            session, " ".join(args.text), year=args.year, kind=args.kind, most=max(args.limit, 1),
            series_id=find_series(session, args.series).id if args.series else None,
            department_id=department(session, args.department),
        )  # fmt: skip
    if args.json:
        print_json({"rows": [_json(one, t) for one in found.hits], "more": found.more})
        return 0
    table([t("Day"), t("Kind"), t("What was said"), t("Meeting"), t("Department")],
          [[iso(one.held_on), t(KINDS[one.kind]), one.text, t.render(place_text(one)), t(one.department)]
           for one in found.hits])  # fmt: skip
    said = N_("More than {n} hits: the newest ones") if found.more else N_("{n} hits")
    print(t(said, n=len(found.hits)))
    return 0


def _json(one: Hit, t: Texts) -> dict[str, object]:
    return {
        "day": iso(one.held_on), "kind": one.kind, "text": one.text,
        "marks": [bit.text for bit in one.snippet if bit.marked], "series": t(one.series), "number": one.number,
        "period": one.period, "state": one.state, "department": t(one.department), "squad": one.squad,
        "entity": one.entity, "id": one.entity_id, "meeting_id": one.meeting_id, "item_id": one.item_id,
    }  # fmt: skip


ACTS: Final = (Act("search", N_("find what was said in any meeting"), _words, _run),)
"""The one word."""
