"""Which data rules a workspace has and which are in force."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.texts import Text
from app.governance.rules.model import DataRule
from app.governance.rules.starter import Kept, starters
from app.imports.ruling import PREFIX, Rule


def list_rules(session: Session) -> list[Kept]:
    """Every rule, the program's own first; a record of a starter's key stands for it."""
    records = {one.key: one for one in session.scalars(select(DataRule).where(DataRule.removed.is_(False)))}
    found = [_of(records.pop(key)) if key in records else one for key, one in starters().items()]
    return found + [_of(one) for one in sorted(records.values(), key=lambda one: (one.feed, one.ref))]


def rule_titles(session: Session) -> dict[str, Text]:
    """What each rule is called, by the code that reasons and warnings bear."""
    return {one.rule.code: one.title for one in list_rules(session)}


def rules_in_force(session: Session) -> tuple[Rule, ...]:
    """The rules that an import is held against."""
    return tuple(one.rule for one in list_rules(session) if one.active)


def find_rule(session: Session, key: str) -> Kept:
    """The rule of a key or a reference; raises UserError if there is none."""
    for one in list_rules(session):
        if key and key in {one.key, one.ref, one.rule.code}:
            return one
    raise UserError("There is no data rule “{name}”; channeldesk rules lists them all.", name=key)


def _of(one: DataRule) -> Kept:
    rule = Rule(
        code=PREFIX + one.key, feed=one.feed, reach=one.reach, level=one.level, indicator=one.indicator,
        must=one.must, message_zh=one.message_zh, message_en=one.message_en, field=one.field, keys=tuple(one.keys),
    )  # fmt: skip
    starter = starters().get(one.key)
    plain = starter is not None and (starter.rule, starter.title_zh, starter.title_en) == (
        rule, one.title_zh, one.title_en
    )  # fmt: skip
    return Kept(
        one.key, one.title_zh, one.title_en, rule, active=one.active, starter=starter is not None, changed=not plain,
        ref=one.ref, id=one.id,
    )  # fmt: skip
