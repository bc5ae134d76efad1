"""KPI definitions that people wrote, goals that are no dealer's own, and the health model."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.locks import require_unlocked
from app.core.texts import N_, Text, Texts
from app.health.canonical import scheme_file, scheme_from_file
from app.health.checks import check_draft
from app.health.current import current_model
from app.health.versions import save_model
from app.kpi.definitions import KPIS
from app.kpi.goals import SCALE
from app.kpi.own.deriving import derive
from app.kpi.own.known import known_kpis
from app.kpi.own.model import OwnKpi
from app.kpi.own.service import Draft, keep_own_kpi, remove_own_kpi
from app.packs.model import Item, Items, Part, items_by_key
from app.packs.parts.fields import Kind, check_fields, day_text, number_text, stored_day, stored_number
from app.planning.targets.queries import GoalRow, list_goals
from app.planning.targets.service import remove_goal, set_goal

# ------------------------------------------------------------------------------------------------------------- KPIs

_KPI: Final[Mapping[str, Kind]] = {
    "kpi": "text", "name": "text", "formula": "text", "sentence": "words", "unit": "words", "direction": "text",
    "owner": "text", "grain": "words",
}  # fmt: skip


def kpis_part() -> Part:
    """KPIs beside those of the program."""
    return Part(
        "kpis", key_of=lambda item: str(item["kpi"]), name_of=lambda item, _t: str(item["name"]), check=_check_kpi,
        read=_read_kpis, keep=_keep_kpi, end=lambda session, key, _item: remove_own_kpi(session, key=key),
    )  # fmt: skip


def _check_kpi(item: Item) -> None:
    check_fields(item, _KPI)
    if not str(item["kpi"]).startswith("own_"):
        raise UserError("An own KPI's id is own_ with small letters, digits and _, such as own_order_value.")
    derive(str(item["formula"]))


def _read_kpis(session: Session) -> Items:
    rows = session.scalars(select(OwnKpi).where(OwnKpi.removed.is_(False)))
    return items_by_key({one.key: {"kpi": one.key} | {name: getattr(one, name) for name in list(_KPI)[1:]}
                         for one in rows})  # fmt: skip


def _keep_kpi(session: Session, item: Item) -> None:
    keep_own_kpi(session, key=item["kpi"], draft=Draft(**{name: item[name] for name in list(_KPI)[1:]}))
    session.flush()


# ------------------------------------------------------------------------------------------------------------ goals

_GOAL: Final[Mapping[str, Kind]] = {
    "kpi": "text", "level": "text", "place": "words", "from": "day", "to": "day", "value": "number", "upper": "number",
    "note": "words",
}  # fmt: skip
_LEVELS: Final = ("all", "region", "group")
"""A goal of one dealer is his region's own."""


def goals_part() -> Part:
    """Goals for all, a region or a product group."""
    return Part(
        "goals", key_of=_goal_key, name_of=_goal_name, check=_check_goal, read=_read_goals, keep=_keep_goal,
        end=_end_goal, refuses=_says_plan,
    )  # fmt: skip


def _goal_key(item: Item) -> str:
    return f"{item['kpi']}:{item['level']}:{item['place']}:{item['from']}:{item['to']}"


def _goal_name(item: Item, t: Texts) -> str:
    kpi = t(KPIS[item["kpi"]].name) if item["kpi"] in KPIS else item["kpi"]
    return " ".join(filter(None, (kpi, item["place"], f"{item['from']}..{item['to']}")))


def _check_goal(item: Item) -> None:
    check_fields(item, _GOAL, frozenset({"upper"}))
    if item["level"] not in _LEVELS:
        raise UserError("“{field}” is one of {known}, not “{value}”", field="level", known=", ".join(_LEVELS),
                        value=item["level"])  # fmt: skip
    if (item["level"] == "all") != (not item["place"]):
        raise UserError("A goal is for all, or for a region, a dealer or a product group that is named.")
    if item["to"] < item["from"]:
        raise UserError("It ends before it begins.")
    for name in ("value", "upper"):
        stored_number(item[name], SCALE)


def _goal_rows(session: Session) -> dict[str, tuple[GoalRow, dict[str, Any]]]:
    found = {}
    for one in list_goals(session):
        if one.level in _LEVELS:
            item = {
                "kpi": one.kpi, "level": one.level, "place": one.place, "from": day_text(one.first),
                "to": day_text(one.last), "value": number_text(one.value_e4, SCALE),
                "upper": number_text(one.upper_e4, SCALE), "note": one.note,
            }  # fmt: skip
            found[_goal_key(item)] = (one, item)
    return found


def _read_goals(session: Session) -> Items:
    return items_by_key({key: item for key, (_, item) in _goal_rows(session).items()})


def _keep_goal(session: Session, item: Item) -> None:
    if item["kpi"] not in known_kpis(session):
        raise UserError("There is no KPI “{kpi}”.", kpi=item["kpi"])
    first, last = stored_day(item["from"]) or 0, stored_day(item["to"]) or 0
    value = stored_number(item["value"], SCALE) or 0
    set_goal(
        session, kpi=item["kpi"], level=item["level"], place=item["place"], first=first, last=last, value_e4=value,
        upper_e4=stored_number(item["upper"], SCALE), note=item["note"],
    )  # fmt: skip


def _end_goal(session: Session, key: str, _item: Item) -> None:
    require_unlocked(session, "goals")
    found = _goal_rows(session).get(key)
    if found is not None and not found[0].plan:
        remove_goal(session, goal_id=found[0].id)


def _says_plan(session: Session, item: Item) -> Text | None:
    found = _goal_rows(session).get(_goal_key(item))
    if found is None or not found[0].plan:
        return None
    return Text(N_("{plan} is approved here and says this goal."), {"plan": found[0].plan})


# ----------------------------------------------------------------------------------------------------------- health

_MODEL: Final = "model"


def health_part() -> Part:
    """The health model that counts for new assessments."""
    return Part(
        "health", key_of=lambda _item: _MODEL, name_of=lambda item, t: t(str(item.get("name", ""))),
        check=_check_model, read=_read_model, keep=_keep_model, end=lambda _session, _key, _item: None,
    )  # fmt: skip


def _check_model(item: Item) -> None:
    if item.get("version") != 0:
        raise UserError("“version” is 0: a workspace counts its own versions")
    check_draft(scheme_from_file(json.dumps(item)))


def _read_model(session: Session) -> Items:
    _, scheme = current_model(session)
    return items_by_key({_MODEL: json.loads(scheme_file(replace(scheme, version=0)))})


def _keep_model(session: Session, item: Item) -> None:
    _, current = current_model(session)
    save_model(session, draft=scheme_from_file(json.dumps(item)), base=current.version)
