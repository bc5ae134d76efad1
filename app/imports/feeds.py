"""What a feed is: the fields of one kind of fact, how each is stored, and what identifies a row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from app.core.texts import N_

Kind = Literal[
    "text", "code", "day", "month", "moment", "quantity", "amount", "price", "rate", "number", "flag", "choice"
]  # fmt: skip

SEPARATOR: Final = "\x1f"
"""Stands between the parts of a key."""
SUFFIXES: Final[Mapping[Kind, tuple[str, ...]]] = MappingProxyType(
    {
        "text": ("",),
        "code": ("",),
        "choice": ("",),
        "day": ("_on",),
        "month": ("_on",),
        "moment": ("_on", "_min"),
        "quantity": ("_e3",),
        "amount": ("_e4",),
        "price": ("_e6",),
        "rate": ("_e4",),
        "number": ("",),
        "flag": ("",),
    }
)
KIND_TITLES: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        "text": N_("text"),
        "code": N_("code"),
        "choice": N_("choice"),
        "day": N_("date"),
        "month": N_("month"),
        "moment": N_("date and time"),
        "quantity": N_("quantity"),
        "amount": N_("amount"),
        "price": N_("unit price"),
        "rate": N_("rate"),
        "number": N_("whole number"),
        "flag": N_("yes or no"),
    }
)


@dataclass(frozen=True)
class Field:
    """One value of a fact row: its kind says how it is parsed, stored and shown."""

    name: str
    kind: Kind
    title: str
    """English msgid shown to people."""
    words: tuple[str, ...] = ()
    """Headers under which other systems hand it out, Chinese and English, best first."""
    required: bool = False
    ref: Literal["", "party", "product", "area"] = ""
    """Which master records the code names."""
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """For a choice: each stored value with the words that mean it."""
    positive: bool = False
    """A value of zero or less is worth a warning."""
    also: str = ""
    """The field whose column tells of this one too, where a file has none of its own: who signs has the goods."""
    personal: bool = False
    """Personal data (个人信息保护法): only its ends leave the program unless one asks for all of it."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns that hold it."""
        return tuple(self.name + suffix for suffix in SUFFIXES[self.kind])


@dataclass(frozen=True)
class Feed:
    """One kind of fact: its table, fields, identity and the columns that decide what a complete list covers."""

    id: str
    title: str
    fields: tuple[Field, ...]
    identity: tuple[str, ...] = ("key",)
    """Columns that, with the source, identify a row."""
    key: tuple[str, ...] = ()
    """Fields that make the key where a profile names none."""
    key_needs: tuple[str, ...] = ()
    """Of these, the ones without which there is no key (rows are then told apart by their content)."""
    scope_on: str = ""
    """Column of the business day by which a complete list covers rows."""
    scope_party: str = ""
    """Column of the dealer or place by which a complete list covers rows."""
    date_indices: tuple[str, ...] = ()
    master: Literal[
        "",
        "party",
        "product",
        "area",
        "assignment",
        "unit",
        "lane",
        "must_stock",
        "price",
        "licence",
        "permit",
        "parent",
        "contact",
        "account",
        "territory",
        "contract",
        "contract_target",
        "ledger",
    ] = ""
    """The records that rows of this feed make or update."""
    spans: tuple[tuple[str, str], ...] = ()
    """Pairs of day columns (earlier, later); a negative span is worth a warning."""
    head: str = ""
    """The feed whose row of the same order holds what this one leaves out; rows then carry ``needs_head``."""
    words: tuple[str, ...] = ()
    """Words in a file's or a sheet's name that speak for this feed."""
    signature: tuple[str, ...] = field(default=())
    """Fields that tell this feed from the others when one is proposed."""

    def field(self, name: str) -> Field:
        """The field of that name; KeyError if there is none."""
        return self.by_name[name]

    @property
    def by_name(self) -> dict[str, Field]:
        """The fields by name."""
        return {one.name: one for one in self.fields}

    @property
    def columns(self) -> tuple[str, ...]:
        """The stored columns beyond lineage: the key columns first, then every field's."""
        own = tuple(column for one in self.fields for column in one.columns)
        return tuple(column for column in self.identity if column not in own) + own

    @property
    def table(self) -> str:
        """The name of the fact table."""
        return self.id
