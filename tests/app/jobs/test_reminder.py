"""The reminder to a dealer names exactly what is missing, and the score knows what came late."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.bootstrap import FEEDS, Desk
from app.core import journal
from app.core.db import Action
from app.core.period import day_number
from app.core.texts import texts
from app.core.workspace import Workspace
from app.dealers.model import PartyCode
from app.jobs.reminder import SHOWN, Reminder, Unmatched, read_reminder, reminder_text
from app.kpi.definitions import KPIS
from app.kpi.trust import kpi_feeds, kpi_trust, read_trust
from tests.desks import desk_of, mapped, sign, take_in, write_csv

FLOW = mapped(
    "flow",
    "sellout",
    "party_code=dealer document_no=doc product_code=product lot sold=day quantity=qty",
    source="dms",
    unknown="wait",
)
PEOPLE = mapped("people", "party_row", "party_code=code name", source="dms")
HEAD = ("dealer", "doc", "product", "lot", "day", "qty")
TODAY = date(2026, 4, 20)


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """One dealer: January whole, February to the 10th, nothing of March, one row put aside, one lot missing."""
    found = desk_of(workspace)
    sign(found)
    take_in(found, write_csv(tmp_path / "p.csv", [("code", "name"), ("D1", "杭州医药"), ("D2", "宁波医药")]), PEOPLE)
    known = write_csv(tmp_path / "known.csv", [HEAD, ("D2", "S5", "P1", "L1", "2026-03-30", 5)])
    take_in(found, known, replace(FLOW, entries=(replace(FLOW.entries[0], unknown="create"),)))
    rows = [
        ("D1", "S1", "P1", "L1", "2026-01-05", 5), ("D1", "S2", "P1", "L1", "2026-01-30", 5),
        ("D1", "S3", "P1", "", "2026-02-10", 5), ("D1", "S4", "P1", "L1", "2026-02-31", 5),
        ("D1", "S6", "P9", "L1", "2026-01-06", 5),
    ]  # fmt: skip
    take_in(found, write_csv(tmp_path / "flow.csv", [HEAD, *rows]), FLOW)
    return found


def test_the_message_names_lists_codes_and_rows(desk: Desk) -> None:
    with desk.db.read() as session:
        found = read_reminder(session, dealer="D1", today=TODAY)
    assert [(one.feed, one.month, one.until) for one in found.missing] == [
        ("sellout", 202602, date(2026, 2, 10)), ("sellout", 202603, None),
    ]  # fmt: skip
    assert [(one.code, one.rows) for one in found.unmatched] == [("P9", 1)]
    assert (found.aside_rows, [one.row_no for one in found.aside]) == (1, [5])
    assert [(one.month, one.rows) for one in found.odd] == [(202602, 1)]
    said = reminder_text(found, FEEDS, texts("en"))
    for words in ("2026-02: sell-out list only until 2026-02-10", "2026-03: sell-out list, nothing has come",
                  "P9", "flow.csv, row 5", "2026-02-31", "Sell-out names its lot"):  # fmt: skip
        assert words in said
    assert "流向写明批号" in reminder_text(found, FEEDS, texts("zh_CN"))


def test_rows_are_asked_of_who_bore_the_code_on_their_day(desk: Desk) -> None:
    def hand_over(session: Session) -> None:
        kept = session.query(PartyCode).filter(PartyCode.code == "D1").one()
        heir = session.query(PartyCode).filter(PartyCode.code == "D2").one()
        journal.create(
            session, PartyCode, source_n=kept.source_n, code="D1", party_id=heir.party_id,
            from_on=day_number(date(2026, 2, 1)), to_on=None, by_hand=heir.party_id,
        )  # fmt: skip

    desk.db.write(Action("hand over"), hand_over)
    with desk.db.read() as session:
        first, heir = (read_reminder(session, dealer=one, today=TODAY) for one in ("杭州医药", "宁波医药"))
    assert [one.code for one in first.unmatched] == ["P9"], "sold in January, when the code was his"
    assert heir.unmatched == ()
    assert (first.aside_rows, heir.aside_rows) == (0, 1), "a row of a file that ends in February"
    assert [one.month for one in heir.odd] == [202602]


def test_a_dealer_who_owes_nothing_is_thanked(desk: Desk) -> None:
    with desk.db.read() as session:
        found = read_reminder(session, dealer="D2", today=date(2026, 4, 3))
    assert [one.feed for one in found.missing] == []
    assert found.nothing
    assert "Nothing is missing" in reminder_text(found, FEEDS, texts("en"))


def test_timeliness_is_the_share_of_owed_lists_that_came(desk: Desk) -> None:
    with desk.db.read() as session:
        rows = {one.dealer: one for one in read_trust(session, today=TODAY, by=("dealer",))}
        by_month = read_trust(session, today=TODAY, by=("dealer", "month"))
        found = kpi_trust(session, ["sell_out_amount", "net_amount"], today=TODAY, first=202601,
                          last=202604)  # fmt: skip
        names = {row.name: row.id for row in _parties(session)}
    first = rows[names["杭州医药"]]
    assert (first.score.counts["timeliness"].checked, first.score.counts["timeliness"].failed) == (3, 2)
    assert [(one.feed, one.month) for one in first.late] == [("sellout", 202602), ("sellout", 202603)]
    late = {one.month for one in by_month if one.dealer == names["杭州医药"] and one.late}
    assert late == {202602, 202603}
    assert "net_amount" not in found
    assert all(one.score.share("timeliness") is not None for one in found.values())


def _parties(session: object) -> list[object]:
    from app.dealers.queries import list_parties

    return list_parties(session, role="")  # type: ignore[arg-type, return-value]


def test_a_kpi_knows_the_feeds_that_it_is_computed_from() -> None:
    assert kpi_feeds(KPIS["net_amount"]) == {"order_line", "order_head"}
    assert kpi_feeds(KPIS["days_of_supply"]) >= {"stock"}


def test_of_many_gaps_the_message_names_the_first_and_counts_the_rest() -> None:
    unmatched = tuple(Unmatched("sellout", f"X{n}", 1) for n in range(SHOWN + 5))
    found = Reminder("d", "杭州医药", TODAY, (), unmatched, (), 0, ())
    lines = reminder_text(found, FEEDS, texts("zh_CN")).splitlines()
    assert lines[-1] == "- 另有 5 项"
    assert sum(line.startswith("- X") for line in lines) == SHOWN
