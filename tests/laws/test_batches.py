"""The tables are a function of the set of live batches: no order of loading and withdrawing changes a figure."""

import random
import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.bootstrap import FEEDS, Desk
from app.core.progress import Progress
from app.core.settings import MachineSettings
from app.core.undo import undo
from app.core.workspace import Workspace
from app.jobs.checks import cell_faults
from tests.desks import correct, desk_of, profile, sign, take_in, write_csv
from tests.examples import examples

HEADER = ("order", "line", "dealer", "product", "ordered", "shipped", "delivered", "promised", "qty", "sent", "amount")
LINES = """
id = "lines-{mode}-{scope}-{by}"
source = "erp"
[[feed]]
feed = "order_line"
mode = "{mode}"
scope = "{scope}"
by = "{by}"
[feed.columns]
order_no = "order"
line_no = "line"
party_code = "dealer"
product_code = "product"
ordered = "ordered"
shipped = "shipped"
delivered = "delivered"
promised_first = "promised"
ordered_quantity = "qty"
shipped_quantity = "sent"
amount = "amount"
"""
KINDS = [("rows", "", ""), ("complete", "month", ""), ("complete", "month", "party"), ("complete", "date", "")]
LAW = settings(
    max_examples=examples(15),
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

days = st.integers(1, 28).map(lambda day: f"2026-0{1 + day % 2}-{day:02d}")
orders = st.sampled_from([("O1", "A"), ("O2", "B"), ("O3", "C"), ("O4", "A")])  # an order has one dealer
rows = st.tuples(
    orders, st.integers(1, 3),
    st.sampled_from(["P", "Q"]), days, st.none() | days, st.none() | days, st.none() | days,
    st.integers(1, 9), st.none() | st.integers(0, 9), st.integers(0, 99_999).map(lambda cents: f"{cents / 100:.2f}"),
).map(lambda row: (row[0][0], row[1], row[0][1], *row[2:]))  # fmt: skip


@dataclass(frozen=True)
class Export:
    """A file and when it was taken out of its system."""

    table: tuple[tuple[Any, ...], ...]
    kind: tuple[str, str, str]
    at: str


@st.composite
def exports(draw: st.DrawFn) -> list[Export]:
    count = draw(st.integers(1, 4))
    found = []
    for place in range(count):
        table = draw(st.lists(rows, min_size=1, max_size=8, unique_by=lambda row: (row[0], row[1])))
        at = f"2026-03-{place + 1:02d}T00:00:00.000+00:00"
        found.append(Export(tuple(table), draw(st.sampled_from(KINDS)), at))
    return found


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("blank")
    with Workspace.create(folder / "blank.cdesk", machine=MachineSettings(folder / "home")) as made:
        return made.paths.main


@contextmanager
def fresh(blank: Path) -> Iterator[tuple[Desk, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "w.cdesk"
        shutil.copy(blank, path)
        with Workspace.open(path, machine=MachineSettings(Path(folder) / "home")) as workspace:
            yield desk_of(workspace), Path(folder)


def load(desk: Desk, folder: Path, export: Export, place: int, wrong: Collection[int] = ()) -> str:
    """Take an export in; the rows of ``wrong`` have a quantity that is no number."""
    mode, scope, by = export.kind
    how = profile(LINES.format(mode=mode, scope=scope, by=by).replace('scope = ""\n', ""))
    table = [(*row[:8], "?", *row[9:]) if line in wrong else row for line, row in enumerate(export.table)]
    path = write_csv(folder / f"{place}.csv", [(*HEADER, "export"), *((*row, place) for row in table)])
    return take_in(desk, path, how, extracted_at=export.at).batch_id


def mend(desk: Desk, batch: str, export: Export, lines: Collection[int]) -> str:
    """Correct some of the wrong rows to what they ought to be; returns the child batch."""
    return correct(desk, batch, {line + 2: {"qty": str(export.table[line][8])} for line in lines}).batch_id


def state(desk: Desk) -> dict[str, Any]:
    """Current facts, live records and cells, without the numbers that only this file gives them."""
    columns = ", ".join(FEEDS["order_line"].columns)
    with desk.db.read() as session:
        facts = session.execute(text(f"SELECT {columns} FROM order_line WHERE current = 1")).all()
        parties = session.execute(text("SELECT name FROM party WHERE removed = 0")).scalars().all()
        products = session.execute(text("SELECT name FROM product WHERE removed = 0")).scalars().all()
        dealers = dict(session.execute(text("SELECT n, entity_id FROM numbered")).all())
        cells = session.execute(text("SELECT * FROM cell")).mappings().all()
    named = [{**cell, "dealer_n": dealers.get(cell["dealer_n"], cell["dealer_n"])} for cell in cells]
    return {
        "facts": sorted(map(repr, facts)),
        "parties": sorted(parties),
        "products": sorted(products),
        "cells": sorted(repr(sorted(cell.items())) for cell in named),
    }


@LAW
@given(found=exports(), seed=st.integers(0, 999))
def test_any_order_of_loading_and_withdrawing_equals_loading_the_survivors_alone(
    blank: Path, found: Sequence[Export], seed: int
) -> None:
    dice = random.Random(seed)
    order = list(enumerate(found))
    dice.shuffle(order)
    with fresh(blank) as (desk, folder), fresh(blank) as (alone, apart):
        refs = {place: load(desk, folder, one, place) for place, one in order}
        withdrawn = {place for place in refs if dice.random() < 0.4}
        for place in sorted(withdrawn, key=lambda _: dice.random()):
            desk.pipeline.withdraw(refs[place], progress=Progress())
        for place, one in enumerate(found):
            if place not in withdrawn:
                load(alone, apart, one, place)
        assert state(desk) == state(alone)
        assert list(cell_faults(desk.db)) == []


@LAW
@given(found=exports(), seed=st.integers(0, 99_999))
def test_a_file_whose_rows_were_corrected_equals_one_that_was_right_at_first(
    blank: Path, found: Sequence[Export], seed: int
) -> None:
    dice = random.Random(seed)
    order = list(enumerate(found))
    dice.shuffle(order)
    wrong = {place: {line for line in range(len(one.table)) if dice.random() < 0.5} for place, one in order}
    with fresh(blank) as (desk, folder), fresh(blank) as (alone, apart):
        sign(desk)
        batches: dict[int, str] = {}
        for place, one in order:
            batches[place] = load(desk, folder, one, place, wrong[place])
            for earlier in dice.sample(list(batches), dice.randint(0, len(batches))):
                correct_some(desk, batches[earlier], found[earlier], wrong[earlier], dice)
        withdrawn = {place for place in batches if dice.random() < 0.3}
        for place in sorted(withdrawn, key=lambda _: dice.random()):
            desk.pipeline.withdraw(batches[place], progress=Progress())
            if dice.random() < 0.4:  # and in again
                undo(desk.db, desk.undo_handlers)
                withdrawn.remove(place)
        for place, one in enumerate(found):
            if place not in withdrawn:
                load(alone, apart, one, place, wrong[place])
        assert state(desk) == state(alone)
        assert list(cell_faults(desk.db)) == []


def correct_some(desk: Desk, batch: str, export: Export, wrong: set[int], dice: random.Random) -> None:
    """Correct some rows of a batch, take some corrections out again; ``wrong`` is left with those that wait."""
    lines = {line for line in wrong if dice.random() < 0.7}
    if lines:
        child = mend(desk, batch, export, lines)
        wrong -= lines
        if dice.random() < 0.3:
            desk.pipeline.withdraw(child, progress=Progress())
            wrong |= lines


@LAW
@given(table=st.lists(rows, min_size=2, max_size=10, unique_by=lambda row: (row[0], row[1])), seed=st.integers(0, 999))
def test_row_order_and_file_splitting_never_change_a_figure(
    blank: Path, table: list[tuple[Any, ...]], seed: int
) -> None:
    dice = random.Random(seed)
    shuffled = dice.sample(table, len(table))
    cut = dice.randint(1, len(table) - 1)
    at = "2026-03-01T00:00:00.000+00:00"
    with fresh(blank) as (whole, folder), fresh(blank) as (parts, apart):
        load(whole, folder, Export(tuple(table), KINDS[0], at), 0)
        load(parts, apart, Export(tuple(shuffled[:cut]), KINDS[0], at), 0)
        load(parts, apart, Export(tuple(shuffled[cut:]), KINDS[0], at), 1)
        assert state(whole) == state(parts)
