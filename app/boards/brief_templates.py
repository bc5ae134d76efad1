"""Templates of briefs that people keep in the workspace: seen, kept and taken out."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.boards.briefs import DEFAULTS, check_template
from app.boards.model import BriefTemplate
from app.core.errors import UserError
from app.core.journal import create, existing
from app.core.texts import N_
from app.kpi.own.known import known_kpis

LONGEST_NAME = 60
_GONE = N_("This template is no longer in the workspace.")


@dataclass(frozen=True)
class TemplateRow:
    """One template as it is kept."""

    id: str
    ref: str
    name: str
    body: str


def list_templates(session: Session) -> tuple[TemplateRow, ...]:
    """Those that are kept, by name."""
    rows = session.scalars(select(BriefTemplate).where(BriefTemplate.removed.is_(False)))
    found = (TemplateRow(one.id, one.ref, one.name, one.body) for one in rows)
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))


def find_template(session: Session, name: str) -> TemplateRow | None:
    """A template by its name or reference."""
    wanted = name.strip().casefold()
    return next((one for one in list_templates(session) if wanted in {one.name.casefold(), one.ref.casefold()}), None)


def keep_template(session: Session, *, name: str, body: str, template_id: str | None = None) -> str:
    """A new template, or other words of one; returns its id.

    Raises UserError for a name that another one has, and for a placeholder that no brief knows.
    """
    body = check_template(body, known_kpis(session))
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME:
        raise UserError("A template has a name of at most {n} characters.", n=LONGEST_NAME)
    other = find_template(session, plain)
    if plain.casefold() in DEFAULTS or (other is not None and other.id != template_id):
        raise UserError("There is a template “{name}” already.", name=plain)
    if template_id is None:
        return create(session, BriefTemplate, name=plain, body=body).id
    template = existing(session, BriefTemplate, template_id, _GONE)
    template.name, template.body = plain, body
    return template.id


def remove_template(session: Session, *, template_id: str) -> None:
    """Take it away; undo brings it back."""
    existing(session, BriefTemplate, template_id, _GONE).removed = True
