"""Story 3 of the practice region in a settlement: Taizhou waits for its drugs, and for nothing else."""

from datetime import date

from app.bootstrap import Desk
from app.core.period import day_number
from app.dealers.queries import find_party
from app.incentives.ledger.run import Asked
from app.incentives.ledger.service import run_of
from app.incentives.policy import Basis, Parties, Policy, Scale, Tier
from tests.app.incentives.in_effect import put_in_effect

TAIZHOU = "D0421"
YEAR = day_number(date(2026, 1, 1)), day_number(date(2026, 12, 31))
ONE_PERCENT = Scale(tiers=(Tier(0, None, 10_000),))


def test_taizhou_is_paid_for_what_it_may_still_buy_and_waits_for_its_drugs(own_region: Desk) -> None:
    with own_region.db.read() as session:
        dealer = find_party(session, TAIZHOU).id
    policy = Policy(
        "G26", "季度返利", from_on=YEAR[0], to_on=YEAR[1], parties=Parties(dealers=(dealer,)),
        basis=Basis(event="delivered"), scale=ONE_PERCENT,
    )  # fmt: skip
    version = put_in_effect(own_region.db, policy)

    def line(day: date) -> tuple[int, dict[str, int]]:
        run = run_of(own_region.db, Asked(version, "2026-Q1", "partial", day_number(day)))
        (one,) = run.lines
        assert one.posted == one.outcome.payable_minor
        locked: dict[str, int] = {}
        for held in one.held:
            assert held.lock.until == day_number(date(2026, 3, 31))
            locked[held.lock.kind] = locked.get(held.lock.kind, 0) + held.amount_minor
        return one.posted, locked

    assert line(date(2026, 3, 31))[1] == {}
    payable, locked = line(date(2026, 4, 9))
    assert set(locked) == {"药品经营许可证"}
    assert 0 < locked["药品经营许可证"] < payable
