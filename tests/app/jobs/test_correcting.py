"""Rows put aside are corrected in the program: checked as their file was, taken in signed, out with their file."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import text

from app.bootstrap import Desk, open_desk
from app.core.db import Action
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.undo import redo, undo
from app.core.workspace import Workspace
from app.imports.batches import Loaded
from app.imports.corrected import corrected_rows, earlier_corrections
from app.imports.corrections import Edit
from app.imports.queries import QuarantineRow, batch_actors, list_batches, list_quarantine
from app.jobs.checks import cell_faults
from app.jobs.correcting import Corrected
from tests.desks import desk_of, profile, sign, take_in, write_csv

TEXT = """
id = "lines"
source = "erp"
[[feed]]
feed = "order_line"
[feed.columns]
order_no = "order"
line_no = "line"
party_code = "dealer"
product_code = "product"
ordered = "day"
ordered_quantity = "qty"
amount = "amount"
"""
LINES = profile(TEXT)
HEAD = ("order", "line", "dealer", "product", "day", "qty", "amount")
GOOD = ("O1", 1, "D1", "P1", "2026-03-05", 5, "12.5")
BAD = ("O2", 1, "D1", "P2", "2026-02-30", 7, "20")
WORSE = ("O3", 1, "", "P1", "2026-03-06", "many", "30")


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    found = desk_of(workspace)
    sign(found)
    return found


def aside(desk: Desk) -> dict[int, QuarantineRow]:
    """The rows that wait, by their number in the file."""
    with desk.db.read() as session:
        return {one.row_no: one for one in list_quarantine(session)}


def correct(
    desk: Desk, batch: str, edits: Mapping[int, Mapping[str, str]], *, reason: str = "typing error"
) -> tuple[Corrected, Loaded]:
    """Correct rows, given by their numbers in the file."""
    rows = aside(desk)
    wanted = [Edit(rows[number].id, cells) for number, cells in edits.items()]
    with desk.pipeline.corrector.checked(batch, wanted, progress=Progress()) as checked:
        return checked, desk.pipeline.corrector.load(checked, reason=reason, progress=Progress())


def facts(desk: Desk, columns: str = "order_no, ordered_quantity_e3") -> list[tuple[Any, ...]]:
    statement = f"SELECT {columns} FROM order_line WHERE current = 1 ORDER BY 1, row_no"
    with desk.db.read() as session:
        return [tuple(row) for row in session.execute(text(statement))]


def sound(desk: Desk) -> bool:
    return list(cell_faults(desk.db)) == []


def test_a_corrected_row_counts_and_leads_back_to_its_file(desk: Desk, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEAD, GOOD, BAD, WORSE])
    parent = take_in(desk, path, LINES)
    assert sorted(aside(desk)) == [3, 4]
    checked, loaded = correct(desk, parent.batch_ref, {3: {"day": "2026-02-28"}}, reason="month end")
    assert [(one.good, one.fix.changed) for one in checked.outcomes] == [(True, {"day": ("2026-02-30", "2026-02-28")})]
    assert [(one.rows, one.loaded, one.new) for one in checked.feeds] == [(1, 1, 1)]
    assert facts(desk, "order_no, row_no, batch_n") == [("O1", 2, parent.n), ("O2", 3, loaded.n)]
    assert sorted(aside(desk)) == [4]
    with desk.db.read() as session:
        first, second = list_batches(session)
        by = batch_actors(session)
        (kept,) = corrected_rows(session, second.id)
    assert (first.ref, first.waiting, first.quarantined, first.corrected) == (parent.batch_ref, 1, 2, 1)
    assert (second.parent_ref, second.reason, second.state) == (parent.batch_ref, "month end", "live")
    assert by[second.id] == desk.db.actor
    assert (kept.original["day"], kept.cells["day"], kept.row_no) == ("2026-02-30", "2026-02-28", 3)
    assert b"O2" not in desk.workspace.files.get(second.file_sha256)
    assert b"3,day,2026-02-30,2026-02-28" in desk.workspace.files.get(second.file_sha256)
    assert sound(desk)


def test_a_correction_goes_out_and_comes_back_with_its_file(desk: Desk, tmp_path: Path) -> None:
    parent = take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, GOOD, BAD]), LINES)
    correct(desk, parent.batch_ref, {3: {"day": "2026-02-28"}})
    desk.pipeline.withdraw(parent.batch_ref, progress=Progress())
    assert facts(desk) == []
    with desk.db.read() as session:
        assert [(one.state, one.alone) for one in list_batches(session)] == [("withdrawn", True), ("withdrawn", False)]
        assert session.execute(text("SELECT count(*) FROM party WHERE removed = 0")).scalar_one() == 0
    assert aside(desk) == {}
    undo(desk.db, desk.undo_handlers)
    assert facts(desk) == [("O1", 5000), ("O2", 7000)]
    assert aside(desk) == {}
    redo(desk.db, desk.undo_handlers)
    assert facts(desk) == []
    undo(desk.db, desk.undo_handlers)
    assert sound(desk)


def test_an_undone_correction_lets_its_rows_wait_again(desk: Desk, tmp_path: Path) -> None:
    parent = take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, GOOD, BAD]), LINES)
    _, child = correct(desk, parent.batch_ref, {3: {"day": "2026-02-28"}})
    undo(desk.db, desk.undo_handlers)
    assert (facts(desk), sorted(aside(desk))) == ([("O1", 5000)], [3])
    redo(desk.db, desk.undo_handlers)
    assert (facts(desk), sorted(aside(desk))) == ([("O1", 5000), ("O2", 7000)], [])
    desk.pipeline.withdraw(child.batch_ref, progress=Progress())
    assert sorted(aside(desk)) == [3]
    with desk.db.read() as session:
        assert session.execute(text("SELECT name FROM product WHERE removed = 0")).scalars().all() == ["P1"]
    assert sound(desk)


def test_a_row_that_stays_wrong_goes_on_waiting_and_says_why(desk: Desk, tmp_path: Path) -> None:
    parent = take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, GOOD, BAD, WORSE]), LINES)
    checked, loaded = correct(desk, parent.batch_ref, {3: {"day": "2026/2/28"}, 4: {"qty": "3", "day": "06.13.26x"}})
    assert [one.reasons for one in checked.outcomes] == [(), (("ordered", "not_a_date", "06.13.26x"),)]
    assert loaded.feeds[0].loaded == 1
    waiting = aside(desk)
    assert (sorted(waiting), waiting[4].cells["qty"]) == ([4], "many")
    with pytest.raises(UserError, match="None of the rows can be taken in yet"):
        correct(desk, parent.batch_ref, {4: {"qty": "lots"}})
    with pytest.raises(UserError, match="no column “quantity”"):
        correct(desk, parent.batch_ref, {4: {"quantity": "3"}})


def test_a_correction_needs_a_reason_and_a_person(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_of(workspace)
    parent = take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, GOOD, BAD]), LINES)
    with pytest.raises(UserError, match="say who works here"):
        correct(desk, parent.batch_ref, {3: {"day": "2026-02-28"}})
    sign(desk)
    with pytest.raises(UserError, match="needs a reason"):
        correct(desk, parent.batch_ref, {3: {"day": "2026-02-28"}}, reason=" ")
    assert facts(desk) == [("O1", 5000)]


def test_two_who_correct_the_same_row_take_it_in_once(desk: Desk, tmp_path: Path) -> None:
    parent = take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, GOOD, BAD]), LINES)
    corrector, edit = desk.pipeline.corrector, Edit(aside(desk)[3].id, {"day": "2026-02-28"})
    with corrector.checked(parent.batch_ref, [edit], progress=Progress()) as late:
        correct(desk, parent.batch_ref, {3: {"day": "2026-02-27", "order": "O9"}})
        with pytest.raises(UserError, match="does not wait any more"):
            corrector.load(late, reason="late", progress=Progress())
    assert facts(desk) == [("O1", 5000), ("O9", 7000)]


def test_a_row_corrected_anew_keeps_the_withdrawn_correction_out(desk: Desk, tmp_path: Path) -> None:
    parent = take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, GOOD, BAD]), LINES)
    _, first = correct(desk, parent.batch_ref, {3: {"day": "2026-02-28", "order": "O8"}})
    desk.pipeline.withdraw(first.batch_ref, progress=Progress())
    _, second = correct(desk, parent.batch_ref, {3: {"day": "2026-02-28", "order": "O9"}})
    with pytest.raises(UserError, match=f"corrected again in {second.batch_ref}"):
        desk.db.write(Action("again"), lambda session: desk.pipeline.undo_in(session, first.batch_id))
    assert facts(desk) == [("O1", 5000), ("O9", 7000)]
    desk.pipeline.withdraw(parent.batch_ref, progress=Progress())
    with pytest.raises(UserError, match="not in use any more"):
        desk.db.write(Action("again"), lambda session: desk.pipeline.undo_in(session, first.batch_id))


def test_a_corrected_key_that_another_row_of_the_file_has_stays_aside(desk: Desk, tmp_path: Path) -> None:
    parent = take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, GOOD, BAD, WORSE]), LINES)
    rows = aside(desk)
    edits = [Edit(rows[3].id, {"day": "2026-02-28", "order": "O1"}), Edit(rows[4].id, {"dealer": "D9"})]
    with desk.pipeline.corrector.checked(parent.batch_ref, edits, progress=Progress()) as checked:
        assert checked.outcomes[0].reasons == (("", "repeated_key", "2"),)
        assert checked.taken == ()


def test_of_rows_with_one_key_the_right_one_is_taken_as_it_is(desk: Desk, tmp_path: Path) -> None:
    twice = (*GOOD[:5], 6, "12.5")
    parent = take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, GOOD, twice]), LINES)
    assert facts(desk) == []
    both = {number: {"qty": str(number)} for number in (2, 3)}
    rows = aside(desk)
    edits = [Edit(rows[number].id, cells) for number, cells in both.items()]
    with desk.pipeline.corrector.checked(parent.batch_ref, edits, progress=Progress()) as checked:
        assert [one.reasons for one in checked.outcomes] == [(("", "repeated_key", "3"),), (("", "repeated_key", "2"),)]
    correct(desk, parent.batch_ref, {3: {}}, reason="the second one holds")
    assert facts(desk) == [("O1", 6000)]
    with pytest.raises(UserError, match="None of the rows"):
        correct(desk, parent.batch_ref, {2: {}})


KEYLESS = profile(TEXT.replace('order_no = "order"\nline_no = "line"', 'order_no = "order"'))


def test_rows_without_a_key_are_one_occurrence_more_of_the_same_cells(desk: Desk, tmp_path: Path) -> None:
    wrong = (*GOOD[:5], "five", GOOD[6])
    path = write_csv(tmp_path / "a.csv", [HEAD, GOOD, wrong, wrong, GOOD, wrong])
    parent = take_in(desk, path, KEYLESS)
    assert len(facts(desk)) == 2
    correct(desk, parent.batch_ref, {3: {"qty": "5"}, 6: {"qty": "5.0"}})
    _, last = correct(desk, parent.batch_ref, {4: {"qty": "5"}})
    assert facts(desk) == [("O1", 5000)] * 5
    desk.pipeline.withdraw(last.batch_ref, progress=Progress())
    assert len(facts(desk)) == 4
    correct(desk, parent.batch_ref, {4: {"qty": "5"}})
    assert len(facts(desk)) == 5
    newer = take_in(desk, write_csv(tmp_path / "b.csv", [HEAD, *[GOOD] * 5]), KEYLESS)
    assert len(facts(desk)) == 5, "a newer extract with the same rows takes the place of all of them"
    assert {row[0] for row in facts(desk, "batch_n")} == {newer.n}
    assert sound(desk)


def test_a_corrected_profile_hands_the_corrections_on_to_be_looked_at(desk: Desk, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEAD, GOOD, BAD, WORSE])
    first = take_in(desk, path, LINES)
    correct(desk, first.batch_ref, {3: {"day": "2026-02-28"}})
    _, other = correct(desk, first.batch_ref, {4: {"qty": "9"}})
    better = profile(TEXT.replace('"qty"', '{ column = "qty", map = { many = "8" } }'))
    second = take_in(desk, path, better)
    assert facts(desk) == [("O1", 5000), ("O3", 8000)], "no correction counts beside the new reading"
    with desk.db.read() as session:
        states = {one.ref: (one.state, one.alone) for one in list_batches(session)}
        again = earlier_corrections(session)
    assert states[first.batch_ref] == ("replaced", True)
    assert states[other.batch_ref] == ("replaced", False)
    assert {one.cells["day"] for one in again.values()} == {"2026-02-28"}
    with desk.pipeline.corrector.checked(second.batch_ref, list(again.values()), progress=Progress()) as checked:
        desk.pipeline.corrector.load(checked, reason="as before", progress=Progress())
    assert facts(desk) == [("O1", 5000), ("O2", 7000), ("O3", 8000)]
    with desk.db.read() as session:
        assert earlier_corrections(session) == {}
    desk.pipeline.withdraw(second.batch_ref, progress=Progress())
    undo(desk.db, desk.undo_handlers)
    assert sound(desk)


def test_undoing_the_better_profile_brings_the_corrections_back(desk: Desk, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEAD, GOOD, BAD])
    first = take_in(desk, path, LINES)
    correct(desk, first.batch_ref, {3: {"day": "2026-02-28"}})
    take_in(desk, path, profile(TEXT.replace('"amount"\n', '{ column = "amount", factor = "10" }\n')))
    assert facts(desk, "order_no, amount_e4") == [("O1", 1_250_000)]
    undo(desk.db, desk.undo_handlers)
    assert facts(desk, "order_no, amount_e4") == [("O1", 125_000), ("O2", 200_000)]
    assert sound(desk)


def test_rows_are_read_as_their_file_was_not_as_they_alone_would_be(desk: Desk, tmp_path: Path) -> None:
    rows = [("O1", 1, "D1", "P1", "13.02.2026", "1.234,5", "2,00"), ("O2", 1, "", "P1", "03.02.2026", "1.234", "x")]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(";".join(map(str, row)) for row in (HEAD, *rows)) + "\n", encoding="utf-8")
    parent = take_in(desk, path, LINES)
    assert facts(desk, "ordered_on, ordered_quantity_e3") == [(20497, 1_234_500)]
    correct(desk, parent.batch_ref, {3: {"amount": "1.000,25"}})
    found = facts(desk, "order_no, ordered_on, ordered_quantity_e3, amount_e4")
    assert found[1] == ("O2", 20487, 1_234_000, 10_002_500)


def test_dates_that_a_person_had_to_explain_are_read_so_again(desk: Desk, tmp_path: Path) -> None:
    rows = [("O1", 1, "D1", "P1", "03/04/2026", 5, 1), ("O2", 1, "D1", "P1", "05/04/2026", "x", 1)]
    parent = take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, *rows]), LINES, dates="dmy")
    correct(desk, parent.batch_ref, {3: {"qty": "5"}})
    assert facts(desk, "ordered_on") == [(20546,), (20548,)]


def test_numbers_and_dates_of_a_workbook_stay_what_they_are(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEAD, ("O1", 1, "D1", "P1", date(2026, 3, 5), "1,5", 7.25),
                                      ("O2", 1, "D1", "P1", date(2026, 3, 6), "x", 0)]):  # fmt: skip
            sheet.write_row(number, 0, row)
    parent = take_in(desk, path, LINES)
    correct(desk, parent.batch_ref, {3: {"qty": "2,5"}})
    found = facts(desk, "order_no, ordered_on, ordered_quantity_e3, amount_e4")
    assert found == [("O1", 20517, 1_500, 72_500), ("O2", 20518, 2_500, 0)]


def test_only_the_feed_that_put_the_row_aside_takes_it_again(desk: Desk, tmp_path: Path) -> None:
    two = profile(
        TEXT
        + """
[[feed]]
feed = "product_row"
key = ["product"]
repeat = "last"
[feed.columns]
product_code = "product"
name = "dealer"
"""
    )
    parent = take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, GOOD, BAD, (*WORSE[:2], "D7", *WORSE[3:])]), two)
    with desk.db.read() as session:
        before = session.execute(text("SELECT count(*) FROM product_row")).scalar_one()
    _, loaded = correct(desk, parent.batch_ref, {3: {"day": "2026-02-28"}})
    assert [one.feed for one in loaded.feeds] == ["order_line"]
    with desk.db.read() as session:
        assert session.execute(text("SELECT count(*) FROM product_row")).scalar_one() == before
    assert sound(desk)


def test_a_row_that_the_profile_would_leave_out_goes_on_waiting(desk: Desk, tmp_path: Path) -> None:
    some = profile(TEXT.replace('feed = "order_line"\n', 'feed = "order_line"\nwhere = "dealer != \'D2\'"\n'))
    parent = take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, GOOD, BAD]), some)
    rows = aside(desk)
    edit = Edit(rows[3].id, {"day": "2026-02-28", "dealer": "D2"})
    with desk.pipeline.corrector.checked(parent.batch_ref, [edit], progress=Progress()) as checked:
        assert checked.outcomes[0].reasons == (("", "left_out", ""),)


def test_rows_are_checked_in_a_child_and_counted_after_a_restart(workspace: Workspace, tmp_path: Path) -> None:
    path = workspace.paths.main
    workspace.close()
    desk = open_desk(path)
    sign(desk)
    parent = take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, GOOD, BAD]), LINES)
    correct(desk, parent.batch_ref, {3: {"day": "2026-02-28"}})
    desk.close()
    desk = open_desk(path)
    assert facts(desk) == [("O1", 5000), ("O2", 7000)]
    desk.close()


def test_a_row_in_another_currency_is_corrected_to_the_workspace_s(desk: Desk, tmp_path: Path) -> None:
    money = profile(TEXT + 'currency = "cur"\n')
    rows = [(*HEAD, "cur"), (*GOOD, "CNY"), (*GOOD[:1], 2, *GOOD[2:], "CNY"), ("O2", *GOOD[1:], "USD")]
    parent = take_in(desk, write_csv(tmp_path / "a.csv", rows), money)
    checked, _ = correct(desk, parent.batch_ref, {4: {"cur": "CNY"}}, reason="a slip of the pen")
    assert checked.outcomes[0].fix.reasons == (("currency", "other_currency", "USD"),)
    assert facts(desk, "order_no, line_no, currency")[2] == ("O2", "1", "CNY")


def test_a_row_that_an_earlier_version_kept_without_its_cells_is_read_from_its_file(desk: Desk, tmp_path: Path) -> None:
    parent = take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, GOOD, (*GOOD[:5], 6, "12.5")]), LINES)
    stored = '{"row_no": "3", "order_no": "O1", "ordered_quantity_e3": "6000"}'
    statement = text("UPDATE quarantine SET cells = :cells WHERE row_no = 3")
    desk.db.write(Action("as it was"), lambda session: session.execute(statement, {"cells": stored}) and None)
    correct(desk, parent.batch_ref, {3: {"amount": "13"}}, reason="the second one holds")
    assert facts(desk, "order_no, ordered_quantity_e3, amount_e4") == [("O1", 6000, 130_000)]
