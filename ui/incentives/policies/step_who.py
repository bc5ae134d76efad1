"""The steps about who takes part and which goods count."""

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from app.core.texts import N_, Text
from app.dealers.service import TIER_TITLES
from app.health.scheme import GRADES
from app.incentives.policy import Goods, Parties, Policy
from ui.core.card import row
from ui.core.controls import Check
from ui.core.form import typed_list
from ui.incentives.policies.step import Step

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.core.look import Look
    from ui.core.words import Words
    from ui.incentives.policies.facts import Facts

_COMMAS = N_("Ticked in the list, or typed with commas between; empty is all.")


def _box(checks: "list[Check]") -> "QWidget":
    from PySide6.QtWidgets import QWidget

    found = QWidget()
    found.setObjectName("clear")
    found.setLayout(row(*checks, None, gap=14))
    return found


class WhoStep(Step):
    """Everybody who meets each list that is not empty."""

    title: ClassVar[str] = N_("Takes part")

    def __init__(self, look: "Look", facts: "Facts") -> None:
        """Empty until ``fill``."""
        super().__init__(look, facts)
        names = facts.dealer_options()
        self.dealers = self.picks(N_("Dealers"), names, facts.read_dealer, Text(_COMMAS))
        self.tiers = self._checks(Text(N_("Tiers of dealers")), {key: Text(one) for key, one in TIER_TITLES.items()})
        self.grades = self._checks(Text(N_("Health grades")), {key: key for key in GRADES})
        regions, segments = ([(one, one) for one in every] for every in (facts.regions, facts.segments))
        self.regions = self.picks(N_("Regions"), regions, str, Text(_COMMAS))
        self.segments = self.picks(N_("Segments"), segments, str, Text(_COMMAS))
        self.excluded = self.picks(N_("But not"), names, facts.read_dealer, Text(N_("Dealers who are left out.")))
        self.inner.addStretch(1)

    def _checks(self, title: "Words", options: "dict[str, Words]") -> dict[str, Check]:
        found = {key: Check(self.look, words, lambda _on: self.changed.emit()) for key, words in options.items()}
        self.form.add(title, _box(list(found.values())), Text(N_("None ticked is all.")))
        return found

    def fill(self, policy: Policy) -> None:
        """Show a policy."""
        who = policy.parties
        self.dealers.setText(self.facts.dealer_words(who.dealers))
        self.excluded.setText(self.facts.dealer_words(who.excluded))
        self.regions.setText(", ".join(who.regions))
        self.segments.setText(", ".join(who.segments))
        for checks, chosen in ((self.tiers, who.tiers), (self.grades, who.grades)):
            for key, check in checks.items():
                check.setChecked(key in chosen)

    def build(self, policy: Policy) -> Policy:
        """What stands here."""
        facts = self.facts
        return replace(policy, parties=Parties(
            dealers=self.value(self.dealers, lambda: facts.dealer_ids(self.dealers.text()), ()),
            tiers=tuple(key for key, one in self.tiers.items() if one.isChecked()),
            segments=tuple(typed_list(self.segments.text())),
            regions=tuple(typed_list(self.regions.text())),
            grades=tuple(key for key, one in self.grades.items() if one.isChecked()),
            excluded=self.value(self.excluded, lambda: facts.dealer_ids(self.excluded.text()), ()),
        ))  # fmt: skip


class GoodsStep(Step):
    """Groups and products that count, and those that do not."""

    title: ClassVar[str] = N_("Goods")

    def __init__(self, look: "Look", facts: "Facts") -> None:
        """Empty until ``fill``."""
        super().__init__(look, facts)
        groups, products = facts.group_options(), facts.product_options()

        def group(word: str) -> str:
            return facts.group_words(facts.group_codes(word))

        def product(word: str) -> str:
            return facts.product_words(facts.product_ids(word))

        self.groups = self.picks(N_("Product groups"), groups, group, Text(_COMMAS))
        self.products = self.picks(N_("Products"), products, product, Text(_COMMAS))
        self.no_groups = self.picks(N_("Without groups"), groups, group)
        self.no_products = self.picks(N_("Without products"), products, product)
        self.inner.addStretch(1)

    def fill(self, policy: Policy) -> None:
        """Show a policy."""
        goods, facts = policy.goods, self.facts
        self.groups.setText(facts.group_words(goods.groups))
        self.no_groups.setText(facts.group_words(goods.excluded_groups))
        self.products.setText(facts.product_words(goods.products))
        self.no_products.setText(facts.product_words(goods.excluded))

    def build(self, policy: Policy) -> Policy:
        """What stands here."""
        facts = self.facts
        return replace(policy, goods=Goods(
            groups=self.value(self.groups, lambda: facts.group_codes(self.groups.text()), ()),
            products=self.value(self.products, lambda: facts.product_ids(self.products.text()), ()),
            excluded_groups=self.value(self.no_groups, lambda: facts.group_codes(self.no_groups.text()), ()),
            excluded=self.value(self.no_products, lambda: facts.product_ids(self.no_products.text()), ()),
        ))  # fmt: skip
