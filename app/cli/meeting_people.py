"""The people of a workspace on the command line: whom meetings invite and who owes actions."""

import argparse
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from app.cli.meeting_words import Act, department, table
from app.cli.output import print_json
from app.core.db import Action
from app.core.texts import N_, Texts
from app.people.queries import departments, people
from app.people.service import edit_person, find_or_add_person

if TYPE_CHECKING:
    from app.bootstrap import Desk


def _words(one: argparse.ArgumentParser, t: Texts) -> None:
    words = t("somebody, added where nobody is called so; without a name everybody is listed")
    one.add_argument("name", nargs="?", metavar="NAME", default="", help=words)
    one.add_argument("--department", metavar="CODE")
    one.add_argument("--title", metavar="TEXT")
    one.add_argument("--email", metavar="ADDRESS")
    one.add_argument("--phone", metavar="TEXT")


def _run(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    if args.name:
        desk.db.write(Action(N_("Changed who works here")), lambda session: _keep(session, args))
    with desk.db.read() as session:
        rows, codes = people(session), {one.id: one for one in departments(session)}
    if args.json:
        print_json({"people": [
            {"ref": one.ref, "name": one.name, "title": one.title or "", "email": one.email or "",
             "department": codes[one.department_id].code if one.department_id in codes else ""}
            for one in rows
        ]})  # fmt: skip
        return 0
    table([t("Reference"), t("Name"), t("Department"), t("E-mail")],
          [[one.ref, one.name, t(one.department) if one.department else "", one.email or ""] for one in rows],
          t("Nobody is in this workspace yet."))  # fmt: skip
    return 0


def _keep(session: Session, args: argparse.Namespace) -> str:
    """Add whom nobody knows yet; change what was named."""
    person_id = find_or_add_person(session, name=args.name)
    named = {
        field: getattr(args, field) or None for field in ("title", "email", "phone") if getattr(args, field) is not None
    }
    if args.department is not None:
        named["department_id"] = department(session, args.department)
    session.flush()
    edit_person(session, person_id=person_id, **named)
    return person_id


ACTS: Final = (Act("people", N_("who works here: everybody listed, somebody added or changed"), _words, _run),)
"""The word after ``meeting`` that is about people."""
