"""Commands on data rules: keep one, switch one on or off, take one back."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from app.core import journal
from app.core.errors import UserError
from app.governance.rules.model import DataRule
from app.governance.rules.queries import find_rule
from app.governance.rules.starter import Kept, starters
from app.imports.feeds import Feed
from app.imports.ruling import PREFIX, Rule, check_rule


def keep_rule(session: Session, *, kept: Kept, feeds: Mapping[str, Feed]) -> str:
    """Keep a rule, a new one where it has no key; returns its key.

    Raises UserError, naming the place, where it cannot be held against rows of its feed.
    """
    if not (kept.title_zh.strip() or kept.title_en.strip()):
        raise UserError("A data rule needs a title.")
    check_rule(kept.rule, feeds)
    record = _record(session, kept.key) if kept.key else None
    values = _values(kept)
    if record is None:
        record = journal.create(session, DataRule, natural_key=kept.key or None, key=kept.key, **values)
        if not kept.key:
            record.key = record.ref
        return record.key
    record.removed = False
    for name, value in values.items():
        if getattr(record, name) != value:
            setattr(record, name, value)
    return record.key


def switch_rule(session: Session, *, key: str, active: bool, feeds: Mapping[str, Feed]) -> None:
    """Put a rule in force or out of force; raises UserError if there is none of that key."""
    keep_rule(session, kept=replace(find_rule(session, key), active=active), feeds=feeds)


def remove_rule(session: Session, *, key: str) -> None:
    """Take a rule off the list; one that the program brings is again as it was brought.

    Raises UserError where there is nothing to take back.
    """
    found = find_rule(session, key)
    record = _record(session, found.key)
    if record is None or record.removed:
        raise UserError("This rule comes with the program and stays; it can be switched off.")
    record.removed = True


def blank_rule(feed: str) -> Kept:
    """A rule yet to be written, of a feed."""
    rule = Rule(code=PREFIX, feed=feed, reach="row", level="warn", indicator="accuracy", must="", message_zh="",
                message_en="")  # fmt: skip
    return Kept("", "", "", rule, active=True, starter=False, changed=True)


def _record(session: Session, key: str) -> DataRule | None:
    if key in starters():
        return session.get(DataRule, journal.record_id(DataRule, key))
    return session.query(DataRule).filter(DataRule.key == key).one_or_none()


def _values(kept: Kept) -> dict[str, Any]:
    rule = kept.rule
    return {
        "title_zh": kept.title_zh.strip(), "title_en": kept.title_en.strip(), "feed": rule.feed, "reach": rule.reach,
        "level": rule.level, "indicator": rule.indicator, "field": rule.field if rule.reach == "field" else "",
        "keys": list(rule.keys) if rule.reach == "set" else [], "must": rule.must.strip(),
        "message_zh": rule.message_zh.strip(), "message_en": rule.message_en.strip(), "active": kept.active,
    }  # fmt: skip
