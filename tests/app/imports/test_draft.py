"""A profile while it is set up: columns are given to fields and taken away, and nothing else is lost."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.bootstrap import FEEDS
from app.core.errors import UserError
from app.imports import draft
from app.imports.profile import Column, FileShape, Profile, Unpivot, parse_profile
from app.imports.propose import propose
from tests.desks import named, profile

HEADERS = ("订单号", "客户编码", "存货编码", "订单日期", "数量", "备注")
ROWS = [("S1", "C1", "P1", "2026-03-01", "5", ""), ("S2", "C2", "P1", "2026-03-02", "7", "急")]
LINES = FEEDS["order_line"]


def drafted(name: str = "销售订单明细_20260331.csv", taken: tuple[str, ...] = ()) -> Profile:
    proposal = next(one for one in propose(HEADERS, ROWS, FEEDS, name=name) if one.feed == "order_line")
    return draft.first_draft(proposal, name=name, source="u8", feed=LINES, taken=taken)


def test_a_first_draft_recognises_the_next_months_file_and_has_an_id_of_its_own() -> None:
    first = drafted()
    assert first.fits("销售订单明细_20260430.csv")
    assert first.id == "销售订单明细"
    assert drafted(taken=(first.id, f"{first.id}_2")).id == f"{first.id}_3"
    assert draft.free_id("2026-03-31.csv", ()) == "profile"


def test_a_header_fills_the_field_that_a_person_gives_it() -> None:
    entry = drafted().entries[0]
    assert draft.fields_of(entry, "数量") == ("ordered_quantity",)
    moved = draft.assign(entry, "数量", "shipped_quantity")
    assert draft.fields_of(moved, "数量") == ("shipped_quantity",)
    assert "ordered_quantity" not in moved.by_field
    assert draft.fields_of(draft.assign(moved, "数量", ""), "数量") == ()


def test_a_field_keeps_its_value_map_when_it_moves_to_another_header() -> None:
    entry = drafted().entries[0]
    mapped = replace(entry, columns=(*entry.columns, ("status", Column(column="状态", map=(("4", "closed"),)))))
    moved = draft.assign(mapped, "备注", "status").by_field["status"]
    assert (moved.column, moved.map) == ("备注", (("4", "closed"),))


def test_a_stand_in_survives_when_its_column_is_taken_away() -> None:
    entry = drafted().entries[0]
    with_stand_in = replace(entry, columns=(("ordered", Column(column="订单日期", otherwise="备注")),))
    left = draft.assign(with_stand_in, "订单日期", "").by_field["ordered"]
    assert left == Column(otherwise="备注")
    assert draft.used_elsewhere(draft.with_entry(drafted(), 0, with_stand_in)) == {"备注"}


def test_fixed_values_and_what_is_missing() -> None:
    entry = drafted().entries[0]
    bare = draft.assign(entry, "存货编码", "")
    assert [one.name for one in draft.missing_fields(bare, LINES)] == ["product_code"]
    fixed = draft.set_constant(bare, "product_code", "P9")
    assert not draft.missing_fields(fixed, LINES)
    shown = {one.field.name: one for one in draft.sources(fixed, LINES)}
    assert (shown["product_code"].constant, shown["order_no"].header) == ("P9", "订单号")
    assert shown["signed"].given is False
    assert draft.set_constant(fixed, "product_code", "") == bare


def test_headers_that_a_file_lacks_are_named_but_not_those_that_an_unpivot_makes() -> None:
    assert draft.lacking_headers(drafted(), HEADERS[1:]) == ["订单号"]
    targets = named("reseller_targets")
    assert targets.file.unpivot is not None
    made = {targets.file.unpivot.name, targets.file.unpivot.value}
    assert not made & set(draft.lacking_headers(targets, ()))


def test_the_answer_about_dates_belongs_to_one_column() -> None:
    asked = draft.read_dates_as(drafted(), "订单日期", "dmy")
    columns = asked.entries[0].by_field
    assert columns["ordered"].dates == "dmy"
    assert columns["order_no"].dates == ""


def test_a_settled_draft_is_the_same_however_it_was_clicked_together() -> None:
    entry = drafted().entries[0]
    turned = draft.with_entry(drafted(), 0, replace(entry, columns=tuple(reversed(entry.columns))))
    one, other = draft.settled(drafted(), FEEDS), draft.settled(turned, FEEDS)
    assert one.sha256 == other.sha256
    assert parse_profile(one.text, FEEDS) == one


def test_only_a_change_makes_a_new_version() -> None:
    kept = draft.settled(drafted(), FEEDS)
    assert draft.settled(replace(kept, text=""), FEEDS, kept=kept) is kept
    changed = draft.with_shape(kept, replace(kept.file, missing=("NULL",)))
    found = draft.settled(changed, FEEDS, kept=kept)
    assert (found.version, found.file.missing) == (kept.version + 1, ("NULL",))


def test_another_feed_takes_the_headers_proposed_for_it() -> None:
    proposal = next(one for one in propose(HEADERS, ROWS, FEEDS) if one.feed == "order_head")
    found = draft.with_feed(drafted(), 0, proposal, FEEDS["order_head"]).entries[0]
    assert (found.feed, draft.fields_of(found, "订单号")) == ("order_head", ("order_no",))


def test_a_draft_without_a_source_is_refused_in_words() -> None:
    with pytest.raises(UserError, match="source"):
        draft.settled(replace(drafted(), source=" "), FEEDS)


def test_a_profile_of_the_public_data_goes_through_the_wizard_unharmed() -> None:
    for path in sorted((Path(__file__).parents[2] / "profiles").glob("*.toml")):
        kept = profile(path.read_text(encoding="utf-8"))
        touched = draft.with_shape(kept, replace(kept.file, encoding="utf-8"))
        back = draft.with_shape(draft.settled(touched, FEEDS, kept=kept), kept.file)
        again = draft.settled(back, FEEDS, kept=kept)
        assert again is kept, path.name


def test_an_empty_shape_says_nothing() -> None:
    assert draft.with_shape(drafted(), FileShape()).file == FileShape()


def test_months_across_fill_month_and_amount_and_go_again_without_a_trace() -> None:
    target = FEEDS["target"]
    proposal = next(
        one for one in propose(("客户编码", "M01", "M02"), [("C1", "1", "2")], FEEDS) if one.feed == "target"
    )
    first = draft.first_draft(proposal, name="t.csv", source="erp", feed=target, taken=())
    turned = draft.with_unpivot(first, 0, Unpivot("^M", "月", "额"), target, year="年")
    assert turned.entries[0].by_field["month"] == Column(join=("年", "月"))
    assert turned.entries[0].by_field["amount"] == Column(column="额")
    back = draft.with_unpivot(turned, 0, None, target)
    assert back.file.unpivot is None
    assert set(back.entries[0].by_field) == {"party_code"}


def test_parts_are_added_and_taken_away_but_never_the_last() -> None:
    proposal = next(one for one in propose(HEADERS, ROWS, FEEDS) if one.feed == "product_row")
    both = draft.with_part(drafted(), proposal, FEEDS["product_row"])
    assert [one.feed for one in both.entries] == ["order_line", "product_row"]
    assert [one.feed for one in draft.without_part(both, 0).entries] == ["product_row"]
    assert draft.without_part(drafted(), 0) == drafted()


def test_a_copy_recognises_no_file_and_a_new_name_is_a_new_version() -> None:
    kept = draft.settled(drafted(), FEEDS)
    copy = draft.copy_of(kept, title="副本", taken=(kept.id,), feeds=FEEDS)
    assert (copy.id, copy.version, copy.title, copy.file.match) == (f"{kept.id}_2", 1, "副本", ())
    renamed = draft.renamed(kept, "新名", FEEDS)
    assert (renamed.id, renamed.version, renamed.title) == (kept.id, kept.version + 1, "新名")


@pytest.mark.parametrize(
    "column",
    [Column(formula="[a] *"), Column(column="a", factor="0"), Column(column="a", factor="many")],
)
def test_a_draft_with_a_wrong_formula_or_factor_is_refused_in_words(column: Column) -> None:
    entry = draft.with_column(drafted().entries[0], "amount", column)
    with pytest.raises(UserError):
        draft.settled(draft.with_entry(drafted(), 0, entry), FEEDS)


@pytest.mark.parametrize(
    "shape",
    [FileShape(where="[a] +"), FileShape(unpivot=Unpivot("(", "a", "b")), FileShape(extracted_at="name:(")],
)
def test_a_draft_with_a_wrong_pattern_or_condition_is_refused_in_words(shape: FileShape) -> None:
    with pytest.raises(UserError):
        draft.settled(draft.with_shape(drafted(), shape), FEEDS)


def test_another_reading_of_the_table_keeps_what_its_headers_still_bear() -> None:
    entry = draft.with_column(drafted().entries[0], "amount", Column(formula="[数量] * 2"))
    entry = draft.assign(replace(entry, key=("订单号", "行")), "备注", "lot")
    start = draft.with_entry(drafted(), 0, replace(entry, head=True))
    headers = tuple(one for one in HEADERS if one != "备注")
    proposal = next(one for one in propose(headers, ROWS, FEEDS) if one.feed == "order_line")
    found = draft.proposed_anew(start, 0, proposal, LINES, headers).entries[0]
    assert found.by_field["amount"].formula == "[数量] * 2"
    assert (found.head, found.key) == (True, ("订单号",))
    assert "备注" not in {one.column for _, one in found.columns}
