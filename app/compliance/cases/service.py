"""Commands on the compliance register."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.compliance.cases.model import CaseKind, CaseStep, ComplianceCase
from app.compliance.cases.queries import read_kinds
from app.compliance.cases.rules import GRADES, KINDS, RESULT_TITLES, STAGE_TITLES, next_stages
from app.core.errors import UserError
from app.core.journal import create, existing
from app.core.period import day_of
from app.core.texts import N_, Text
from app.core.writing import writing_of
from app.dealers.model import Party

EDITABLE: Final = ("title", "kind", "owner_id")


def open_case(
    session: Session, *, party_id: str, kind: str, on: int, today: int, title: str = "", body: str = "",
    owner_id: str | None = None, finding: str | None = None, evidence: Mapping[str, Any] | None = None,
) -> str:  # fmt: skip
    """Report a violation (举报); returns the case's id. ``finding`` and ``evidence`` freeze a sign that it is made of.

    A case of a sign without a title is called like the sign, in whatever language it is read. Raises UserError without
    words, for a day after today, and where an open case of the same finding is there.
    """
    existing(session, Party, party_id, N_("This dealer is no longer in the workspace."))
    _require_kind(session, kind)
    words = " ".join(title.split())
    if not words and not evidence:
        raise UserError("Say what the case is about.")
    if on > today:
        raise UserError("The day of a step lies after today.")
    there = finding and session.scalars(
        select(ComplianceCase).where(
            ComplianceCase.finding == finding, ComplianceCase.party_id == party_id, ComplianceCase.removed.is_(False),
            ComplianceCase.stage != "closed",
        )
    ).first()  # fmt: skip
    if there:
        raise UserError("Of this sign there is an open case already: {ref}.", ref=there.ref)
    case = create(
        session, ComplianceCase, party_id=party_id, kind=kind, title=words, stage="reported", result=None,
        sanction=None, penalty_e4=None, owner_id=owner_id or writing_of(session).actor or None, closed_on=None,
        finding=finding, evidence=dict(evidence or {}),
    )  # fmt: skip
    _step(session, case.id, "reported", on, body.strip() or words, None)
    return case.id


def add_step(
    session: Session, *, case_id: str, stage: str, on: int, today: int, body: str, result: str | None = None,
    penalty_e4: int | None = None,
) -> str:  # fmt: skip
    """Take a case one step on; returns the step's id, on which files can hang.

    认定 needs ``result``; the words of 处罚 are the sanction, ``penalty_e4`` its amount. Raises UserError for a step
    that does not follow, one without words, and one before the last or after today.
    """
    case = _case(session, case_id)
    if stage not in next_stages(case.stage, case.result):
        raise UserError(
            "After “{now}” the case cannot go to “{to}”.",
            now=Text(STAGE_TITLES[case.stage]), to=Text(STAGE_TITLES.get(stage, stage)),
        )  # fmt: skip
    words = body.strip()
    if not words:
        raise UserError("Write down what was done.")
    last = session.scalars(
        select(CaseStep.at_on).where(CaseStep.case_id == case_id, CaseStep.removed.is_(False))
        .order_by(CaseStep.at_on.desc()).limit(1)
    ).one()  # fmt: skip
    if not last <= on <= today:
        raise UserError("The day of a step lies between the last one ({since}) and today.", since=day_of(last))
    if stage == "decided":
        if result not in RESULT_TITLES:
            raise UserError("Say whether the case is founded.")
        case.result = result
    if stage == "investigating":  # a case that is taken up again is judged anew; its steps keep what was said
        case.result = case.sanction = case.penalty_e4 = None
    if stage == "sanctioned":
        if penalty_e4 is not None and penalty_e4 < 0:
            raise UserError("A penalty is not below zero.")
        case.sanction, case.penalty_e4 = words, penalty_e4
    case.stage = stage
    case.closed_on = on if stage == "closed" else None
    return _step(session, case_id, stage, on, words, result if stage == "decided" else None)


def edit_case(session: Session, *, case_id: str, changes: Mapping[str, Any]) -> str:
    """Change what a case is about, its kind or its owner. Raises UserError for a closed case."""
    case = _case(session, case_id)
    if case.stage == "closed":
        raise UserError("This case is closed; open it again first.")
    for name, value in changes.items():
        if name not in EDITABLE:
            raise TypeError(f"a case has no field {name} to edit")
        if name == "title" and not str(value or "").strip():
            raise UserError("Say what the case is about.")
        if name == "kind":
            _require_kind(session, str(value))
        setattr(case, name, value)
    return case.id


def put_kind(session: Session, *, title: str, caps: bool, at_most: str, quarters: int, code: str = "") -> str:
    """Add a kind of case, or change the one with a code; returns its code.

    Raises UserError without a name, for a grade better than C, and for less than one or more than eight quarters.
    """
    words = " ".join(title.split())
    if not words:
        raise UserError("A kind of case needs a name.")
    if at_most not in GRADES:
        raise UserError("A case limits the grade to C, D or E.")
    if not 1 <= quarters <= 8:
        raise UserError("A case limits the grade for one to eight quarters.")
    own = next((one for one in KINDS if one.code == code), None)
    found = session.scalars(select(CaseKind).where(CaseKind.code == code).order_by(CaseKind.id)).first()
    values: dict[str, Any] = {
        "title": None if own is not None and own.title == words else words, "caps": caps, "at_most": at_most,
        "quarters": quarters,
    }  # fmt: skip
    if found is None:
        found = create(session, CaseKind, natural_key=code or None, code=code, **values)
        found.code = code or found.id
    for name, value in values.items():
        setattr(found, name, value)
    found.removed = False
    return found.code


def _step(session: Session, case_id: str, stage: str, on: int, body: str, result: str | None) -> str:
    return create(
        session, CaseStep, case_id=case_id, stage=stage, at_on=on, person_id=writing_of(session).actor or None,
        body=body, result=result,
    ).id  # fmt: skip


def _case(session: Session, case_id: str) -> ComplianceCase:
    return existing(session, ComplianceCase, case_id, N_("This case is no longer in the workspace."))


def _require_kind(session: Session, code: str) -> None:
    if code not in read_kinds(session):
        raise UserError("There is no kind of case “{kind}”.", kind=code)
