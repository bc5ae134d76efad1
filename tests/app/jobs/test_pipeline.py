"""From a file to figures, in a child process as the program does it; and what an unhappy file leaves behind."""

from datetime import date
from pathlib import Path

import pytest

from app.bootstrap import Desk, open_desk
from app.core.errors import Cancelled, UserError
from app.core.period import month
from app.core.progress import Progress
from app.core.undo import redo, undo
from app.core.workspace import Workspace
from app.core.workspace_settings import CURRENCY, setting
from app.imports.queries import list_batches, list_quarantine
from app.jobs.checks import cell_faults
from app.kpi.queries import kpi_rows
from tests.desks import mapped, profile, sign, take_in, write_csv

LINES = mapped(
    "lines",
    "order_line",
    "order_no=order line_no=line party_code=dealer product_code=product ordered=day amount currency=cur",
)
HEAD = ("order", "line", "dealer", "product", "day", "amount", "cur")
ROW = ("O1", 1, "D1", "P1", "2026-03-05", "12.5", "CNY")


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    """A desk as the program opens it: files are read in children."""
    path = workspace.paths.main
    workspace.close()
    return open_desk(path)


def batches(desk: Desk) -> int:
    with desk.db.read() as session:
        return len(list_batches(session))


def test_a_file_is_read_apart_loaded_and_computed(desk: Desk, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEAD, ROW])
    assert desk.pipeline.sample(path).headers == HEAD
    loaded = take_in(desk, path, LINES)
    (row,) = kpi_rows(
        desk.db, only=["net_amount"], first=month(2026, 3), last=month(2026, 3), basis="ordered",
        today=date(2026, 4, 1),
    )  # fmt: skip
    assert (row.value, row.currency) == ("12.5", "CNY")
    with desk.db.read() as session:
        (batch,) = list_batches(session)
    assert (batch.ref, batch.loaded) == (loaded.batch_ref, 1)
    assert desk.workspace.files.get(batch.file_sha256) == path.read_bytes(), "the original is kept"
    desk.close()


def test_a_replacing_import_undone_and_redone_has_replaced_again(desk: Desk, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEAD, ROW])
    first = take_in(desk, path, LINES).batch_ref
    second = take_in(desk, path, profile(LINES.text.replace('currency = "cur"', ""))).batch_ref

    def states() -> list[str]:
        with desk.db.read() as session:
            found = {one.ref: one.state for one in list_batches(session)}
        return [found[first], found[second]]

    assert states() == ["replaced", "live"]
    undo(desk.db, desk.undo_handlers)
    assert states() == ["live", "withdrawn"]
    redo(desk.db, desk.undo_handlers)
    assert states() == ["replaced", "live"], "nobody has withdrawn the first one"


def test_a_refused_file_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 and then nothing that makes sense")
    for path in (broken, tmp_path / "absent.csv", tmp_path):
        with pytest.raises(UserError):
            take_in(desk, path, LINES)
    assert batches(desk) == 0
    desk.close()


def test_a_cancelled_reading_stops_the_child_and_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEAD, *((f"O{n}", *ROW[1:]) for n in range(30_000))])
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled), desk.pipeline.staged(path, LINES, progress=progress):
        pytest.fail("nothing was staged")
    assert batches(desk) == 0
    desk.close()


def test_the_currency_of_the_first_file_is_the_workspaces(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, ROW]), LINES)
    other = write_csv(tmp_path / "b.csv", [HEAD, ("O2", *ROW[1:6], "USD")])
    (counts,) = take_in(desk, other, LINES).feeds
    assert (counts.loaded, counts.reasons) == (0, {"other_currency": 1})
    desk.close()


def currency(desk: Desk) -> str:
    with desk.db.read() as session:
        return str(setting(session, CURRENCY))


def test_rows_of_another_currency_come_in_by_importing_again_once_theirs_is_the_only_one(
    desk: Desk, tmp_path: Path
) -> None:
    first = take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, ROW]), LINES)
    dollars = write_csv(tmp_path / "b.csv", [HEAD, ("O2", *ROW[1:6], "USD")])
    aside = take_in(desk, dollars, LINES)
    assert take_in(desk, dollars, LINES).existing, "as long as the other currency is in use the same bytes are no news"
    desk.pipeline.withdraw(first.batch_ref, progress=Progress())
    more = write_csv(tmp_path / "c.csv", [HEAD, ("O3", *ROW[1:6], "USD")])
    assert take_in(desk, more, LINES).feeds[0].loaded == 1, "rows that wait aside settle nothing"
    again = take_in(desk, dollars, LINES)
    assert (again.existing, again.replaced, again.feeds[0].loaded) == (False, (aside.n,), 1)
    with desk.db.read() as session:
        assert list_quarantine(session) == []
    assert currency(desk) == "USD"
    assert take_in(desk, dollars, LINES).existing
    desk.close()


def test_undoing_a_withdrawal_never_mixes_two_currencies(desk: Desk, tmp_path: Path) -> None:
    sign(desk, "王经理")
    wang = desk.db.actor
    sign(desk, "李经理")
    li = desk.db.actor
    yuan = take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, ROW]), LINES)
    desk.pipeline.withdraw(yuan.batch_ref, progress=Progress())
    desk.db.actor = wang
    take_in(desk, write_csv(tmp_path / "b.csv", [HEAD, ("O2", *ROW[1:6], "USD")]), LINES)
    assert currency(desk) == "USD"
    desk.db.actor = li
    with pytest.raises(UserError, match=r"a\.csv is in CNY, but the files in use are in USD; withdraw those first"):
        undo(desk.db, desk.undo_handlers)
    assert currency(desk) == "USD"
    desk.db.actor = wang
    undo(desk.db, desk.undo_handlers)
    desk.db.actor = li
    undo(desk.db, desk.undo_handlers)
    assert currency(desk) == "CNY", "figures are in the currency of the rows that count again"
    desk.db.actor = wang
    with pytest.raises(UserError, match=r"b\.csv is in USD, but the files in use are in CNY"):
        redo(desk.db, desk.undo_handlers)
    assert list(cell_faults(desk.db)) == []
    desk.close()


def test_a_currency_that_only_a_withdrawn_or_replaced_file_settled_binds_nobody(desk: Desk, tmp_path: Path) -> None:
    wrong = take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, ROW]), LINES).batch_ref
    desk.pipeline.withdraw(wrong, progress=Progress())
    right = write_csv(tmp_path / "b.csv", [HEAD[:6], ROW[:6]])
    said = LINES.text.replace('currency = "cur"', 'currency = { value = "EUR" }')
    assert take_in(desk, right, profile(said)).feeds[0].loaded == 1
    corrected = take_in(desk, right, profile(said.replace("EUR", "USD")))
    assert corrected.feeds[0].loaded == 1, "the file that said EUR is replaced by this one"
    (row,) = kpi_rows(
        desk.db, only=["net_amount"], first=month(2026, 3), last=month(2026, 3), basis="ordered",
        today=date(2026, 4, 1),
    )  # fmt: skip
    assert (row.value, row.currency) == ("12.5", "USD")
    desk.close()
