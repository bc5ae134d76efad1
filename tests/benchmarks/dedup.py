"""Precision and recall of the matcher: people of febrl, Chinese company names; and a register of 5,000 in seconds.

    python -m tests.benchmarks dedup [--febrl FOLDER]

febrl 1 (1,000 records, 500 pairs) and 3 (5,000 records, 6,538 pairs) are made people with slips (P. Christen, Febrl);
the ids say who is whose double and are read only to count. The default threshold, nothing tuned to the records.
The folder is the environment's CHANNELDESK_FEBRL or ``--febrl``; without it these two are left out, and said so.
"""

import csv
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz, process

from app.governance.duplicates.blocking import Pass
from app.governance.duplicates.companies import PASSES, Company, company_fields, company_values
from app.governance.duplicates.fields import Chances, Field, Values, similar, within_slips
from app.governance.duplicates.matching import Matched, match
from app.governance.duplicates.nearest import NearNames
from app.governance.duplicates.places import places_of
from tests.app.governance.duplicates.made_names import register
from tests.benchmarks.measuring import Ratio, say, seconds

_WORD, _NUMBER = Chances(0.7, 0.2, 0.1), Chances(0.8, 0.1, 0.1)
PEOPLE: tuple[Field, ...] = (
    Field("given_name", "given name", _WORD, 0.005, similar(0.85)),
    Field("surname", "surname", _WORD, 0.002, similar(0.85)),
    Field("street_number", "street number", _NUMBER, 0.01, within_slips(1)),
    Field("address_1", "street", _WORD, 0.001, similar(0.88)),
    Field("address_2", "house", _WORD, 0.001, similar(0.88)),
    Field("suburb", "suburb", _WORD, 0.002, similar(0.88)),
    Field("postcode", "postcode", _NUMBER, 0.002, within_slips(1)),
    Field("state", "state", Chances(0.9, 0.0, 0.1), 0.2),
    Field("date_of_birth", "date of birth", _NUMBER, 0.0005, within_slips(1)),
    Field("soc_sec_id", "social security number", _NUMBER, 0.000_01, within_slips(1)),
)
BY: tuple[Pass, ...] = (
    ("soc_sec_id",), ("date_of_birth",), ("address_1",), ("given_name", "surname"), ("given_name", "suburb"),
    ("given_name", "postcode"), ("given_name", "street_number"), ("surname", "postcode"), ("surname", "suburb"),
    ("surname", "street_number"),
)  # fmt: skip


class Score(NamedTuple):
    """How much of what was found is right, and how much of what is there was found."""

    precision: float
    recall: float


def score(found: Matched, ids: Sequence[object]) -> Score:
    """By the ids of the records, which the matcher has not seen."""
    right = sum(ids[pair.one] == ids[pair.other] for pair in found.pairs)
    there = sum(count * (count - 1) // 2 for count in Counter(ids).values())
    return Score(right / len(found.pairs), right / there)


def febrl_folder(words: Sequence[str] = ()) -> Path | None:
    """Where the two sets are, None where nobody has them."""
    named = words[words.index("--febrl") + 1] if "--febrl" in words else os.environ.get("CHANNELDESK_FEBRL")
    beside = Path(__file__).parents[3] / "shared" / "data" / "dedup-febrl"
    folder = Path(named) if named else beside
    return folder if (folder / "dataset3.csv").exists() else None


def people(path: Path) -> tuple[list[dict[str, Values]], list[str]]:
    """The records of a set, and of each whose double it is."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, skipinitialspace=True))
    records = [{field.name: (row[field.name],) if row[field.name] else () for field in PEOPLE} for row in rows]
    return records, [row["rec_id"].split("-")[1] for row in rows]


def febrl(folder: Path, number: int) -> Score:
    """Precision and recall of one set."""
    records, ids = people(folder / f"dataset{number}.csv")
    return score(match(records, PEOPLE, BY), ids)


def chinese(seed: int) -> Score:
    """The same of 360 Chinese company names, a third of them a second way to write another one."""
    rows, places = register(seed), places_of()
    records = [company_values(Company("", name), places) for name, _ in rows]
    return score(match(records, company_fields(places), PASSES), [number for _, number in rows])


def register_seconds(count: int = 5_000) -> tuple[float, float]:
    """Seconds for all candidates of so many parties, and for comparing a 400th of their pairs one by one."""
    rows, places = register(7, count=count - 500, doubled=500), places_of()
    records = [company_values(Company("", name), places) for name, _ in rows]
    fields = company_fields(places)
    some = records[: len(records) // 20]

    def one_by_one() -> None:
        for place, one in enumerate(some):
            for other in some[:place]:
                for field in fields:
                    field.level(one[field.name], other[field.name])

    return seconds(lambda: match(records, fields, PASSES)), seconds(one_by_one)


def typing_seconds(count: int = 5_000) -> tuple[float, float]:
    """The slowest key while a name is typed among so many, and rapidfuzz comparing that name with all of them."""
    rows, places = register(7, count=count, doubled=0), places_of()
    names = [name for name, _ in rows]
    near = NearNames([Company(str(number), name) for number, name in enumerate(names)], places)
    typed = [name[:end] for name in names[::500] for end in range(1, len(name) + 1)]
    ours = max(seconds(lambda part=part: near.ask(part)) for part in typed)  # type: ignore[misc]
    theirs = max(seconds(lambda part=part: process.extract(part, names, scorer=fuzz.WRatio)) for part in typed)  # type: ignore[misc]
    return ours, theirs


def main(arguments: Sequence[str] = ()) -> list[Ratio]:
    """Measure and say."""
    found: list[Ratio] = []
    folder = febrl_folder(arguments)
    if folder is None:
        say("febrl is not here: name its folder with --febrl")
    for number in (1, 3) if folder else ():
        one = febrl(folder, number)  # type: ignore[arg-type]
        say(f"febrl {number}: precision {one.precision:.4f}, recall {one.recall:.4f}")
        found += [
            Ratio(f"febrl {number}: precision", one.precision, -0.98),
            Ratio(f"febrl {number}: recall", one.recall, -0.95),
        ]
    scores = [chinese(seed) for seed in range(1, 6)]
    for seed, one in enumerate(scores, 1):
        say(f"360 Chinese names, seed {seed}: precision {one.precision:.4f}, recall {one.recall:.4f}")
    found += [
        Ratio("Chinese names: least precision of 5 seeds", min(one.precision for one in scores), -0.97),
        Ratio("Chinese names: least recall of 5 seeds", min(one.recall for one in scores), -0.95),
    ]
    whole, part = register_seconds()
    say(f"5,000 names: {whole:.2f} s; a 400th of all pairs compared one by one: {part:.2f} s")
    found.append(Ratio("candidates of 5,000 against comparing all pairs one by one", whole / (400 * part), 0.05))
    ours, theirs = typing_seconds()
    say(f"a key while typing among 5,000: at most {ours * 1000:.1f} ms; rapidfuzz over all: {theirs * 1000:.1f} ms")
    return [
        *found,
        Ratio("the slowest key while typing against 50 ms", ours / 0.05, 1.0),
        Ratio("the same against rapidfuzz over all names", ours / theirs, 2.0),
    ]
