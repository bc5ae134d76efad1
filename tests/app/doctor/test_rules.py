"""What the doctor calls well, worth a look and bad, and the sentence that says what to do."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.core.drive import Drive
from app.core.texts import Text
from app.doctor import rules
from app.doctor.findings import BAD, OK, WARN, Finding, worst

NOW = datetime(2026, 4, 10, 8, 0, tzinfo=UTC)
SCREEN = {"size": "1366 x 768", "wide": 1366, "high": 768, "scale": 1.0, "dpi": 96}


def job(**values: Any) -> rules.JobFact:
    plain: dict[str, Any] = {"name": "upkeep", "title": Text("Daily backup"), "last": None, "outcome": None,
             "failed": False, "due": None, "own": True}  # fmt: skip
    return rules.JobFact(**(plain | values))


@pytest.mark.parametrize(
    ("finding", "state", "advice"),
    [
        (rules.version_finding("numpy", "numpy", "2.4"), OK, ""),
        (rules.version_finding("numpy", "numpy", None), BAD, "Install the program again."),
        (rules.least_finding("python", "Python", (3, 12, 1), (3, 11)), OK, ""),
        (rules.least_finding("python", "Python", (3, 10, 9), (3, 11)), BAD, "Version 3.11 or newer"),
        (rules.path_finding("x", "Logs", "/x", there=False), OK, ""),
        (rules.path_finding("x", "Kept files", "/x", there=False, needed=True), BAD, "restore the newest backup"),
        (rules.backup_finding(NOW - timedelta(days=2), NOW), OK, ""),
        (rules.backup_finding(NOW - timedelta(days=8), NOW), WARN, "command backup"),
        (rules.backup_finding(None, NOW), WARN, "command backup"),
        (rules.room_finding("x", "Disks", 10_000 * rules.MB, 100 * rules.MB), OK, ""),
        (rules.room_finding("x", "Disks", 10_000 * rules.MB, 5_000 * rules.MB), WARN, "twice the size"),
        (rules.room_finding("x", "Disks", 100 * rules.MB), BAD, "Free some space"),
        (rules.schema_finding("0009", "0009", None), OK, ""),
        (rules.schema_finding("0008", "0009", None), WARN, "brought to 0009"),
        (rules.schema_finding("", "0009", Text("“x” is damaged")), BAD, "damaged"),
        (rules.faults_finding("q", "Pages of the file", [], "1 MB"), OK, ""),
        (rules.faults_finding("q", "Pages of the file", ["page 7"], "1 MB"), BAD, "Run the command check"),
        (rules.log_finding("wal", 0, network=False), OK, ""),
        (rules.log_finding("delete", 0, network=True), OK, ""),
        (rules.log_finding("delete", 0, network=False), WARN, "switches the log on"),
        (rules.log_finding("wal", rules.LARGE_LOG + 1, network=False), WARN, "Close every window"),
        (rules.job_finding(job(), NOW), OK, ""),
        (rules.job_finding(job(due=NOW - timedelta(hours=3)), NOW), OK, ""),
        (rules.job_finding(job(due=NOW - timedelta(days=3)), NOW), WARN, "Due since 2026-04-07 08:00 UTC"),
        (rules.job_finding(job(last=NOW, outcome=Text("failed"), failed=True), NOW), WARN, "jobs list"),
        (rules.font_finding("a.ttf", b"\x00\x01\x00\x00", 7), OK, ""),
        (rules.font_finding("a.ttf", b"<htm", 7), BAD, "Install the program again."),
        (rules.encoding_finding("UTF-8"), OK, ""),
        (rules.encoding_finding("ANSI_X3.4-1968"), WARN, "set LANG"),
    ],
)  # fmt: skip
def test_each_finding_says_what_to_do_where_it_is_not_well(finding: Finding, state: str, advice: str) -> None:
    assert finding.state == state
    assert (finding.advice is None) == (state == OK)
    assert advice in str(finding.advice or "")


def test_a_drive_tells_what_the_opening_tells() -> None:
    assert [one.state for one in rules.drive_findings(Drive(), "ext4")] == [OK]
    assert str(rules.drive_findings(Drive(), "ext4")[0].value) == "local disk (ext4)"
    network, cloud = rules.drive_findings(Drive(network=True, cloud="OneDrive"), "nfs4")
    assert (network.state, str(network.value), cloud.state, cloud.value) == (
        WARN, "network drive (nfs4)", WARN, "OneDrive",
    )  # fmt: skip
    (fixed,) = rules.drive_findings(Drive(writable=False), "iso9660")
    assert fixed.state == BAD


def test_screens_are_listed_and_a_small_one_is_worth_a_look() -> None:
    small = SCREEN | {"wide": 911, "high": 512, "scale": 1.5}
    found = rules.display_findings({"platform": "windows", "qt": "6.11", "screens": [SCREEN, small]})
    assert [one.state for one in found] == [OK, OK, WARN]
    assert found[1].value == "1366 x 768, 100%, 96 dpi"
    (none,) = rules.display_findings(None, "no display")
    assert (none.state, "no display" in str(none.advice)) == (WARN, True)


def test_the_worst_counts() -> None:
    found = [rules.encoding_finding("utf-8"), rules.version_finding("x", "x", None), rules.encoding_finding("ascii")]
    assert (worst(found), worst(found[:1]), worst([])) == (BAD, OK, OK)
