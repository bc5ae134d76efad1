"""A support bundle of the practice region: nothing of what its files told and its people wrote is in it."""

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.errors import UserError
from app.core.faults import report_fault
from app.core.logs import drop_log, keep_log, log, logged
from app.core.settings import MachineSettings
from app.doctor.bundle import bare_settings, write_bundle
from app.doctor.service import examine

SCREENS = {"platform": "offscreen", "qt": "6", "screens": []}
CHINESE = re.compile(r"[\u4e00-\u9fff]+")


@pytest.fixture(autouse=True)
def written() -> Iterator[None]:
    """The log is written to the folder of this test."""
    keep_log()
    yield
    drop_log()


def work_that_goes_wrong(names: list[str]) -> None:
    log().info("tx 7: party, order_line")
    with pytest.raises(UserError), logged("job %s", "source:7"):
        raise UserError("There is no dealer “{name}”.", name=names[0])
    try:
        names.index(f"{names[1]} 98765.43")
    except ValueError as fault:
        report_fault(fault, "Importing {file}")


def held(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as bundle:
        assert bundle.testzip() is None
        return {name: bundle.read(name).decode("utf-8") for name in bundle.namelist()}


def test_of_the_practice_region_no_name_amount_or_note_is_in_it(region: Desk, tmp_path: Path) -> None:
    with region.db.raw_read() as raw:
        names = [name for (name,) in raw.execute("SELECT DISTINCT name FROM party")]
        codes = [code for (code,) in raw.execute("SELECT DISTINCT code FROM party_code")]
        e4 = [number for (number,) in raw.execute("SELECT DISTINCT amount_e4 FROM order_line WHERE amount_e4 > 1e7")]
    work_that_goes_wrong(names)
    out = write_bundle(tmp_path / "a.zip", region.db.path, region.workspace.machine, screens=SCREENS)
    files = held(out)
    assert {"doctor.json", "settings.json", "program.txt", "schema.sql", "rows.json", "logs/channeldesk.log"} < set(
        files
    )
    assert any(name.startswith("crashes/") for name in files)
    words = "\n".join(files.values())
    assert CHINESE.findall(words) == [], "not one Chinese word, and all the region's words are Chinese"
    assert len(names) > 60
    assert [one for one in names if one in words] == []
    assert set(codes).isdisjoint(re.findall(r"[\w-]+", words))
    amounts = {str(one) for one in e4} | {f"{one / 10_000:.2f}" for one in e4} | {f"{one / 10_000:,.2f}" for one in e4}
    assert len(amounts) > 1_000
    assert amounts.isdisjoint(re.findall(r"[\d,]+\.\d\d\b|\d{7,}", words))
    assert json.loads(files["rows.json"])["order_line"] > 1_000
    assert "region.cdesk" not in words


def test_the_practice_region_is_well(region: Desk) -> None:
    found = examine(region.db.path, region.workspace.machine, screens=SCREENS)
    assert {one.state for one in found if one.part == "database"} == {"ok"}


def test_of_settings_only_language_and_theme_are_told(tmp_path: Path) -> None:
    machine = MachineSettings(tmp_path)
    machine.update(language="zh_CN", last_workspace="/data/王芳.cdesk", people={"w": "王芳"}, certificate="/x/me.p12")
    assert bare_settings(machine) == {"language": "zh_CN", "last_workspace": "set", "people": 1, "certificate": "set"}


def test_without_a_workspace_and_of_a_damaged_one_there_is_a_bundle_too(tmp_path: Path) -> None:
    alone = held(write_bundle(tmp_path / "a.zip", None, MachineSettings(), screens=SCREENS))
    assert "rows.json" not in alone
    broken = tmp_path / "broken.cdesk"
    broken.write_bytes(b"SQLite format 3\x00" + b"x" * 4_000)
    found = held(write_bundle(tmp_path / "b.zip", broken, MachineSettings(), screens=SCREENS))
    assert json.loads(found["rows.json"]) == {"error": "SQLITE_NOTADB"}
    assert "broken" not in found["doctor.json"]


def test_a_place_that_cannot_be_written_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"cannot be written"):
        write_bundle(tmp_path / "none" / "a.zip", None, MachineSettings(), screens=SCREENS)
    (tmp_path / "a.zip").mkdir()
    with pytest.raises(UserError, match=r"cannot be written"):
        write_bundle(tmp_path / "a.zip", None, MachineSettings(), screens=SCREENS)
    assert not list(tmp_path.glob("*.part"))
