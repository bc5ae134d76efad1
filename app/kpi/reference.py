"""References of figures: what a figure on a screen or in print was asked for, short enough to be typed in again.

    otif_rate/2026-Q1/D-7F3K2-X/s=0@122.260410.K7F-4M

The KPI, the period, the dealer and the product group by their records' references, what else was asked for as
letters (``_LETTERS``), the transaction up to which data were known, the day on which it was looked at, a seal of what
was known then, and two check characters. It says everything: nothing is kept of it, and no table is needed to read it.
What is no KPI has a word of its own in front (``HEALTH``, ``SIGN``, ``BALANCE``, ``GATE``, ``SURVEY``).
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from urllib.parse import unquote

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.calendars import NATURAL, calendar_of
from app.core.errors import UsageError, UserError
from app.core.ids import check_pair, seal_of
from app.kpi.against import CUMULATIVE
from app.kpi.board import Choice
from app.kpi.counting import USUAL, counting_of
from app.kpi.kept import known_at
from app.kpi.organisation import FOLLOWED, Structure, Successors
from app.kpi.own.known import find_kpi, known_kpis
from app.kpi.people import read_dealers
from app.kpi.rows import KpiRow
from app.kpi.scope import counted_name
from app.planning.calendars import find_calendar

_ONLY: Final[Mapping[str, str]] = {"t": "tier", "m": "manager", "o": "office", "e": "entity", "w": "owner-group"}
_SUCCESSORS: Final[Mapping[str, Successors]] = {"0": "", "1": "own"}
"""Figures count for who took a dealer's business over, unless said otherwise: 0 where growth is told, 1 never."""
_LETTERS: Final = ("r", *_ONLY, "h", "s", "g", "b", "x", "y", "z", "a", "c")
"""Region; tier, manager, office, selling entity and controlling group; structure of the time; successors; grain; date
basis; tax; types of lines; sellers; what growth compares; calendar. In this order, and only what is asked for."""
_SHAPE: Final = re.compile(
    r"(?P<body>[^/@\s]+(?:/[^/@\s]+)+@(?P<tx>\d{1,18})\.(?P<day>\d{6})(?:\.(?P<seal>\w{3}))?)-(?P<check>\w{2})"
)
_RESERVED: Final = re.compile(r"[%/@=\s]")
_DEALER, _GROUP = "D-", "G-"
HEALTH: Final = "health"
"""A score with its grade; with ``i=`` what one indicator gave."""
SIGN: Final = "sign"
"""A sign in the rows; ``i=`` its kind, ``k=`` its digest."""
BALANCE: Final = "balance"
"""A balance of goods; with ``i=`` one bar of it."""
GATE: Final = "gate"
"""Whether goods may be received on a day: those of a product or of a group, ``i=`` their class, ``w=`` warmth."""
SURVEY: Final = "survey"
"""A score given by hand, by its record."""
KINDS: Final = frozenset({HEALTH, SIGN, BALANCE, GATE, SURVEY})


@dataclass(frozen=True)
class FigureRef:
    """A reference taken apart; ``str`` writes it."""

    kpi: str
    period: str
    tx: int
    """The transaction up to which data were known."""
    day: date
    """The day that counted as today."""
    dealer: str = ""
    """The reference of the dealer's record."""
    group: str = ""
    """That of the product group's."""
    words: tuple[tuple[str, str], ...] = ()
    """Letters with what they say."""
    record: str = ""
    """The reference of a record of another kind: an assessment, a round, a product."""
    seal: str = ""
    """What tells the history of one workspace from another's (``seal_at``)."""

    def __str__(self) -> str:
        parts = [
            self.kpi,
            self.period,
            self.dealer,
            self.group,
            self.record,
            *(f"{name}={_safe(said)}" for name, said in self.words),
        ]
        seal = f".{self.seal}" if self.seal else ""
        body = f"{'/'.join(part for part in parts if part)}@{self.tx}.{self.day:%y%m%d}{seal}"
        return f"{body}-{check_pair(body.upper())}"

    @property
    def asked(self) -> dict[str, str]:
        """The words by their letters."""
        return dict(self.words)


def is_reference(words: str) -> bool:
    """Whether a text has the shape of a figure's reference, right or not."""
    return _SHAPE.fullmatch(words.strip()) is not None


def parse_reference(words: str) -> FigureRef:
    """A reference as somebody typed or copied it; raises UsageError where a character is wrong."""
    found = _SHAPE.fullmatch(words.strip())
    day = None if found is None else _day(found["day"])
    if found is None or day is None or check_pair(found["body"].upper()) != found["check"].upper():
        raise UsageError("“{text}” is not the reference of a figure; look for a typing error.", text=words.strip())
    kpi, period, *rest = found["body"].rpartition("@")[0].split("/")
    records = [one.upper() for one in rest if "=" not in one]
    pairs = tuple((name.lower(), unquote(said)) for name, _, said in (one.partition("=") for one in rest if "=" in one))
    return FigureRef(
        kpi.lower(), period.upper(), int(found["tx"]), day,
        next((one for one in records if one.startswith(_DEALER)), ""),
        next((one for one in records if one.startswith(_GROUP)), ""), pairs,
        next((one for one in records if not one.startswith((_DEALER, _GROUP))), ""), (found["seal"] or "").upper(),
    )  # fmt: skip


def _day(digits: str) -> date | None:
    with suppress(ValueError):
        return date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    return None


def seal_at(session: Session, tx: int) -> str:
    """Three signs of the journal's head at a transaction; others in a copy that went its own way (but 1 in 32,768)."""
    sql = "SELECT hash FROM journal WHERE tx <= :tx ORDER BY n DESC LIMIT 1"
    head = session.execute(text(sql), {"tx": tx}).scalar()
    return "" if head is None else seal_of(str(head))


def confirm_state(session: Session, ref: FigureRef) -> None:
    """Whether a reference was written of this workspace; raises UserError where it was not, or of a later state."""
    last = known_at(session)
    if ref.tx > last:
        raise UserError(
            "This reference was written at transaction {tx}, and this workspace has come to {last} only. It is of "
            "another workspace, or of a newer copy of this one.", tx=ref.tx, last=last,
        )  # fmt: skip
    if ref.seal and ref.seal != seal_at(session, ref.tx):
        raise UserError(
            "This reference was written in another workspace, or in a copy that went its own way: at transaction {tx} "
            "something else was known here.", tx=ref.tx,
        )  # fmt: skip


class References:
    """Writes the references of figures of one state of a workspace."""

    def __init__(self, session: Session, today: date, *, tx: int | None = None) -> None:
        """``today`` is the day up to which figures count; ``tx`` is what they know, else the newest transaction."""
        self._today, self._tx = today, known_at(session) if tx is None else tx
        self._seal, self._known = seal_at(session, self._tx), known_kpis(session)
        refs = dealer_refs(session)
        self._dealers: dict[str, str] = {}
        for one in read_dealers(session).values():
            for name in (one.name, one.code, one.id):
                self._dealers[name] = refs.get(one.id, "")
        groups = session.execute(text("SELECT code, name, ref FROM product_group")).all()
        self._groups = {name: ref for code, title, ref in groups for name in (title, code)}

    def at(self, session: Session, tx: int) -> "References":
        """The same of another transaction."""
        found = copy(self)
        found._tx, found._seal = tx, seal_at(session, tx)  # noqa: SLF001 - its own copy
        return found

    def of(self, kpi: str, choice: Choice, *, grain: str | None = None) -> FigureRef:
        """The reference of a KPI for a choice; raises UserError for a dealer or a group that is not there."""
        if choice.dealer is not None and choice.dealer not in self._dealers:
            raise UserError("There is no dealer “{dealer}” here.", dealer=choice.dealer)
        if choice.group is not None and choice.group not in self._groups:
            raise UserError("There is no product group “{group}”.", group=choice.group)
        said = _said(choice, grain, self._known[kpi].grains[0] if kpi in self._known else "")
        words = tuple((letter, said[letter]) for letter in _LETTERS if said.get(letter))
        dealer, group = self._dealers.get(choice.dealer or "", ""), self._groups.get(choice.group or "", "")
        return FigureRef(kpi, choice.period.name, self._tx, self._today, dealer, group, words, seal=self._seal)

    def to(
        self, kind: str, period: str, *, dealer: str = "", group: str = "", record: str = "", **words: str
    ) -> FigureRef:
        """The reference of what is no KPI; ``dealer`` is its id, ``group`` a code, ``record`` another's reference."""
        said = tuple((letter, word) for letter, word in words.items() if word)
        owner, goods = self._dealers.get(dealer, ""), self._groups.get(group, "")
        return FigureRef(kind, period, self._tx, self._today, owner, goods, said, record, self._seal)

    def of_row(self, row: KpiRow, choice: Choice) -> FigureRef | None:
        """The reference of one row of figures by dealer, month, place or product group; None for what has no name."""
        if not all(row.keys.values()):
            return None
        return self.of(row.kpi, narrowed(choice, row.keys), grain=row.grain)


def narrowed(choice: Choice, keys: Mapping[str, str]) -> Choice:
    """A choice of one row's keys alone."""
    for dimension, key in keys.items():
        if dimension == "month":
            choice = replace(choice, period=calendar_of(choice.period).parse(key))
        elif dimension == "product-group":
            choice = replace(choice, group=key)
        elif dimension == "dealer":
            choice = replace(choice, dealer=key)
        elif dimension == "region":
            choice = replace(choice, region=key)
        else:
            choice = replace(choice, structure=choice.structure.narrowed(dimension, key))
    return choice


def dealer_refs(session: Session) -> dict[str, str]:
    """The references of the records of all parties, by id."""
    return _refs(session, "party")


def _refs(session: Session, table: str) -> dict[str, str]:
    return {row[0]: row[1] for row in session.execute(text(f"SELECT id, ref FROM {table}"))}


def _said(choice: Choice, grain: str | None, usual: str) -> dict[str, str]:
    structure, counting = choice.structure, choice.counting
    only = {letter: structure.wanted(name) or "" for letter, name in _ONLY.items()}
    calendar = counted_name(choice.period)
    return only | {
        "r": choice.region or "", "h": "1" if structure.historical else "",
        "s": next((sign for sign, word in _SUCCESSORS.items() if word == structure.successors), ""),
        "g": "" if grain in {None, usual} else str(grain), "b": counting.basis, "x": counting.tax,
        "y": "" if counting.types == USUAL.types else "+".join(counting.types),
        "z": "" if counting.sellers == USUAL.sellers else counting.sellers,
        "a": "" if choice.align == CUMULATIVE else choice.align, "c": calendar,
    }  # fmt: skip


def choice_of(session: Session, ref: FigureRef) -> Choice:
    """What a reference asks for, by the records of the session's workspace; raises UserError for what is not there."""
    said = ref.asked
    find_kpi(session, ref.kpi)
    name = said.get("c", "")
    calendar = find_calendar(session, name) if name else NATURAL
    first, _, last = ref.period.partition("..")
    period = calendar.between(calendar.parse(first), calendar.parse(last)) if last else calendar.parse(first)
    return Choice(
        period, said.get("r"),
        find_record(session, "party", "id", ref.dealer) if ref.dealer else None,
        find_record(session, "product_group", "code", ref.group) if ref.group else None,
        said.get("a", CUMULATIVE),
        Structure(
            "h" in said, _SUCCESSORS[said["s"]] if said.get("s") in _SUCCESSORS else FOLLOWED.successors,
            tuple((dimension, said[letter]) for letter, dimension in _ONLY.items() if letter in said),
        ),
        counting_of(tax=said.get("x"), types=said.get("y", "").replace("+", ","), sellers=said.get("z"),
                    basis=said.get("b")),
    )  # fmt: skip


def find_record(session: Session, table: str, column: str, ref: str) -> str:
    """A column of the record with a reference; raises UserError where there is none."""
    found = session.execute(text(f"SELECT {column} FROM {table} WHERE ref = :ref"), {"ref": ref}).scalar()
    if found is None:
        raise UserError(
            "This workspace knows no record “{ref}”: the reference was written in another one, or the record is gone.",
            ref=ref,
        )
    return str(found)


def _safe(word: str) -> str:
    return _RESERVED.sub(lambda found: f"%{ord(found[0]):02X}", word)
