"""All values of one KPI that a question asks for, to be looked at; rows that say everything are made of those shown."""

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from functools import cached_property

from app.core.errors import UserError
from app.core.period import day_of
from app.core.texts import Text
from app.kpi.answers import Answer, Answers
from app.kpi.counting import by_tax, told_of
from app.kpi.definitions import FIXED_BASIS, Kpi
from app.kpi.naming import Asked, code_of, key_texts, labels_of
from app.kpi.posted import Postings
from app.kpi.reading import Reader
from app.kpi.rows import KpiRow
from app.kpi.scope import Bucket, Key, Scope, Values
from app.kpi.states import PRESENT, States
from app.kpi.targeted import without_target


class Answered:
    """One KPI, read for one question."""

    def __init__(self, kpi: Kpi, reader: Reader, asked: Asked, grain: str) -> None:
        """Raises UserError where the KPI cannot be asked for so."""
        refuse_groups(kpi, asked.scope)
        self.asked = asked
        self._reader, self._grain = reader, grain
        self._basis = choice_of(kpi.bases, asked.counting.basis)
        self._told, self._kpi = told_of(kpi, asked.counting), by_tax(kpi, asked.counting.tax)
        self._answers = Answers(self._kpi, reader, grain, self._basis or FIXED_BASIS)
        self._states = States(self._kpi, reader, self._answers.plain, asked.look.day)
        self._known: dict[Key, Answer] = {}
        self.keys = _keys(asked.scope, [*self._answers.values, self._states.more])
        """Every key with facts; where nothing but months is asked for, every month."""

    def at(self, key: Key) -> Answer:
        """The value of a key with its state."""
        if key not in self._known:
            answers = self._answers
            sums, scale = self._sums
            if sums.get(key):
                value = Fraction(sums[key], scale)
                self._known[key] = Answer((value, value, None), PRESENT)
            else:
                self._known[key] = self._states.settled(key, answers.at(key), answers.count(key))
        return self._known[key]

    @cached_property
    def _sums(self) -> tuple[Values, int]:
        """The whole numbers of a KPI that is a sum and nothing else: most values are these, as they are."""
        return (self._states.always and self._answers.alone) or ({}, 1)

    def count(self, key: Key) -> int:
        """How many facts are behind it."""
        return self._answers.count(key)

    def told(self, number: int) -> Fraction | None:
        """The total of one span of those that were asked for; None where there are no facts."""
        key: Key = (number, None, None)
        return self.at(key).parts[0] if self.count(key) else None

    def without(self, key: Key) -> tuple[str, ...]:
        """The months that have no target, of what is held against one."""
        return without_target(self._reader, self._answers.plain.needed, key)

    def code(self, key: Key, dimension: str) -> str:
        """What a key is in one dimension, as in the rows."""
        return code_of(key, self.asked, dimension)

    def labels(self, key: Key) -> dict[str, str]:
        """What the key is called."""
        return labels_of(key, self.asked)

    @property
    def rows(self) -> list[KpiRow]:
        """The rows of all keys."""
        return [self.row(key) for key in self.keys]

    def row(self, key: Key) -> KpiRow:
        """Everything that is to be said of one value."""
        asked, answers, kpi, answer = self.asked, self._answers, self._kpi, self.at(key)
        told, bucket = self._told, asked.scope.buckets[key[0]]
        follows = bool(self._reader.scope.heirs) or grows(kpi)
        return KpiRow(
            kpi.id, key_texts(key, asked), *answer.parts, kpi.unit,
            asked.currency if kpi.unit == "money" else None, self._grain, self._basis or None,
            answers.count(key), asked.known_at, labels_of(key, asked),
            key[1] if isinstance(key[1], int) else None, asked.look.structure.id,
            "own" if asked.look.structure.successors == "own" or not follows else "follow",
            *_told(bucket, answers.modes), answer.state, answer.unit,
            answers.tax(key, told.tax), told.types, told.sellers, answers.left_out(key), self._late.at(key),
            bucket.counted, self.without(key),
        )  # fmt: skip

    @cached_property
    def _late(self) -> Postings:
        return Postings(self._kpi, self._reader, self._answers)


def grows(kpi: Kpi) -> bool:
    """Whether a KPI compares dealers with what they were a year before."""
    return "_matched" in kpi.formula


def choice_of(offered: tuple[str, ...], wanted: str | None) -> str:
    """What is wanted where it is offered, else the first that is; empty where nothing is."""
    if wanted in offered:
        return str(wanted)
    return offered[0] if offered else ""


def refuse_groups(kpi: Kpi, scope: Scope) -> None:
    """Raises UserError for a KPI that is asked for by product group and not kept so."""
    if scope.by_group and not kpi.by_group:
        raise UserError("{kpi} cannot be split by product group.", kpi=Text(kpi.name))


def _told(bucket: Bucket, modes: Collection[str]) -> tuple[str | None, str | None]:
    """Where a period that is not over was cut, and the spans that growth compares."""
    return day_of(bucket.last).isoformat() if bucket.cut else None, bucket.compared if "matched" in modes else None


def _keys(scope: Scope, values: Iterable[Mapping[Key, int]]) -> list[Key]:
    found: set[Key] = {key for one in values for key in one}
    if not scope.place and not scope.groups:
        found |= {(number, None, None) for number in range(len(scope.buckets))}
    return sorted(found, key=lambda key: (key[0], str(key[1]), key[2] or 0))
