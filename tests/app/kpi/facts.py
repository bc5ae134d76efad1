"""A small store of facts for tests: rows go in as an import leaves them, without a file."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import StaticPool, create_engine, text
from sqlalchemy.orm import Session

from app.core.period import day_number
from app.kpi.cells import affected_by, difference, recompute
from app.kpi.views import BY_ID
from migrations.models import metadata

SOURCE = 900


def day(text_: str) -> int:
    """The stored number of an ISO date."""
    return day_number(date.fromisoformat(text_))


class Store:
    """One workspace's facts in memory; every change goes through a batch and a recompute, as an import does."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.batch = 0
        self._run("INSERT INTO numbered VALUES (900, 'source', 'erp')")

    def _run(self, sql: str, **values: Any) -> Any:
        return self.session.connection().execute(text(sql), values)

    def dealer(
        self, code: str, *, area: str = "330100", party: str | None = None, from_on: int | None = None,
        to_on: int | None = None, by_hand: str | None = None, **more: Any,
    ) -> None:  # fmt: skip
        """A dealer and its code in the source; ``party`` gives another dealer's record one more code."""
        key = party or code
        if party is None:
            self._insert("party", {"id": f"party-{key}", "name": f"Dealer {key}", "role": "dealer", "tier": "city",
                                   "area_code": area, "status": "active", "by_hand": "", **more})  # fmt: skip
        self._insert("party_code", {"id": f"code-{code}-{key}-{from_on}", "source_n": SOURCE, "code": code,
                                    "party_id": f"party-{key}", "from_on": from_on, "to_on": to_on,
                                    "by_hand": by_hand})  # fmt: skip

    def product(self, code: str, *, group: str | None = None, must_stock: int = 0, cold: bool = False) -> None:
        """A product with its code in the source, in a group that is made if it is new."""
        if group and not self._run("SELECT 1 FROM product_group WHERE id = :id", id=f"group-{group}").first():
            self._insert("product_group", {"id": f"group-{group}", "code": group, "name": group, "by_hand": ""})
        self._insert("product", {"id": f"product-{code}", "name": code, "group_id": group and f"group-{group}",
                                 "must_stock": must_stock, "temperature_class": "2-8℃" if cold else None,
                                 "by_hand": ""})  # fmt: skip
        self._insert("product_code", {"id": f"pcode-{code}", "source_n": SOURCE, "code": code,
                                      "product_id": f"product-{code}"})  # fmt: skip

    def assign(self, code: str, since: str, *, after: str | None = None, **who: str) -> None:
        """Who has a dealer from a day on, and whose business it takes over then."""
        values = {
            "source_n": SOURCE,
            "party_code": code,
            "from_on": day(since),
            "predecessor_code": after,
            "by_hand": "",
        }
        self._insert("assignment", {"id": f"assignment-{code}-{since}", **values, **who})

    def must_stock(
        self, product: str, *, tier: str | None = None, dealer: str | None = None, first: str | None = None,
        last: str | None = None,
    ) -> None:  # fmt: skip
        """A rule of what must be in stock, for a tier, a dealer or all, from a day to a day."""
        name = f"must-{product}-{tier}-{dealer}-{first}"
        if not self._run("SELECT 1 FROM must_stock WHERE id = :id", id=name).first():
            self._insert("must_stock", {"id": name, "source_n": SOURCE, "product_code": product, "tier": tier,
                                        "party_code": dealer, "from_on": first and day(first),
                                        "to_on": last and day(last), "by_hand": ""})  # fmt: skip

    def unit(self, product: str, unit: str, factor: int) -> None:
        """How many base units a unit of a product holds."""
        values = {"source_n": SOURCE, "product_code": product, "unit": unit, "factor_e3": factor * 1_000, "by_hand": ""}
        self._insert("product_unit", {"id": f"unit-{product}-{unit}", **values})

    def lane(self, area: str, days: int, from_on: int | None = None, *, lane: str = "HZ") -> None:
        """The standard lead time to an area; said again for the same day, the newer word holds."""
        name = f"{lane}-{area}-{from_on}"
        self._run("DELETE FROM lane WHERE id = :id", id=name)
        self._insert("lane", {"id": name, "lane": f"{lane}-{area}", "area_code": area, "days": days, "from_on": from_on,
                              "by_hand": ""})  # fmt: skip

    def follow_masters(self) -> None:
        """Recompute after a change of master records alone."""
        self.start()
        self.follow()

    def goal(self, kpi: str, first: str, last: str, value_e4: int, *, party: str | None = None) -> None:
        """What a KPI shall be for a dealer, or for all."""
        self._insert("goal", {"id": f"goal-{kpi}-{party}-{first}", "kpi": kpi, "level": "dealer" if party else "all",
                              "party_id": party, "from_on": day(first), "to_on": day(last),
                              "value_e4": value_e4})  # fmt: skip

    def _insert(self, table: str, values: Mapping[str, Any]) -> None:
        record = {"ref": values["id"], "scope": "region", "removed": 0, "stamps": "{}", "extra": "{}", **values}
        names = ", ".join(record)
        self._run(f"INSERT INTO {table}({names}) VALUES ({', '.join(':' + name for name in record)})", **record)

    def load(self, **feeds: Sequence[Mapping[str, Any]]) -> int:
        """One batch with rows of one or more feeds; the cells follow. Returns the batch's number."""
        self.batch += 1
        self.start()
        for feed, rows in feeds.items():
            for number, row in enumerate(rows, 1):
                if feed == "order_head":
                    self._hide_head(row["order_no"])
                self._fact(feed, number, row)
        self.follow(self.batch)
        return self.batch

    def _hide_head(self, order_no: str) -> None:
        """Of one order's heads only the newest counts, as after an import."""
        for number, batch in self._run(
            "SELECT id, batch_n FROM order_head WHERE order_no = :order AND current = 1", order=order_no
        ).all():
            if batch != self.batch:
                self._run("INSERT INTO flipped VALUES ('order_head', :id)", id=number)
            self._run("UPDATE order_head SET current = 0 WHERE id = :id", id=number)

    def _fact(self, feed: str, number: int, row: Mapping[str, Any]) -> None:
        values: dict[str, Any] = {"batch_n": self.batch, "row_no": number, "source_n": SOURCE, "current": 1,
                                  "estimated": 0}  # fmt: skip
        identity = "line_key" if feed == "order_line" else "key"
        if identity in metadata.tables[feed].columns:
            values[identity] = f"{self.batch}-{number}"
        if feed == "order_line":
            values["needs_head"] = 0
        values |= row
        names = ", ".join(values)
        self._run(f"INSERT INTO {feed}({names}) VALUES ({', '.join(':' + name for name in values)})", **values)

    def start(self) -> None:
        """Begin a transaction's list of flipped rows, as the loader does."""
        self._run("CREATE TEMP TABLE IF NOT EXISTS flipped(feed TEXT, id INT, PRIMARY KEY(feed, id))")
        self._run("DELETE FROM flipped")

    def flip(self, feed: str, condition: str) -> None:
        """Make rows count that did not, and the other way round."""
        self._run(f"INSERT INTO flipped SELECT '{feed}', id FROM {feed} WHERE {condition}")
        self._run(f"UPDATE {feed} SET current = 1 - current WHERE {condition}")

    def withdraw(self, batch: int) -> None:
        """Take a batch out: none of its rows counts any more."""
        self.start()
        for feed in BY_ID:
            self.flip(feed, f"batch_n = {batch} AND current = 1")
        self.follow()

    def follow(self, batch: int | None = None) -> None:
        """Recompute after a change."""
        recompute(self.session, affected_by(self.session, batch))

    def wrong(self) -> dict[str, int]:
        """The derived tables that differ from a rebuild, with the number of rows."""
        return {name: count for name, count in difference(self.session).items() if count}


@cache
def _empty() -> sqlite3.Connection:
    """A file in memory with every table; made once, for laws ask for hundreds of stores."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    metadata.create_all(engine)
    with engine.connect() as connection:
        made = connection.connection.dbapi_connection
        assert isinstance(made, sqlite3.Connection)
        return made


def copied() -> sqlite3.Connection:
    """A copy of the empty file."""
    found = sqlite3.connect(":memory:", check_same_thread=False)
    _empty().backup(found)
    return found


@contextmanager
def fresh_store() -> Iterator[Store]:
    """An empty store in memory."""
    engine = create_engine("sqlite://", creator=copied)
    with Session(engine) as session:
        yield Store(session)
    engine.dispose()


def line(order: str = "SO1", dealer: str = "D1", product: str = "P1", **fields: Any) -> dict[str, Any]:
    """An order line; days as ISO text under their plain names, quantities and amounts in units."""
    return _row({"order_no": order, "party_code": dealer, "product_code": product}, fields)


def row(**fields: Any) -> dict[str, Any]:
    """A row of any feed, written the same way."""
    return _row({}, fields)


def _row(found: dict[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    for name, value in fields.items():
        if name in {"quantity", "ordered_quantity", "shipped_quantity", "accepted_quantity", "rejected_quantity"}:
            found[f"{name}_e3"] = value * 1_000
        elif name in {"amount", "gross_amount"}:
            found[f"{name}_e4"] = round(value * 10_000)
        elif isinstance(value, str) and len(value) > 9 and value[4] == value[7] == "-":
            found[f"{name}_on"] = day(value[:10])
            if len(value) > 10:
                found[f"{name}_min"] = int(value[11:13]) * 60 + int(value[14:16])
        else:
            found[name] = value
    return found
