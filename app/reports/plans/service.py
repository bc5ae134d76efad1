"""Commands on plans of reports, and on what was handed out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.journal import create, existing, record_id
from app.core.locks import require_unlocked
from app.core.schedule import parse_schedule
from app.core.texts import LANGUAGES, N_, ZH
from app.people.queries import people
from app.people.rules import mail_address
from app.reports.plans.model import PublishedReport, ReportPlan
from app.reports.plans.records import KIND_TITLES

GONE: Final = N_("This plan of reports is no longer in the workspace.")
SHEET: Final = "sheet"
"""The kind that is a workbook itself: it has no PDF to sign."""
OWN: Final = "own"
"""The kind that is for the dealer himself."""
OF_DEALERS: Final = frozenset({"dealer", OWN})
"""The kinds that are about one dealer each."""
WITH_BOOK: Final = frozenset({"executive", "region"})
"""The kinds beside which a workbook of their figures can go."""

OF_HEAD_OFFICE: Final = ("name", "kind", "lang", "schedule", "workbook", "signed", "to_contacts")
"""What a locked plan keeps; who gets it, and whether it goes out, is said where it goes out."""


@dataclass(frozen=True)
class PlanDraft:
    """What somebody says of a plan."""

    name: str
    kind: str
    lang: str = ZH
    reader: str = ""
    dealers: tuple[str, ...] = ()
    """Ids of parties; none is all."""
    people: tuple[str, ...] = ()
    """Ids of people with an address."""
    addresses: tuple[str, ...] = ()
    schedule: str = ""
    workbook: bool = False
    signed: bool = False
    active: bool = True
    to_contacts: bool = True
    """Of kind ``own``: each dealer's goes to his own contacts, and who else is named is told to whom it went."""


def save_report_plan(session: Session, *, draft: PlanDraft, now: datetime, plan_id: str = "") -> str:
    """Add a plan, or change the one of ``plan_id``; returns the id. ``now`` is when its schedule begins to count.

    Raises UserError for a name that is taken, a kind, language or schedule that is none, and for somebody without an
    address.
    """
    fields = _fields(session, draft, plan_id)
    if not plan_id:
        require_unlocked(session, "plans")
    since = now.isoformat(timespec="milliseconds")
    if not plan_id:
        return create(session, ReportPlan, scheduled_at=since, **fields).id
    plan = existing(session, ReportPlan, plan_id, GONE)
    if any(getattr(plan, name) != fields[name] for name in OF_HEAD_OFFICE):
        require_unlocked(session, "plans")
    if (plan.schedule, plan.active) != (fields["schedule"], fields["active"]):
        plan.scheduled_at = since  # what was due before, or while it rested, was not missed
    for field, value in fields.items():
        setattr(plan, field, value)
    return plan.id


def remove_report_plan(session: Session, *, plan_id: str) -> str:
    """Take a plan off the list; what it handed out stays."""
    require_unlocked(session, "plans")
    plan = existing(session, ReportPlan, plan_id, GONE)
    plan.removed = True
    return plan.id


def keep_published(
    session: Session, *, kind: str, period: str, lang: str, name: str, sha256: str, size: int, made_on: int,
    known_tx: int, party_id: str | None = None, plan_id: str | None = None, review_id: str | None = None,
    signed: bool = False, drawn: str = "",
) -> str:  # fmt: skip
    """Keep that a report was handed out, whose bytes ``FileStore.put`` has kept; returns the record's id.

    The same file of the same plan and review is kept once, however often it is handed out. ``drawn`` is the SHA-256 of
    a signed report's bytes before they were signed.
    """
    key = "\n".join((plan_id or "", review_id or "", party_id or "", name, sha256))
    there = session.get(PublishedReport, record_id(PublishedReport, key))
    if there is not None:
        there.removed = False
        return there.id
    return create(
        session, PublishedReport, natural_key=key, kind=kind, period=period, lang=lang, party_id=party_id,
        plan_id=plan_id, review_id=review_id, name=name, data_sha256=sha256, size=size, drawn_hash=drawn or sha256,
        made_on=made_on, known_tx=known_tx, signed=signed,
    ).id  # fmt: skip


def _fields(session: Session, draft: PlanDraft, plan_id: str) -> dict[str, Any]:
    name = " ".join(draft.name.split())
    if not name:
        raise UserError("A plan of reports needs a name.")
    same = select(ReportPlan.id).where(ReportPlan.name == name, ReportPlan.removed.is_(False))
    if session.scalars(same.where(ReportPlan.id != plan_id)).first() is not None:
        raise UserError("There is a plan of reports “{name}” already.", name=name)
    if draft.kind not in KIND_TITLES:
        raise UserError("There is no kind of report “{name}”.", name=draft.kind)
    if draft.lang not in LANGUAGES:
        raise UserError("“{name}” is no language of reports; use zh_CN or en.", name=draft.lang)
    parse_schedule(draft.schedule)
    if draft.kind == SHEET and draft.signed:
        raise UserError("Only a PDF can be signed; this kind of report is a workbook.")
    return {
        "name": name, "kind": draft.kind, "lang": draft.lang, "reader": " ".join(draft.reader.split()),
        "dealers": list(draft.dealers) if draft.kind in OF_DEALERS else [], "people": _people(session, draft.people),
        "addresses": list(dict.fromkeys(mail_address(one) for one in draft.addresses)),
        "to_contacts": draft.to_contacts and draft.kind == OWN, "schedule": draft.schedule,
        "workbook": draft.workbook and draft.kind in WITH_BOOK,
        "signed": draft.signed, "active": draft.active,
    }  # fmt: skip


def _people(session: Session, wanted: Sequence[str]) -> list[str]:
    known = {one.id: one for one in people(session)}
    for one in wanted:
        if one not in known:
            raise UserError("That person is not in this workspace.")
        if not known[one].email:
            raise UserError("{name} has no e-mail address.", name=known[one].name)
    return list(dict.fromkeys(wanted))
