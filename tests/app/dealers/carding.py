"""Dealers with files of what is agreed with them, for the tests of this folder."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.bootstrap import Desk
from app.core.db import Action
from app.core.period import day_number
from app.dealers.holdings import Row, rows_of, set_row
from app.dealers.queries import find_party
from tests.desks import profile, take_in, write_csv

DEALERS = (
    ("code", "name", "parent", "area", "role", "type"),
    ("D1", "杭州一号", "", "330100", "dealer", "药品批发"),
    ("D2", "余杭二号", "D1", "330110", "dealer", "药品批发"),
    ("D3", "余杭三号", "", "330110", "dealer", "零售连锁"),
)
AREAS = (
    ("code", "name", "parent"),
    ("330000", "浙江省", ""),
    ("330100", "杭州市", "330000"),
    ("330110", "余杭区", "330100"),
)
TERRITORIES = ("code", "area", "group", "channel", "exclusive", "from", "to", "contract")
CONTRACTS = ("code", "number", "state", "from", "to", "renewal", "notice")
TARGETS = ("code", "number", "group", "from", "to", "amount")


def on(text: str) -> int:
    """A day number."""
    return day_number(date.fromisoformat(text))


def profile_of(feed: str, **columns: str) -> str:
    """A profile by which a file of one feed is read."""
    lines = "\n".join(f'{name.rstrip("_")} = "{header}"' for name, header in columns.items())
    return f'id = "{feed}"\nsource = "erp"\n[[feed]]\nfeed = "{feed}"\n[feed.columns]\n{lines}\n'


PROFILES = {
    "dealers": profile_of(
        "party_row", party_code="code", name="name", parent_code="parent", area_code="area", role="role",
        party_type="type",
    ),
    "areas": profile_of("area_row", area_code="code", name="name", parent_code="parent"),
    "territories": profile_of(
        "territory_row", party_code="code", area_code="area", group_code="group", channel="channel",
        exclusive="exclusive", from_="from", to="to", contract_no="contract",
    ),
    "contracts": profile_of(
        "contract_row", party_code="code", number="number", state="state", from_="from", to="to", renewal="renewal",
        notice_days="notice",
    ),
    "targets": profile_of(
        "contract_target_row", party_code="code", number="number", group_code="group", from_="from", to="to",
        amount="amount",
    ),
    "parents": profile_of("parent_row", party_code="code", parent_code="parent", from_="from", to="to"),
    "contacts": profile_of(
        "contact_row", party_code="code", name="name", position="position", mobile="mobile", main="main"
    ),
}  # fmt: skip


def take(desk: Desk, folder: Path, what: str, *rows: Sequence[object]) -> str:
    """Take a file in; returns the batch."""
    return take_in(desk, write_csv(folder / f"{what}.csv", rows), profile(PROFILES[what])).batch_id


def taken(desk: Desk, folder: Path) -> Desk:
    """The dealers and areas."""
    take(desk, folder, "areas", *AREAS)
    take(desk, folder, "dealers", *DEALERS)
    return desk


def party(desk: Desk, code: str) -> str:
    """The id of a dealer."""
    with desk.db.read() as session:
        return find_party(session, code).id


def write(desk: Desk, command: Callable[[Session], Any]) -> Any:
    """What a command returns, in a transaction of its own."""
    return desk.db.write(Action("Changed {dealer}", {"dealer": "D"}), command).value


def put(desk: Desk, kind: str, code: str, /, *, row_id: str = "", **values: Any) -> str:
    """Set a row by hand."""
    own = party(desk, code)
    return str(write(desk, lambda s: set_row(s, kind=kind, party_id=own, values=values, row_id=row_id)))


def rows(desk: Desk, kind: str, *codes: str, on: int | None = None) -> list[Row]:
    """The rows of a kind."""
    ids = [party(desk, code) for code in codes]
    with desk.db.read() as session:
        return rows_of(session, kind, *ids, on=on)
