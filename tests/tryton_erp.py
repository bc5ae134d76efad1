"""A real ERP that nobody here wrote: makes a Tryton database on SQLite and sells through Tryton's own classes.

``python tests/tryton_erp.py FOLDER`` in a process of its own, for Tryton keeps its configuration in globals. Prints as
one line of JSON what Tryton itself answers about what was sold, and where its server listens; for each line that it is
told, it sells once more and prints again.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Thread
from typing import Any

DATABASE = "erp"
CUSTOMERS = ("杭州甲贸易", "宁波乙食品", "温州丙商贸")
PRODUCTS = (
    ("P001", "Sparkling water 330 ml", "2.3500"),
    ("P002", "Juice 1 l", "7.9000"),
    ("P003", "Tea 500 ml", "3.1250"),
)


def configure(folder: Path) -> None:
    """Tryton on SQLite in a folder; what follows a sale (invoices) waits for a worker nobody starts."""
    from trytond.config import config

    path = folder / "trytond.conf"
    path.write_text(f"[database]\nuri = sqlite://\npath = {folder}\n[queue]\nworker = True\n", encoding="utf-8")
    config.update_etc(str(path))


def make(folder: Path) -> None:
    """The tables of the modules party, product, sale and stock, as an administrator makes them."""
    from trytond import admin, commandline
    from trytond.model import ModelStorage

    (folder / f"{DATABASE}.sqlite").touch()
    words = ["-d", DATABASE, "-u", "sale", "stock", "--activate-dependencies", "--email", "admin@example.com"]
    with _unchecked(ModelStorage):
        admin.run(commandline.get_parser_admin().parse_args(words))


@contextmanager
def _unchecked(storage: Any) -> Iterator[None]:
    """Views, menus and the like that come with Tryton are not checked once more: that is half the time.

    What is sold afterwards is checked by Tryton as ever.
    """
    usual = storage.__dict__["_validate"]
    storage._validate = classmethod(lambda *_args, **_names: None)
    try:
        yield
    finally:
        storage._validate = usual


def fill() -> None:
    """A company, three customers, three products, and eight confirmed sales."""
    from trytond.modules.company.tests import create_company, set_company
    from trytond.pool import Pool

    company = create_company("ChannelDesk test")
    with set_company(company):
        get = Pool().get
        party, address = get("party.party"), get("party.address")
        customers = party.create([{"name": name, "code": f"C{n:03d}"} for n, name in enumerate(CUSTOMERS, 1)])
        address.create([{"party": one.id, "city": "杭州"} for one in customers])
        products = [_product(get, *one) for one in PRODUCTS]
        sell(company, customers, products, range(8))


def _product(get: Any, code: str, name: str, price: str) -> Any:
    unit = get("product.uom").search([("symbol", "=", "u")])[0]
    template = get("product.template")(name=name, default_uom=unit, type="goods", salable=True, sale_uom=unit)
    template.list_price = Decimal(price)
    template.products = [get("product.product")(suffix_code=code)]
    template.save()
    return template.products[0]


def sell(company: Any, customers: list[Any], products: list[Any], numbers: Any) -> None:
    """Sales of one to three lines, confirmed as a clerk does it; one more stays a quotation."""
    from trytond.pool import Pool

    sale_class, line_class = Pool().get("sale.sale"), Pool().get("sale.line")
    term = Pool().get("account.invoice.payment_term")
    terms = term.search([], limit=1) or term.create(
        [{"name": "30 days", "lines": [("create", [{"type": "remainder"}])]}]
    )
    sales = []
    for n in (*numbers, 3):
        sale = sale_class(company=company, currency=company.currency, payment_term=terms[0])
        sale.party = customers[n % len(customers)]
        sale.on_change_party()
        sale.sale_date = date(2026, 3, 1) + timedelta(days=3 * n)
        lines = []
        for k in range(n % 3 + 1):
            line = line_class(sale=sale, type="line", product=products[(n + k) % len(products)], quantity=10.0 + 2 * n)
            line.unit = line.product.sale_uom
            line.unit_price = Decimal(PRODUCTS[(n + k) % len(products)][2])
            lines.append(line)
        sale.lines = lines
        sales.append(sale)
    sale_class.save(sales)
    sale_class.quote(sales)
    sale_class.confirm(sales[: len(numbers)])


def told() -> dict[str, Any]:
    """What Tryton itself answers: confirmed sales, their net amount, customers, products."""
    from trytond.pool import Pool

    sales = Pool().get("sale.sale").search([("state", "in", ["confirmed", "processing", "done"])])
    return {
        "orders": len(sales),
        "net": str(sum(sale.untaxed_amount for sale in sales)),
        "customers": sorted({sale.party.code for sale in sales}),
        "names": {sale.party.code: sale.party.name for sale in sales},
        "by_order": {sale.number: str(sale.untaxed_amount) for sale in sales},
        "products": sorted({line.product.code for sale in sales for line in sale.lines}),
        "quantity": str(sum(Decimal(str(line.quantity)) for sale in sales for line in sale.lines)),
    }


def main(words: list[str]) -> int:
    """Make and fill the database of a folder, then sell once more for every line; print the figures."""
    folder = Path(words[0])
    configure(folder)
    make(folder)
    from trytond.pool import Pool

    Pool.start()
    Pool(DATABASE).init()
    figures = _committed(fill)
    _print(figures | {"url": serve()})
    for _ in sys.stdin:
        _print(_committed(_sell_once_more))
    return 0


def serve() -> str:
    """Tryton's own server on a free port of loopback, until the process ends."""
    from trytond.application import app
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, app)
    Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


def _print(figures: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()


def _committed(work: Callable[[], None]) -> dict[str, Any]:
    """Do the work in a transaction of Tryton, again with the locks that it turns out to need, and then its queue."""
    from trytond.transaction import Transaction, TransactionError

    extras: dict[str, Any] = {}
    while True:
        with Transaction().start(DATABASE, 1, context={"queue_batch": False}, **extras) as transaction:
            try:
                work()
                transaction.commit()
                return told()
            except TransactionError as error:
                transaction.rollback()
                transaction.tasks.clear()
                error.fix(extras)


def _sell_once_more() -> None:
    from trytond.modules.company.tests import set_company
    from trytond.pool import Pool

    company = Pool().get("company.company").search([])[0]
    customers = Pool().get("party.party").search([("code", "like", "C%")], order=[("code", "ASC")])
    products = Pool().get("product.product").search([], order=[("code", "ASC")])
    with set_company(company):
        sell(company, customers, products, [8])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
