"""What a line counts: tax, unit, line type, seller; invoices, receipts; units, lanes, lists, assignments by date."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TYPES = {"text": sa.Text, "string": sa.String, "int": sa.Integer}
_TAX = (("tax_rate_e4", "int"), ("tax_basis", "text"), ("gross_amount_e4", "int"))
_UNIT = ("unit", "text")
_ENTITY = ("entity", "text")
ADDED = {
    "goods_return": (_UNIT, *_TAX, _ENTITY),
    "order_head": (("seller_code", "text"), _ENTITY),
    "order_line": (("line_type", "text"), _UNIT, *_TAX, ("seller_code", "text"), _ENTITY, ("ref_no", "text")),
    "party": (("party_class", "string"), ("entity", "string")),
    "party_row": (("party_class", "text"), _ENTITY),
    "product": (("report_unit", "string"),),
    "product_row": (("report_unit", "text"),),
    "receivable": (_ENTITY,),
    "sellout": (_UNIT, *_TAX, ("counterparty_class", "text")),
    "shipment": (_UNIT,),
    "stock": (_UNIT,),
    "target": (("version", "text"), ("quantity_e3", "int")),
}
"""Columns that tables of the first schema did not have."""
FACTS = {
    "assignment_row": (
        ("party_code", "text"), ("from_on", "int"), ("manager", "text"), ("office", "text"), _ENTITY,
        ("owner_group", "text"), ("predecessor_code", "text"),
    ),
    "unit_row": (("product_code", "text"), _UNIT, ("factor_e3", "int"), ("from_on", "int")),
    "lane_row": (("lane", "text"), ("name", "text"), ("area_code", "text"), ("days", "int"), ("from_on", "int")),
    "must_stock_row": (
        ("product_code", "text"), ("tier", "text"), ("party_code", "text"), ("from_on", "int"), ("to_on", "int"),
    ),
    "invoice": (
        ("invoice_no", "text"), ("line_no", "text"), ("kind", "text"), ("order_no", "text"), ("party_code", "text"),
        ("product_code", "text"), ("invoiced_on", "int"), ("due_on", "int"), ("quantity_e3", "int"), _UNIT,
        ("amount_e4", "int"), *_TAX, ("line_type", "text"), _ENTITY, ("currency", "text"), ("ref_no", "text"),
    ),
    "receipt": (
        ("receipt_no", "text"), ("line_no", "text"), ("party_code", "text"), ("received_on", "int"), ("form", "text"),
        ("matures_on", "int"), ("amount_e4", "int"), ("invoice_no", "text"), _ENTITY, ("currency", "text"),
    ),
}  # fmt: skip
"""Tables of new feeds: their own columns; lineage and key are the same everywhere."""
DATES = {"invoice": "invoiced_on", "receipt": "received_on"}
RECORDS = {
    "product_unit": (
        ("source_n", "int!"), ("product_code", "string!"), ("unit", "string!"), ("factor_e3", "int!"),
        ("from_on", "int"),
    ),
    "lane": (
        ("lane", "string!"), ("name", "string"), ("area_code", "string"), ("days", "int!"), ("from_on", "int"),
    ),
    "must_stock": (
        ("source_n", "int!"), ("product_code", "string!"), ("tier", "string"), ("party_code", "string"),
        ("from_on", "int"), ("to_on", "int"),
    ),
    "closing": (
        ("calendar", "string!"), ("period", "string!"), ("first_on", "int!"), ("last_on", "int!"), ("state", "string!"),
        ("known_tx", "int!"), ("cells_sha256", "string!"), ("reason", "string!"),
    ),
    "assignment": (
        ("source_n", "int!"), ("party_code", "string!"), ("from_on", "int!"), ("manager", "string"),
        ("office", "string"), ("entity", "string"), ("owner_group", "string"), ("predecessor_code", "string"),
    ),
}  # fmt: skip
"""Tables of new records; an exclamation mark means that the column is never empty."""
_SLOTS = (("n", "int!"), *((f"v{slot}", "int") for slot in range(1, 14)))
DERIVED = {
    "cell": (("pack", "span", "group_n", "start", "dealer_n", "kind"), _SLOTS),
    "cell_bin": (("pack", "group_n", "start", "dealer_n", "bin", "kind"), _SLOTS[:1]),
    "cell_list": (("pack", "as_of", "list_key", "dealer_n", "group_n"), _SLOTS),
    "cell_party": (
        ("source_n", "code", "from_on"),
        (("to_on", "int!"), ("dealer_n", "int!"), ("sells", "int!"), ("prepays", "int!"), ("tier", "text!")),
    ),
    "cell_product": (
        ("source_n", "code"),
        (("product_n", "int!"), ("group_n", "int!"), ("near_days", "int!"), ("list_price_e6", "int")),
    ),
    "cell_must": (("product_n", "dealer_n", "tier", "from_on", "to_on"), (("group_n", "int!"),)),
    "cell_lane": (("dealer_n", "from_on"), (("to_on", "int!"), ("days", "int!"))),
    "cell_unit": (("product_n", "unit", "from_on"), (("to_on", "int!"), ("factor_e3", "int!"))),
    "cell_twice": (("feed", "id"), (("twice", "int!"),)),
    **{
        f"{name}_{kept}": parts
        for kept in ("closed", "late")
        for name, parts in (
            ("cell", (("pack", "span", "group_n", "start", "dealer_n", "kind"), _SLOTS)),
            ("cell_bin", (("pack", "group_n", "start", "dealer_n", "bin", "kind"), _SLOTS[:1])),
            ("cell_list", (("pack", "as_of", "list_key", "dealer_n", "group_n"), _SLOTS)),
        )
    },
}  # fmt: skip
"""Derived tables with their keys and other columns: those that were there are made anew, and filled at opening."""
SEARCHED = {"source_n", "product_code", "party_code", "lane", "period"}
BY_HAND_ONLY = {"closing"}
"""Records that no file makes."""


def _column(name: str, kind: str) -> sa.Column[object]:
    return sa.Column(name, _TYPES[kind.rstrip("!")](), nullable=not kind.endswith("!"))


def _make_fact_table(table: str) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *(_column(name, "int!") for name in ("batch_n", "row_no", "source_n", "current")),
        _column("key", "text"),
        *(_column(name, kind) for name, kind in FACTS[table]),
        _column("estimated", "int!"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_identity", table, ["source_n", "key"])
    op.create_index(f"ix_{table}_batch_n", table, ["batch_n", "row_no"])
    if table in DATES:
        op.create_index(f"ix_{table}_{DATES[table]}", table, [DATES[table]])


def _make_record_table(table: str) -> None:
    own = RECORDS[table]
    op.create_table(
        table,
        *(_column(name, "text!") for name in ("id", "ref", "scope")),
        sa.Column("removed", sa.Boolean(), nullable=False),
        *(_column(name, kind) for name, kind in own),
        *(() if table in BY_HAND_ONLY else (_column("by_hand", "string!"),)),
        *(_column(name, "text!") for name in ("stamps", "extra")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for name in ("ref", *(name for name, kind in own if name in SEARCHED and kind.endswith("!"))):
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def _make_derived_table(table: str, *, there: bool) -> None:
    key, others = DERIVED[table]
    texts = {"code", "tier", "feed", "unit", "list_key"}
    if there:
        op.drop_table(table)
    op.create_table(
        table,
        *(
            sa.Column(name, sa.Text() if name in texts else sa.Integer(), autoincrement=False, nullable=False)
            for name in key
        ),
        *(_column(name, kind) for name, kind in others),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")),
        sqlite_with_rowid=False,
    )
    if table in {"cell", "cell_bin", "cell_list"}:
        op.create_index(f"ix_{table}_empty", table, ["n"], sqlite_where=sa.text("n = 0"))


def upgrade() -> None:
    for table, columns in ADDED.items():
        for name, kind in columns:
            op.add_column(table, _column(name, kind))
    for table in FACTS:
        _make_fact_table(table)
    for table in RECORDS:
        _make_record_table(table)
    for table in DERIVED:
        _make_derived_table(table, there=table in {"cell", "cell_bin", "cell_list", "cell_party", "cell_product"})
    op.execute("DELETE FROM cell_state")


def downgrade() -> None:
    raise NotImplementedError("a newer file is refused by an older program; go back to the backup")
