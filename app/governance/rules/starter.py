"""The rules that the program brings, kept as data (``resources/rules.toml``)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from app import RESOURCES
from app.core.texts import Text
from app.imports.ruling import PREFIX, Rule, said

STARTERS: Final = RESOURCES / "rules.toml"


@dataclass(frozen=True)
class Kept:
    """A data rule as a list shows it."""

    key: str
    title_zh: str
    title_en: str
    rule: Rule
    active: bool
    starter: bool
    """Whether the program brings a rule of this key."""
    changed: bool
    """Whether a person wrote it, or wrote it anew."""
    ref: str = ""
    """The record's, where there is one."""
    id: str = ""

    @property
    def title(self) -> Text:
        """Its title in both languages."""
        return said(self.title_zh, self.title_en)


@cache
def starters() -> Mapping[str, Kept]:
    """The rules that every workspace has, by key."""
    return {key: kept_of(key, raw) for key, raw in tomllib.loads(STARTERS.read_text(encoding="utf-8")).items()}


def kept_of(key: str, raw: Mapping[str, Any]) -> Kept:
    """A starter out of its table."""
    values: dict[str, Any] = {**raw, "keys": tuple(raw.get("keys", ()))}
    titles, active = (values.pop("title_zh"), values.pop("title_en")), bool(values.pop("active", True))
    return Kept(key, *titles, Rule(code=PREFIX + key, **values), active=active, starter=True, changed=False)
