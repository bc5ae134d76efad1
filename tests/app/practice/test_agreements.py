"""What is agreed in the practice region: contracts and people of every dealer; one draft breaks a promise."""

from collections import Counter

from tests.app.practice.reading import Written, iso


def test_every_dealer_has_a_contract_a_territory_and_somebody_to_call(written: Written) -> None:
    dealers = {row["客户编码"] for row in written.rows("jianghe_dealers")} - {"D0419"}
    for profile in ("jianghe_contracts", "jianghe_territories", "jianghe_contacts"):
        assert {row["客户编码"] for row in written.rows(profile)} >= dealers, profile
    numbers = {(row["客户编码"], row["合同编号"]) for row in written.rows("jianghe_contracts")}
    named = {(row["客户编码"], row["合同编号"]) for row in written.rows("jianghe_territories")}
    assert named <= numbers


def test_one_draft_asks_for_what_another_dealer_has_alone(written: Written) -> None:
    drafts = [row for row in written.rows("jianghe_contracts") if row["合同状态"] == "草稿"]
    assert [row["客户编码"] for row in drafts] == ["D0417"]
    (asked,) = [row for row in written.rows("jianghe_territories") if row["合同编号"] == drafts[0]["合同编号"]]
    alone = [
        row
        for row in written.rows("jianghe_territories")
        if row["是否独家"] == "是" and row["授权渠道"] == asked["授权渠道"]
    ]
    assert asked["授权区域编码"] in {row["授权区域编码"] for row in alone}
    per_area = Counter((row["授权区域编码"], row["授权渠道"]) for row in alone)
    assert set(per_area.values()) == {1}
    assert iso(asked["授权起始日"]) == "2026-05-01"


def test_numbers_of_people_are_of_a_block_that_nobody_has(written: Written) -> None:
    numbers = [row["手机"] for row in written.rows("jianghe_contacts")]
    assert len(set(numbers)) == len(numbers)
    assert all(one.startswith("1990000") for one in numbers)


def test_what_came_back_is_never_more_than_what_was_lent(written: Written) -> None:
    left: Counter[tuple[str, str]] = Counter()
    for row in written.rows("jianghe_ledger"):
        if row["款项类型"] == "借用资产":
            sign = 1 if row["收付方向"] == "借出" else -1
            left[row["客户编码"], row["资产名称"]] += sign * int(float(row["数量"]))
    assert left["D0423", "医用冷藏柜 HYC-310"] == 2
    assert min(left.values()) > 0
