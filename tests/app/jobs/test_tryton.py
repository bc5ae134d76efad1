"""Tryton, an ERP that nobody here wrote, is read through its database and through its RPC: the same true figures."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.bootstrap import Desk
from app.core.db import Action
from app.core.period import month
from app.core.progress import Progress
from app.core.workspace import Workspace
from app.imports.sources.service import save_source
from app.imports.sources.settings import parse_settings
from app.jobs import runs
from app.kpi.queries import kpi_rows
from tests.app.jobs.reading import NOW, dealers
from tests.desks import desk_of, profile

pytest.importorskip("trytond", reason="trytond is not installed")
MAKER = Path(__file__).parents[2] / "tryton_erp.py"
LOGIN, WORD = "admin", "loopback-only-1"
CONFIRMED = "('confirmed', 'processing', 'done')"

PROFILES = {
    "dealers": """
[[feed]]
feed = "party_row"
[feed.columns]
party_code = "code"
name = "name"
role = { value = "dealer" }
""",
    "products": """
[[feed]]
feed = "product_row"
[feed.columns]
product_code = "code"
name = "name"
""",
    "lines": """
[[feed]]
feed = "order_line"
key = ["order_no", "id"]
[feed.columns]
order_no = "order_no"
line_no = "id"
party_code = "party"
ordered = "ordered"
product_code = "product"
ordered_quantity = "quantity"
price = "price"
amount = { formula = "[quantity] * [price]" }
""",
    "rpc_lines": """
[[feed]]
feed = "order_line"
key = ["sale..number", "id"]
[feed.columns]
order_no = "sale..number"
line_no = "id"
party_code = "sale..party..code"
ordered = { join = ["sale..sale_date.year", "sale..sale_date.month", "sale..sale_date.day"] }
product_code = "product..code"
ordered_quantity = "quantity"
price = "unit_price.decimal"
amount = "amount.decimal"
""",
}
HEAD = 'id = "tryton_{name}"\nversion = 1\nsource = "tryton"\ntitle = "Tryton {name}"\n[file]\nmatch = ["{name}*"]\n'
QUERIES = {
    "dealers": """SELECT code, name FROM party_party WHERE id IN (SELECT party FROM sale_sale) ORDER BY id""",
    "products": """SELECT p.code, t.name FROM product_product p JOIN product_template t ON t.id = p.template
                   ORDER BY p.id""",
    "lines": f"""SELECT l.id, s.number AS order_no, c.code AS party, s.sale_date AS ordered, p.code AS product,
                        l.quantity, CAST(l.unit_price AS TEXT) AS price
                 FROM sale_line l JOIN sale_sale s ON s.id = l.sale JOIN party_party c ON c.id = s.party
                 JOIN product_product p ON p.id = l.product
                 WHERE s.state IN {CONFIRMED} AND l.id > :cursor ORDER BY l.id""",
}
RPC = {
    "dealers": ("party.party", '["id", ">", {cursor}], ["code", "like", "C%"]', ["code", "name"]),
    "products": ("product.product", '["id", ">", {cursor}]', ["code", "name"]),
    "rpc_lines": (
        "sale.line",
        '["id", ">", {cursor}], ["sale.state", "in", ["confirmed", "processing", "done"]]',
        ["sale.number", "sale.party.code", "sale.sale_date", "product.code", "quantity", "unit_price", "amount"],
    ),
}


ENV = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


@dataclass
class Erp:
    """A Tryton in a process of its own, and what it says itself of what was sold in it."""

    folder: Path
    process: "subprocess.Popen[str]"
    told: dict[str, Any] = field(default_factory=dict)
    url: str = ""

    def listen(self) -> dict[str, Any]:
        """The figures of the next line that it prints."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, (self.folder / "maker.log").read_text(encoding="utf-8")[-3_000:]
        self.told = json.loads(line)
        return self.told

    def sell_once_more(self) -> dict[str, Any]:
        """One order more."""
        assert self.process.stdin is not None
        self.process.stdin.write("more\n")
        self.process.stdin.flush()
        return self.listen()


@pytest.fixture(scope="module")
def erp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Erp]:
    """An ERP in which eight orders were confirmed; made once for all tests here."""
    folder = tmp_path_factory.mktemp("tryton")
    password = folder / "password"
    password.write_text(WORD, encoding="utf-8")
    ENV["TRYTONPASSFILE"] = str(password)
    with (folder / "maker.log").open("w") as log, subprocess.Popen(
        [sys.executable, str(MAKER), str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, env=ENV,
    ) as process:  # fmt: skip
        made = Erp(folder, process)
        made.url = made.listen()["url"]
        yield made
        process.communicate(timeout=20)


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return desk_of(workspace)


def keep(desk: Desk, name: str, kind: str, **settings: Any) -> str:
    made = profile(HEAD.format(name=name) + PROFILES[name])
    desk.shelf.keep([made])
    found = parse_settings(kind, settings)
    return desk.db.write(
        Action("Added a data source"),
        lambda session: save_source(
            session, name=name, settings=found, profile_id=made.id, schedule="every hour", now=NOW
        ),
    ).value  # fmt: skip


def agrees(desk: Desk, told: dict[str, Any]) -> None:
    """Every figure is the one that Tryton's own classes give."""
    span = {"first": month(2026, 1), "last": month(2026, 12), "today": date(2026, 11, 22), "basis": "ordered"}
    (net,) = kpi_rows(desk.db, only=["net_amount"], **span)  # type: ignore[arg-type]
    assert Decimal(str(net.value)) == Decimal(told["net"])
    (orders,) = kpi_rows(desk.db, only=["order_count"], grain="order", **span)  # type: ignore[arg-type]
    assert orders.value is not None
    assert int(Decimal(orders.value)) == told["orders"]
    assert dealers(desk) == told["names"]
    with desk.db.read() as session:
        rows = session.execute(
            text("SELECT order_no, sum(amount_e4), sum(ordered_quantity_e3) FROM order_line WHERE current GROUP BY 1")
        ).all()
        products = (
            session.execute(text("SELECT code FROM product_code WHERE NOT removed ORDER BY code")).scalars().all()
        )
    assert {row[0]: Decimal(row[1]) / 10_000 for row in rows} == {
        number: Decimal(net) for number, net in told["by_order"].items()
    }
    assert sum(Decimal(row[2]) / 1_000 for row in rows) == Decimal(told["quantity"])
    assert list(products) == told["products"]


def test_trytons_database_gives_dealers_products_and_orders_and_then_only_what_is_new(desk: Desk, erp: Erp) -> None:
    told = erp.told
    url = f"sqlite:///{erp.folder / 'erp.sqlite'}"
    sources = {}
    for name, query in QUERIES.items():
        new = {"cursor": "id", "start": "0"} if name == "lines" else {}
        sources[name] = keep(desk, name, "database", url=url, query=query, **new)
        assert desk.sources.run(sources[name], progress=Progress()).aside == 0
    agrees(desk, told)

    again = erp.sell_once_more()
    assert again["orders"] == told["orders"] + 1
    ended = desk.sources.run(sources["lines"], progress=Progress())
    assert (ended.outcome, ended.rows) == (runs.DONE, 3)
    agrees(desk, again)


def test_trytons_rpc_gives_the_same(desk: Desk, erp: Erp) -> None:
    for name, (model, domain, fields) in RPC.items():
        body = (
            f'{{"id": 1, "method": "model.{model}.search_read", "params": [[{domain}], {{offset}}, {{size}}, '
            f'[["id", "ASC"]], {json.dumps(fields)}, {{}}]}}'
        )
        source = keep(
            desk, name, "web", url=f"{erp.url}erp/rpc/", method="POST", body=body, rows="result", paging="offset",
            size=4, key="id", cursor="id", start="0", auth="basic", user=LOGIN,
        )  # fmt: skip
        desk.sources.secrets.put(source, WORD)
        assert desk.sources.run(source, progress=Progress()).aside == 0
        assert desk.sources.run(source, progress=Progress()).outcome == runs.NOTHING
    agrees(desk, erp.told)
