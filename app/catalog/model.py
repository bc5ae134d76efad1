"""Products, their codes in other systems, product groups and areas: journaled records."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Record


class ProductGroup(Record):
    """A group of products by which figures are read and targets are set."""

    __tablename__ = "product_group"
    ref_prefix = "G"

    code: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    by_hand: Mapped[str]


class Product(Record):
    """What is sold, counted in its base unit."""

    __tablename__ = "product"
    ref_prefix = "P"

    name: Mapped[str]
    group_id: Mapped[str | None] = mapped_column(ForeignKey("product_group.id"), index=True)
    specification: Mapped[str | None]
    base_unit: Mapped[str | None]
    pack_factor: Mapped[int | None]
    """Base units in a case."""
    temperature_class: Mapped[str | None]
    list_price_e6: Mapped[int | None]
    must_stock: Mapped[int | None]
    report_unit: Mapped[str | None]
    """The unit in which quantities of unlike products are added up (标箱); without one they are not."""
    goods_class: Mapped[str | None]
    """As licences name what they cover (经营范围): 化学药制剂, 中成药, 食品 ..."""
    by_hand: Mapped[str]


class ProductCode(Record):
    """What a product is called in a source."""

    __tablename__ = "product_code"
    ref_prefix = "PC"

    source_n: Mapped[int] = mapped_column(index=True)
    code: Mapped[str] = mapped_column(index=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"), index=True)
    from_on: Mapped[int | None]
    to_on: Mapped[int | None]
    """First day on which the code no longer means the product; NULL is open."""
    by_hand: Mapped[str | None]
    """``product_id`` where a person said so (流向匹配): it comes before what files say."""


class Area(Record):
    """An administrative area by GB/T 2260 or whatever the file calls an area."""

    __tablename__ = "area"
    ref_prefix = "A"

    code: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    parent_code: Mapped[str | None]
    by_hand: Mapped[str]


class ProductUnit(Record):
    """How many base units a unit of a product holds, from a day on (1 件 = 400 盒)."""

    __tablename__ = "product_unit"
    ref_prefix = "PU"

    source_n: Mapped[int] = mapped_column(index=True)
    product_code: Mapped[str] = mapped_column(index=True)
    unit: Mapped[str]
    factor_e3: Mapped[int]
    from_on: Mapped[int | None]
    by_hand: Mapped[str]


class ProductPrice(Record):
    """What a product costs by the list, without tax, from a day on; before any such day its own list price holds."""

    __tablename__ = "product_price"
    ref_prefix = "PP"

    source_n: Mapped[int] = mapped_column(index=True)
    product_code: Mapped[str] = mapped_column(index=True)
    list_price_e6: Mapped[int]
    from_on: Mapped[int | None]
    by_hand: Mapped[str]


class Lane(Record):
    """A lane (线路) and its standard lead time T+n, from a day on; used where an order holds no promise."""

    __tablename__ = "lane"
    ref_prefix = "L"

    lane: Mapped[str] = mapped_column(index=True)
    name: Mapped[str | None]
    area_code: Mapped[str | None]
    """Where it leads; without one it holds for shipments that name the lane only."""
    days: Mapped[int]
    from_on: Mapped[int | None]
    by_hand: Mapped[str]


class MustStock(Record):
    """A product that dealers of a tier, or one dealer, must hold in stock (必备品), from a day to a day."""

    __tablename__ = "must_stock"
    ref_prefix = "MS"

    source_n: Mapped[int] = mapped_column(index=True)
    product_code: Mapped[str] = mapped_column(index=True)
    tier: Mapped[str | None]
    party_code: Mapped[str | None]
    from_on: Mapped[int | None]
    to_on: Mapped[int | None]
    """Last day on which it must be there; NULL is open."""
    by_hand: Mapped[str]
