"""Which product numbers and groups a policy's goods are."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.incentives.policy import Goods


@dataclass(frozen=True)
class Product:
    """A product by its number in the facts."""

    id: str
    name: str
    code: str
    group: str


@dataclass(frozen=True)
class Shelf:
    """All products and product groups by their numbers, read once."""

    products: dict[int, Product]
    groups: dict[str, int]
    """The number of each group's code."""

    def chosen(self, goods: Goods) -> "Chosen":
        """The goods as numbers."""
        numbers = {one.id: number for number, one in self.products.items()}
        return Chosen(
            goods.is_all,
            frozenset(self.groups.get(code, -1) for code in goods.groups),
            frozenset(numbers.get(one, -1) for one in goods.products),
            frozenset(self.groups.get(code, -1) for code in goods.excluded_groups),
            frozenset(numbers.get(one, -1) for one in goods.excluded),
        )


@dataclass(frozen=True)
class Chosen:
    """Goods as numbers of products and groups."""

    is_all: bool
    groups: frozenset[int]
    products: frozenset[int]
    excluded_groups: frozenset[int]
    excluded: frozenset[int]

    @property
    def by_group(self) -> bool:
        """Whether product groups alone decide."""
        return not (self.products or self.excluded)

    def takes_group(self, group: int) -> bool:
        """Whether the goods of a group count, where groups alone decide."""
        return (not self.groups or group in self.groups) and group not in self.excluded_groups

    def refusal(self, product: int | None, group: int) -> str:
        """Why a product does not count; empty where it does."""
        if self.is_all:
            return ""
        if product in self.excluded or (group in self.excluded_groups and product not in self.products):
            return "goods_excluded"
        named = bool(self.groups or self.products)
        return "goods" if named and group not in self.groups and product not in self.products else ""


def read_shelf(session: Session) -> Shelf:
    """Products and groups of the workspace."""
    rows = session.execute(
        text("""
        SELECT n.n, p.id, p.name, coalesce(g.code, ''),
               coalesce((SELECT min(c.code) FROM product_code c WHERE c.product_id = p.id AND c.removed = 0
                         AND c.by_hand IS NULL), p.ref)
        FROM product p JOIN numbered n ON n.kind = 'product' AND n.entity_id = p.id
        LEFT JOIN product_group g ON g.id = p.group_id
    """)
    )
    products = {n: Product(id_, name, code, group) for n, id_, name, group, code in rows}
    groups = session.execute(
        text("""SELECT g.code, min(n.n) FROM product_group g
                JOIN numbered n ON n.kind = 'product_group' AND n.entity_id = g.id WHERE g.removed = 0 GROUP BY 1""")
    )
    return Shelf(products, {code: n for code, n in groups})  # noqa: C416 - rows are no pairs for the type checker
