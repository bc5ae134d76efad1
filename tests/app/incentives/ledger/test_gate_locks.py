"""A licence that ended locks the part of a payout that stems from its goods, nothing else, until it is renewed."""

from datetime import date
from pathlib import Path

import pytest

from app.approvals.queries import approval, approvals
from app.bootstrap import Desk
from app.core.errors import UserError
from app.core.texts import texts
from app.core.workspace import Workspace
from app.incentives.explain.finding import entry_of
from app.incentives.explain.reading import posted_statement
from app.incentives.explain.sentences import sentences
from app.incentives.ledger.holding import releasable
from app.incentives.ledger.queries import balances, posting_entries
from app.incentives.ledger.releasing import read_releases, release_all
from app.incentives.ledger.service import request_reversal, reverse_posting, run_of
from app.incentives.ledger.unlocking import approval_of_release, release_locked, request_release
from app.incentives.policy import Goods
from app.jobs.duplicates import merge_dealers
from tests.app.incentives.ledger.books import (
    SETTLED_ON,
    approve,
    asked,
    dealers,
    desk_with,
    policy,
    release,
    settle,
    signed,
)
from tests.desks import mapped, take_in, write_csv

GOODS = [("code", "name", "class"), ("P1", "感冒片", "化学药制剂"), ("P2", "酸奶", "食品")]
HEAD = ("code", "type", "no", "scope", "from", "to")
ENDED = ("D1", "药品经营许可证", "A1", "化学药制剂、中成药", "2021-04-01", "2026-03-31")
HELD = ("D2", "药品经营许可证", "B1", "化学药制剂", "2024-01-01", "2028-12-31")
FOOD = ("F4", 1, "D1", "P2", "2026-03-12", 10, "3000.00", "blue")


def _papers(desk: Desk, folder: Path, *rows: tuple[object, ...]) -> None:
    how = mapped("licences", "licence_row", "party_code=code licence_type=type number=no goods_scope=scope "
                 "from=from to=to")  # fmt: skip
    take_in(desk, write_csv(folder / f"papers{len(list(folder.iterdir()))}.csv", [HEAD, *rows]), how)


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    goods = mapped("goods", "product_row", "product_code=code name goods_class=class")
    found = desk_with(workspace, tmp_path)
    take_in(found, write_csv(tmp_path / "goods.csv", GOODS), goods)
    how = mapped("invoices", "invoice", "invoice_no line_no party_code product_code invoiced quantity amount kind")
    head = ("invoice_no", "line_no", "party_code", "product_code", "invoiced", "quantity", "amount", "kind")
    take_in(found, write_csv(tmp_path / "food.csv", [head, FOOD]), how)
    _papers(found, tmp_path, ENDED, HELD)
    return found


def _said(desk: Desk, posting: str) -> tuple[bool, bool, list[tuple[str, str]]]:
    with desk.db.read() as session:
        posting_id, n = entry_of(session, posting, dealers(desk)["D1"])
        tree = posted_statement(session, desk.workspace.files, posting_id=posting_id, n=n).tree
    return tree.adds_up, tree.holds, [(one.words, one.amount) for one in sentences(tree, texts("en"))]


def test_only_the_covered_class_is_locked_and_the_rest_is_credited(desk: Desk) -> None:
    known = dealers(desk)
    posting = settle(desk, asked(signed(desk, policy())))

    with desk.db.read() as session:
        found = balances(session, SETTLED_ON)
        rows = [one.row for one in posting_entries(session, posting) if one.row.party_id == known["D1"]]
    # 12,000 of drugs and 3,000 of food at 2 % are 300: four fifths wait
    assert (found[known["D1"]].usable, found[known["D1"]].locked) == (60_00, 240_00)
    assert (found[known["D2"]].usable, found[known["D2"]].locked) == (40_00, 0), "his licence holds"
    (locked,) = [one for one in rows if one.kind == "lock"]
    assert locked.document == "gate:licence_ended:20543:化学药制剂:药品经营许可证:A1"

    adds_up, holds, said = _said(desk, posting)
    assert (adds_up, holds) == (True, True)
    why = "药品经营许可证 A1 ended on 2026-03-31; 化学药制剂 is locked."
    assert said[-4:] == [
        (f"Of what is payable 240.00 CNY is locked: {why}", ""),
        ("Entitled to 300.00 CNY; payable 300.00, of it locked 240.00, free to use now 60.00", "300.00"),
        ("Of it locked", "240.00"),
        ("Free to use now", "60.00"),
    ]


def test_where_everything_is_closed_all_is_locked_and_an_accrual_never_is(desk: Desk) -> None:
    with desk.db.raw_read() as raw:
        ((drug,),) = raw.execute("SELECT product_id FROM product_code WHERE code = 'P1'").fetchall()
    drugs = policy(goods=Goods(products=(drug,)))
    version = signed(desk, drugs)
    accrual = run_of(desk.db, asked(version, "accrual"))
    assert not any(line.held for line in accrual.lines)
    early = run_of(desk.db, asked(version, "partial", day=SETTLED_ON - 10))
    assert not any(line.held for line in early.lines), "on its last day the licence still holds"
    (line,) = [one for one in run_of(desk.db, asked(version)).lines if one.held]
    assert [(row.kind, row.amount_minor) for row in line.rows if row.kind != "accrue"] == [("lock", 240_00)]
    adds_up, holds, _ = _said(desk, settle(desk, asked(version)))
    assert (adds_up, holds) == (True, True)


def test_it_is_released_when_the_licence_is_renewed_and_not_before(desk: Desk, tmp_path: Path) -> None:
    dealer, files = dealers(desk)["D1"], desk.workspace.files
    posting = settle(desk, asked(signed(desk, policy())))

    def release() -> str:
        return release_locked(
            desk.db, files, posting_id=posting, party_id=dealer, day_on=SETTLED_ON + 20, reason="Licence renewed"
        )

    with desk.db.read() as session:
        assert releasable(session, SETTLED_ON) == []
    with pytest.raises(UserError, match=r"still closed: .*A1 ended on 2026-03-31"):
        release()

    _papers(desk, tmp_path, (*ENDED[:2], "A2", ENDED[3], "2026-04-15", "2031-04-14"))
    with desk.db.read() as session:
        (open_again,) = releasable(session, SETTLED_ON + 20)
    assert (open_again.party_id, open_again.amount_minor) == (dealer, 240_00)
    released = release()

    with desk.db.read() as session:
        found = balances(session, SETTLED_ON + 20)[dealer]
        assert releasable(session, SETTLED_ON + 20) == []
    assert (found.usable, found.locked, found.owed) == (300_00, 0, 0)
    assert _said(desk, released)[:2] == (True, True), "what was released is told as the payout that it was part of"
    with pytest.raises(UserError, match="Nothing of this dealer"):
        release()


def test_a_lock_by_hand_stays_by_hand(desk: Desk, tmp_path: Path) -> None:
    dealer = dealers(desk)["D1"]
    settle(desk, asked(signed(desk, policy()), locked=frozenset({dealer})))
    _papers(desk, tmp_path, (*ENDED[:2], "A2", ENDED[3], date(2026, 4, 1).isoformat(), "2031-04-14"))

    with desk.db.read() as session:
        assert balances(session, SETTLED_ON)[dealer].locked == 300_00
        assert [one.amount_minor for one in releasable(session, SETTLED_ON)] == [240_00]


def test_what_was_locked_by_hand_is_paid_after_a_second_persons_yes(desk: Desk, tmp_path: Path) -> None:
    dealer, files, day = dealers(desk)["D1"], desk.workspace.files, SETTLED_ON + 20
    posting = settle(desk, asked(signed(desk, policy()), locked=frozenset({dealer})))
    _papers(desk, tmp_path, (*ENDED[:2], "A2", ENDED[3], "2026-04-15", "2031-04-14"))
    why = "The dealer answered"

    with pytest.raises(UserError, match=r"[Aa]pprov"):
        release_locked(desk.db, files, posting_id=posting, party_id=dealer, day_on=day, reason=why)
    release_locked(desk.db, files, posting_id=posting, party_id=dealer, day_on=day, reason=why, by_gate=True)
    waiting = request_release(desk.db, files, posting_id=posting, party_id=dealer, day_on=day, reason=why)
    with desk.db.read() as session:
        assert approval(session, waiting).amount_minor == 60_00
        assert approval_of_release(session, posting, dealer, day_on=day + 3) == (waiting, day)
        assert balances(session, day)[dealer].usable == 240_00
    with pytest.raises(UserError, match=r"[Aa]pprov"):
        release_locked(
            desk.db, files, posting_id=posting, party_id=dealer, day_on=day, reason=why, approval_id=waiting
        )  # fmt: skip
    approve(desk, waiting)
    release_locked(desk.db, files, posting_id=posting, party_id=dealer, day_on=day, reason=why, approval_id=waiting)

    with desk.db.read() as session:
        assert (balances(session, day)[dealer].usable, balances(session, day)[dealer].locked) == (300_00, 0)


def test_a_release_that_was_taken_back_needs_a_new_approval(desk: Desk, tmp_path: Path) -> None:
    """The yes was for one release: what was taken back, with an approval, is not paid again on the old one."""
    dealer, files, day = dealers(desk)["D1"], desk.workspace.files, SETTLED_ON + 20
    posting = settle(desk, asked(signed(desk, policy()), locked=frozenset({dealer})))
    _papers(desk, tmp_path, (*ENDED[:2], "A2", ENDED[3], "2026-04-15", "2031-04-14"))
    released = release(desk, posting, dealer, day=day)
    back = request_reversal(desk.db, files, posting_id=released, day_on=day, reason="Too early")
    approve(desk, back)
    reverse_posting(desk.db, files, posting_id=released, day_on=day, reason="Too early", approval_id=back)

    with desk.db.read() as session:
        old, _ = approval_of_release(session, posting, dealer, day_on=day)
    assert old is None
    with desk.db.read() as session:
        first = next(one.id for one in approvals(session) if one.about_id.startswith(f"{posting}/"))
    with pytest.raises(UserError, match=r"something else"):
        release_locked(
            desk.db, files, posting_id=posting, party_id=dealer, day_on=day, reason="Again", approval_id=first
        )
    release(desk, posting, dealer, day=day)


def test_two_who_became_one_are_released_together(desk: Desk, tmp_path: Path) -> None:
    """Both were locked in one settlement and merged since: one release is of both, and nothing is left to fail at."""
    _papers(desk, tmp_path, (*HELD[:5], "2026-03-31"))
    known = dealers(desk)
    settle(desk, asked(signed(desk, policy())))
    for paper, number in ((ENDED, "A2"), (HELD, "B2")):
        _papers(desk, tmp_path, (*paper[:2], number, ENDED[3], "2026-04-15", "2031-04-14"))
    merge_dealers(desk.db, survivor_id=known["D1"], other_id=known["D2"])

    with desk.db.read() as session:
        found = read_releases(session, SETTLED_ON + 20)
    assert [one.locked.amount_minor for one in found] == [240_00, 40_00]
    made = release_all(desk.db, desk.workspace.files, found, day_on=SETTLED_ON + 20, reason="Renewed")
    with desk.db.read() as session:
        after = balances(session, SETTLED_ON + 20)
    assert made == 1
    assert {party: (one.usable, one.locked) for party, one in after.items()} == {known["D1"]: (340_00, 0)}
