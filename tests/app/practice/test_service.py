"""Writing the region: the same bytes each time, a profile for every file, more lines on demand."""

import hashlib
import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.bootstrap import FEEDS
from app.core.errors import Cancelled
from app.core.progress import Progress
from app.imports.profile import Profile, parse_profile
from app.imports.propose import propose
from app.imports.sample import read_sample
from app.practice.copies import base_lines, copied_dealers, copies_for, write_copies
from app.practice.service import PROFILES_DIR, RegionFiles, profile_path, write_region
from tests.app.practice.reading import Written, read
from tests.wizard import practice_share

ROOT = Path(__file__).parents[3]


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def profiles() -> list[Profile]:
    return [parse_profile(path.read_text(encoding="utf-8"), FEEDS) for path in sorted(PROFILES_DIR.glob("*.toml"))]


def written_elsewhere(folder: Path, lines: int) -> RegionFiles:
    """A region with more lines, as another process writes it in another part of the world."""
    code = (
        "import sys, pathlib, pickle; from app.practice.service import write_region as w; "
        "pathlib.Path(sys.argv[1]).write_bytes(pickle.dumps(w(pathlib.Path(sys.argv[2]), lines=int(sys.argv[3]))))"
    )
    environment = dict(os.environ, PYTHONPATH=str(ROOT), PYTHONHASHSEED="7", TZ="America/Lima")
    words = [sys.executable, "-c", code, str(folder / "told"), str(folder / "files"), str(lines)]
    subprocess.run(words, check=True, env=environment, cwd=ROOT)
    found: RegionFiles = pickle.loads((folder / "told").read_bytes())  # noqa: S301 - ours
    return found


def test_the_region_fits_a_laptops_minute(region: RegionFiles) -> None:
    assert len(region.files) < 130
    assert 60_000 < base_lines() < 80_000
    assert sum(one.rows for one in region.files) < 400_000


def test_every_file_is_recognised_by_its_own_profile_and_no_other(region: RegionFiles) -> None:
    for one in region.files:
        assert [profile.id for profile in profiles() if profile.fits(one.path.name)] == [one.profile]
        assert profile_path(one.profile).is_file()
    assert not [profile.id for profile in profiles() if profile.fits(region.totals.name)]


def test_every_feed_of_the_program_has_a_file(region: RegionFiles) -> None:
    used = {one.profile for one in region.files}
    assert {entry.feed for profile in profiles() if profile.id in used for entry in profile.entries} == set(FEEDS)


def test_every_column_of_a_profile_and_every_counted_row_is_in_its_files(region: RegionFiles) -> None:
    known = {profile.id: profile for profile in profiles()}
    for one in region.files:
        rows = read(one.path)
        assert len(rows) == one.rows, one.path.name
        across = known[one.profile].file.unpivot
        headers = {*rows[0], *((across.name, across.value) if across else ())}
        named = {column.column for entry in known[one.profile].entries for _, column in entry.columns if column.column}
        assert named <= headers, one.path.name


def test_another_process_writes_the_same_bytes_and_more_lines_are_copies_elsewhere(
    region: RegionFiles, tmp_path: Path
) -> None:
    larger = written_elsewhere(tmp_path, 180_000)
    before, after = digests(region.folder), digests(larger.folder)
    changed = {name for name, digest in before.items() if after[name] != digest}
    assert changed == {"客户档案_20260401.csv", "行政区划_20260101.csv"}
    for name in changed:
        was, now = ((one.folder / name).read_bytes().splitlines() for one in (region, larger))
        assert set(was) < set(now), "what is there already stays as it is, and more comes"
    lines = sum(one.rows for one in larger.files if one.profile in ("jianghe_order_lines", "jianghe_food_lines"))
    assert 180_000 <= lines < 250_000
    found: dict[str, list[Path]] = {}
    for one in larger.files:
        if "邻省2025M05" in one.path.name:
            found.setdefault(one.profile, []).append(one.path)
    extra = Written(found)
    heads = {row["订单号"]: row["客户编码"] for row in extra.rows("jianghe_orders")}
    assert {row["订单号"]: row["客户编码"] for row in extra.rows("jianghe_order_lines")} == heads
    dealers = {row["客户编码"]: row for row in read(larger.folder / "客户档案_20260401.csv")}
    assert all(dealers[code]["行政区划代码"][:2] != "33" for code in heads.values())


def test_no_copies_are_made_of_what_is_large_enough() -> None:
    assert (copies_for(None), copies_for(10), copies_for(base_lines() + 1)) == (0, 0, 1)


def test_a_hundred_times_the_orders_come_from_ten_times_the_dealers() -> None:
    assert [len(copied_dealers(copies)) for copies in (0, 1, 2, 4, 5, 100)] == [0, 22, 44, 44, 66, 220]


def test_every_dealer_of_a_larger_region_buys_and_no_order_is_there_twice(tmp_path: Path) -> None:
    orders: dict[str, str] = {}
    for one in write_copies(tmp_path, 3, Progress()):
        if one.profile == "jianghe_orders":
            rows = read(one.path)
            assert not orders.keys() & {row["订单号"] for row in rows}
            orders |= {row["订单号"]: row["客户编码"] for row in rows}
    assert set(orders.values()) == {one.code for one in copied_dealers(3)}
    assert len(orders) == 3 * len({number[:-4] for number in orders})


def test_writing_stops_between_files_when_asked(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        write_region(tmp_path / "stopped", progress=progress)


def test_the_wizard_finds_feed_and_columns_of_every_file_by_itself(region: RegionFiles) -> None:
    """Without the profile; only the targets' months are turned into rows first, as their profile says."""
    known = {profile.id: profile for profile in profiles()}
    first = {one.profile: one.path for one in reversed(region.files)}
    for name, path in first.items():
        sample = read_sample(path)
        headers, rows = sample.headers, sample.rows
        if across := known[name].file.unpivot:
            kept = next(place for place, one in enumerate(headers) if re.search(across.columns, one))
            rows = tuple((*row[:kept], headers[kept].rpartition("/")[2], row[kept]) for row in rows)
            headers = (*headers[:kept], across.name, across.value)
        best = propose(headers, rows, FEEDS, name=path.name)[0]
        (entry,) = known[name].entries
        assert best.feed == entry.feed, path.name
        assert dict(best.columns) == {field: column.column for field, column in entry.columns if column.column}, (
            path.name
        )


def test_the_wizard_needs_no_correction_months_across_and_all(region: RegionFiles) -> None:
    share = practice_share(region)
    assert share.columns > 150
    assert share.wrong == ()
