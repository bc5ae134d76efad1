"""Templates: of incentive policies, of meetings by their kind, and plans of reports without who gets them."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.locks import AGENDA_TEMPLATES, POLICY_TEMPLATES, require_unlocked
from app.core.schedule import parse_schedule
from app.core.texts import LANGUAGES, Texts, either
from app.core.workspace_settings import set_setting, setting
from app.core.writing import writing_of
from app.incentives.canonical import policy_from_json, policy_json
from app.incentives.checks import check_policy
from app.incentives.policies.queries import list_policies
from app.incentives.policies.templates import TEMPLATES, template_from
from app.incentives.policy import Baseline, Policy
from app.meetings.model import MeetingSeries
from app.meetings.templates import read_template, template_json
from app.meetings.words import SERIES_KINDS
from app.packs.model import Item, Items, Part, items_by_key
from app.packs.parts.fields import Kind, check_fields
from app.reports.plans.model import ReportPlan
from app.reports.plans.records import KIND_TITLES
from app.reports.plans.service import OF_HEAD_OFFICE, PlanDraft, remove_report_plan, save_report_plan

# --------------------------------------------------------------------------------------------------------- policies

_ANY_DAY: Final = 1
_MS: Final = 1_000


def policies_part() -> Part:
    """Policies to begin from, without the dealers, days and agreements of the one that they were made of."""
    return Part(
        "policies", key_of=lambda item: str(item["key"]), name_of=lambda item, t: t(str(item["title"])),
        check=_check_policy, read=_read_policies, keep=_keep_policy, end=_end_policy, make=_make_policies,
    )  # fmt: skip


def _check_policy(item: Item) -> None:
    check_fields(item, {"key": "text", "title": "text", "text": "words", "policy": "table"})
    if item["key"] in TEMPLATES:
        raise UserError("“{key}” is a template of the program; choose another key", key=item["key"])
    found = template_from(item).policy
    check_policy(replace(found, code=item["key"], from_on=_ANY_DAY, to_on=_ANY_DAY))


def _bare(policy: Policy) -> Policy:
    """The policy without what is one region's: its dealers, what was agreed with them, its days and its code."""
    none: Mapping[str, int] = MappingProxyType({})
    return replace(
        policy, code="", from_on=0, to_on=0, dealer_factors=none,
        parties=replace(policy.parties, dealers=(), excluded=()),
        baseline=Baseline("last_year") if policy.baseline.way == "adjusted" else policy.baseline,
    )  # fmt: skip


def _read_policies(session: Session) -> Items:
    return items_by_key({str(one["key"]): one for one in setting(session, POLICY_TEMPLATES) or []})


def _make_policies(session: Session) -> Items:
    found: dict[str, Item] = {}
    for one in list_policies(session):
        policy = one.newest.policy
        item = {"key": policy.code, "title": either(policy.name, policy.name_en), "text": policy.note,
                "policy": json.loads(policy_json(_bare(policy)))}  # fmt: skip
        try:
            _check_policy(item)
        except UserError:  # price protection of a day, a fund whose names are all that it is
            continue
        found[policy.code] = item
    return items_by_key({**found, **_read_policies(session)})


def _write_policies(session: Session, items: Mapping[str, Item]) -> None:
    set_setting(session, key=POLICY_TEMPLATES, value=[dict(items[key]) for key in sorted(items)])


def _keep_policy(session: Session, item: Item) -> None:
    policy_from_json(json.dumps(item["policy"]))
    _write_policies(session, {**_read_policies(session), str(item["key"]): item})
    session.flush()


def _end_policy(session: Session, key: str, _item: Item) -> None:
    _write_policies(session, {one: item for one, item in _read_policies(session).items() if one != key})
    session.flush()


# ---------------------------------------------------------------------------------------------------------- agendas


def agendas_part() -> Part:
    """What a new series of a kind has on its agenda."""
    return Part(
        "agendas", key_of=lambda item: str(item["kind"]), name_of=_agenda_name, check=_check_agenda,
        read=_read_agendas, keep=_keep_agenda, end=_end_agenda, make=_make_agendas,
    )  # fmt: skip


def _agenda_name(item: Item, t: Texts) -> str:
    return t(SERIES_KINDS.get(str(item["kind"]), str(item["kind"])))


def _check_agenda(item: Item) -> None:
    check_fields(item, {"kind": "text", "sections": "list"})
    if item["kind"] not in SERIES_KINDS:
        raise UserError("“{field}” is one of {known}, not “{value}”", field="kind", known=", ".join(SERIES_KINDS),
                        value=item["kind"])  # fmt: skip
    for one in item["sections"]:
        check_fields(one if isinstance(one, dict) else {}, {"key": "text", "minutes": "whole", "most": "whole"})
    read_template(item["sections"])


def _read_agendas(session: Session) -> Items:
    kept: Mapping[str, Any] = setting(session, AGENDA_TEMPLATES) or {}
    return items_by_key({kind: {"kind": kind, "sections": sections} for kind, sections in kept.items()})


def _make_agendas(session: Session) -> Items:
    """Head office's own, and of every other kind that of its newest series that is still held."""
    asked = select(MeetingSeries).where(MeetingSeries.removed.is_(False), MeetingSeries.ended_on.is_(None))
    found: dict[str, Item] = {}
    for one in session.scalars(asked.order_by(MeetingSeries.id)):
        found[one.kind] = {"kind": one.kind, "sections": template_json(read_template(one.template))}
    return items_by_key({**found, **_read_agendas(session)})


def _write_agendas(session: Session, items: Mapping[str, Item]) -> None:
    require_unlocked(session, "agendas")
    set_setting(session, key=AGENDA_TEMPLATES, value={kind: items[kind]["sections"] for kind in sorted(items)})
    session.flush()


def _keep_agenda(session: Session, item: Item) -> None:
    _write_agendas(session, {**_read_agendas(session), str(item["kind"]): item})


def _end_agenda(session: Session, key: str, _item: Item) -> None:
    _write_agendas(session, {one: item for one, item in _read_agendas(session).items() if one != key})


# ------------------------------------------------------------------------------------------------------------ plans

_PLAN: Final[Mapping[str, Kind]] = {
    "name": "text", "kind": "text", "lang": "text", "schedule": "words", "workbook": "yes", "signed": "yes",
    "to_contacts": "yes",
}  # fmt: skip


def plans_part() -> Part:
    """What is reported when; who gets it, and whether it goes out, is the region's own."""
    return Part(
        "plans", key_of=lambda item: str(item["name"]), name_of=lambda item, _t: str(item["name"]), check=_check_plan,
        read=_read_plans, keep=_keep_plan, end=_end_plan,
    )  # fmt: skip


def _check_plan(item: Item) -> None:
    check_fields(item, _PLAN)
    for field, known in (("kind", tuple(KIND_TITLES)), ("lang", LANGUAGES)):
        if item[field] not in known:
            raise UserError("“{field}” is one of {known}, not “{value}”", field=field, known=", ".join(known),
                            value=item[field])  # fmt: skip
    parse_schedule(item["schedule"])


def _plans(session: Session) -> dict[str, ReportPlan]:
    asked = select(ReportPlan).where(ReportPlan.removed.is_(False))
    return {one.name: one for one in session.scalars(asked)}


def _read_plans(session: Session) -> Items:
    return items_by_key({
        name: {field: getattr(one, field) for field in OF_HEAD_OFFICE} for name, one in _plans(session).items()
    })  # fmt: skip


def _keep_plan(session: Session, item: Item) -> None:
    there = _plans(session).get(str(item["name"]))
    draft = PlanDraft(**{field: item[field] for field in OF_HEAD_OFFICE}, active=False)
    if there is not None:
        draft = replace(
            draft, reader=there.reader, dealers=tuple(there.dealers), people=tuple(there.people),
            addresses=tuple(there.addresses), active=there.active,
        )  # fmt: skip
    now = datetime.fromtimestamp(writing_of(session).at_ms / _MS, UTC)
    save_report_plan(session, draft=draft, now=now, plan_id=there.id if there is not None else "")
    session.flush()


def _end_plan(session: Session, key: str, _item: Item) -> None:
    there = _plans(session).get(key)
    if there is not None:
        remove_report_plan(session, plan_id=there.id)
