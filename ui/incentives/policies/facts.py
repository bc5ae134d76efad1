"""What the wizard has to know of the workspace: dealers, goods, KPIs, imported steps."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.catalog.queries import ProductRow, group_names, list_products
from app.core.errors import UserError
from app.core.texts import texts
from app.dealers.naming import label_of, meant
from app.dealers.queries import DealerRow, list_parties
from app.dealers.service import TIER_TITLES
from app.incentives.ledger.posting import ledger_currency
from app.incentives.policies.steps import Agreed, agreed_steps
from app.incentives.policies.templates import TEMPLATES, Template, known_templates
from app.incentives.policies.wording import Names
from app.incentives.policy import Goods
from app.kpi.own.known import listed_kpis
from ui.core.form import typed_list

if TYPE_CHECKING:
    from app.bootstrap import Desk


@dataclass(frozen=True)
class KpiName:
    """A KPI that a condition can name."""

    id: str
    name: str
    share: bool


@dataclass(frozen=True)
class Facts:
    """Read once, before the wizard opens."""

    dealers: Sequence[DealerRow]
    products: Sequence[ProductRow]
    groups: dict[str, str]
    kpis: Sequence[KpiName]
    steps: Sequence[Agreed]
    regions: Sequence[str]
    segments: Sequence[str]
    tiers: Mapping[str, str]
    currency: str
    """That of the rebate accounts."""
    templates: Mapping[str, Template] = field(default_factory=lambda: TEMPLATES)
    """With what one can begin, head office's first."""

    # -- dealers ------------------------------------------------------------------------------------------------------

    def dealer_ids(self, words: str) -> tuple[str, ...]:
        """Ids of the dealers that are typed with commas between; raises UserError for words that mean nobody."""
        return tuple(dict.fromkeys(meant(one, self.dealers).id for one in typed_list(words)))

    def dealer_words(self, ids: Iterable[str]) -> str:
        """The same, written."""
        names = {one.id: _written(one) for one in self.dealers}
        return ", ".join(names.get(one, one) for one in ids)

    def dealer_options(self) -> list[tuple[str, str]]:
        """What is written for each dealer, and what he is called in a list."""
        return [(_written(one), label_of(one.name, one.code)) for one in self.dealers]

    def read_dealer(self, word: str) -> str:
        """What is written for the dealer whom a word means."""
        return self.dealer_words(self.dealer_ids(word))

    # -- goods --------------------------------------------------------------------------------------------------------

    def group_codes(self, words: str) -> tuple[str, ...]:
        """Codes of product groups, typed by code or name."""
        by_name = {name.casefold(): code for code, name in self.groups.items()}
        found = []
        for one in typed_list(words):
            code = one if one in self.groups else by_name.get(one.casefold(), "")
            if not code:
                raise UserError("There is no product group “{name}”.", name=one)
            found.append(code)
        return tuple(dict.fromkeys(found))

    def group_words(self, codes: Iterable[str]) -> str:
        """The same, written."""
        return ", ".join(self.groups.get(one, one) for one in codes)

    def product_ids(self, words: str) -> tuple[str, ...]:
        """Ids of products, typed by code or name."""
        known = {one.code.casefold(): one.id for one in self.products}
        names = {one.name.casefold(): one.id for one in self.products}
        found = []
        for one in typed_list(words):
            id_ = known.get(one.casefold()) or names.get(one.casefold())
            if not id_:
                raise UserError("There is no product “{name}”.", name=one)
            found.append(id_)
        return tuple(dict.fromkeys(found))

    def product_words(self, ids: Iterable[str]) -> str:
        """The same, written by their codes."""
        codes = {one.id: one.code for one in self.products}
        return ", ".join(codes.get(one, one) for one in ids)

    def group_options(self) -> list[tuple[str, str]]:
        """What is written for each product group, and what it is called in a list."""
        return [(name, label_of(name, code)) for code, name in self.groups.items()]

    def product_options(self) -> list[tuple[str, str]]:
        """What is written for each product, and what it is called in a list."""
        return [(one.code, label_of(one.name, one.code)) for one in self.products]

    def goods_of(self, words: str, kept: Goods) -> Goods:
        """Groups and products that are typed together; what else the goods say stays."""
        groups, products = list[str](), list[str]()
        for one in typed_list(words):
            try:
                groups += self.group_codes(one)
            except UserError:
                products += self.product_ids(one)
        return replace(kept, groups=tuple(dict.fromkeys(groups)), products=tuple(dict.fromkeys(products)))

    def goods_words(self, goods: Goods) -> str:
        """The same, written."""
        parts = (self.group_words(goods.groups), self.product_words(goods.products))
        return ", ".join(one for one in parts if one)

    def names(self) -> Names:
        """What ids and codes are called in the text beside the fields, as ``naming.policy_names`` says it."""
        return Names(
            dealers={one.id: label_of(one.name, one.code) for one in self.dealers},
            products={one.id: label_of(one.name, one.code) for one in self.products},
            groups={code: label_of(name, code) for code, name in self.groups.items()},
            kpis={one.id: one.name for one in self.kpis}, tiers=self.tiers,
            shares=frozenset(one.id for one in self.kpis if one.share),
        )  # fmt: skip


def _written(one: DealerRow) -> str:
    """A dealer by name and code, by its first code alone where the label holds what separates things in a list."""
    label = label_of(one.name, one.code)
    return label if typed_list(label) == [label] else next(iter(typed_list(one.code)), one.ref)


def read_facts(desk: "Desk", lang: str) -> Facts:
    """Read in a worker."""
    t = texts(lang)
    with desk.db.read() as session:
        dealers = list_parties(session)
        kpis = [KpiName(key, t(one.name), one.unit == "ratio") for key, one in listed_kpis(session).items()]
        return Facts(
            dealers=dealers, products=list_products(session), groups=group_names(session),
            kpis=sorted(kpis, key=lambda one: one.name), steps=agreed_steps(session),
            regions=sorted({one.region for one in dealers if one.region}),
            segments=sorted({one.segment for one in dealers if one.segment}),
            tiers={key: t(words) for key, words in TIER_TITLES.items()}, currency=ledger_currency(session),
            templates=known_templates(session),
        )  # fmt: skip
