"""Withholding a list never raises a score or escapes a consequence: tried on the real files of the practice region."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text

from app.bootstrap import Desk
from app.core.period import day_number, parse_period, shift
from app.core.progress import Progress
from app.health.caps import read_caps
from app.health.frozen import Frozen
from app.health.inputs import assess_dealer, backed_kpis, readings_of_all, wanted_kpis
from app.health.scheme import GRADES, Grade, default_scheme
from app.health.signs import day_of_signs
from app.health.subjects import subjects
from app.practice.frame import TODAY
from app.practice.service import profile_path
from tests.desks import take_in

QUARTERS = 3
"""Before the one that is assessed: from their grades it starts."""
QUARTER = parse_period("2026-Q1")
SCHEME = default_scheme()
SENT = ("流向", "纯销", "销售日报", "经销商库存")
"""What the names of the files hold that dealers owe each month."""
Health = Mapping[str, Frozen]


def health(desk: Desk) -> Health:
    """Every dealer's assessment of the quarter as the files have it now, by code; nothing is frozen."""
    quarters = [shift(QUARTER, back) for back in range(-QUARTERS, 1)]
    figures = {each.name: desk.figures(wanted_kpis(SCHEME), each) for each in quarters}
    with desk.db.read() as session:
        caps = read_caps(session, QUARTER, day_of_signs(QUARTER, TODAY), TODAY)
        who = [replace(one, caps=caps.get(one.face.id, ())) for one in subjects(session, on=day_number(QUARTER.last))]
    ever = backed_kpis(figures)
    read = cache(lambda name: readings_of_all(SCHEME, figures[name], who, ever))
    return {
        one.face.code: assess_dealer(SCHEME, one, quarters, figures, {}, read=read, region="", ever=ever) for one in who
    }  # fmt: skip


@pytest.fixture(scope="module")
def whole(region: Desk) -> Health:
    """What is assessed where nobody withholds anything."""
    return health(region)


def lists(desk: Desk) -> dict[str, str]:
    """The dealers' lists that are in use: file name and the batch's id, in the order of their coming."""
    with desk.db.read() as session:
        rows = session.execute(text("SELECT file_name, id FROM import_batch WHERE state = 'live' ORDER BY n")).all()
    return {row.file_name: row.id for row in rows if any(word in row.file_name for word in SENT)}


def withdraw(desk: Desk, *names: str) -> None:
    """Take out the files that hold one of some words in their names."""
    wanted = [batch for name, batch in lists(desk).items() if any(word in name for word in names)]
    assert wanted
    for batch in wanted:
        desk.pipeline.withdraw(batch, progress=Progress())


def leave_out(desk: Desk, folder: Path, name: str, profile: str, codes: frozenset[str]) -> None:
    """Hand in a file of many dealers once more, without the rows of some of them, in place of the whole one."""
    (found, batch), *_ = [pair for pair in lists(desk).items() if name in pair[0]]
    with desk.db.read() as session:
        sha = session.execute(text("SELECT file_sha256 FROM import_batch WHERE id = :id"), {"id": batch}).scalar_one()
    rows = desk.workspace.files.get(sha).decode("utf-8-sig").splitlines(keepends=True)
    kept = [row for row in rows if not codes & set(row.split(",")[:3])]
    assert 1 < len(kept) < len(rows)
    (folder / found).write_text("".join(kept), encoding="utf-8-sig")
    desk.pipeline.withdraw(batch, progress=Progress())
    take_in(desk, folder / found, desk.shelf.read(profile_path(profile)))


def rank(grade: Grade | None) -> int:
    return -1 if grade is None else GRADES.index(grade)


def gains(before: Health, after: Health, silent: frozenset[str]) -> list[str]:
    """Of the dealers who withheld: whom it helped, and in what."""
    found = []
    for code in sorted(silent):
        was, now = before[code], after[code]
        if (now.result.score or Fraction(0)) > (was.result.score or Fraction(0)):
            found.append(f"{code}: the score rose")
        if rank(now.verdict.counts_as) < rank(was.verdict.counts_as):
            found.append(f"{code}: from {was.verdict.counts_as} to {now.verdict.counts_as}")
        if now.verdict.grade and rank(now.verdict.grade) < rank(was.verdict.grade or now.verdict.grade):
            found.append(f"{code}: the grade rose")
        if any(cap not in now.caps for cap in was.caps):
            found.append(f"{code}: a cap is gone")
    return found


def test_one_dealers_own_files_withheld(own_region: Desk, whole: Health) -> None:
    for code, file in (
        ("D0405", "杭州闻安_销售出库流向_202603"), ("D0411", "温州南麓_流向清单_202512"), ("D0413", "嘉兴秀安"),
    ):  # fmt: skip
        withdraw(own_region, file)
        assert gains(whole, health(own_region), frozenset({code})) == []


def test_several_dealers_left_out_of_everybodys_lists(own_region: Desk, whole: Health, tmp_path: Path) -> None:
    silent = frozenset(Random(3).sample(sorted(whole), 30))
    leave_out(own_region, tmp_path, "流向平台_经销商流向_2025H2", "jianghe_sellout", silent)
    assert gains(whole, health(own_region), silent) == []
    leave_out(own_region, tmp_path, "经销商库存_2026Q1", "jianghe_dealer_stock", silent)
    assert gains(whole, health(own_region), silent) == []


def test_everybody_withholds_a_month_a_year_and_all_there_ever_was(own_region: Desk, whole: Health) -> None:
    everybody = frozenset(whole)
    for names in (("2025H1",), ("202603", "经销商库存"), SENT):
        withdraw(own_region, *names)
        assert gains(whole, health(own_region), everybody) == []
    last = health(own_region)
    assert {one.verdict.ungraded for one in last.values()} == {"not_reported"}
    assert {one.verdict.counts_as for one in last.values()} <= {"D", "E"}
