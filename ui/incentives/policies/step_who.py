"""The steps about who takes part and which goods count."""

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from app.core.texts import N_, Text
from app.dealers.naming import label_of
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

_COMMAS = N_("With commas between; empty is all.")


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
        names = [label_of(one.name, one.code) for one in facts.dealers]
        self.dealers = self.line(Text(N_("Dealers")), Text(_COMMAS))
        self.tiers = self._checks(Text(N_("Tiers of dealers")), {key: Text(one) for key, one in TIER_TITLES.items()})
        self.grades = self._checks(Text(N_("Health grades")), {key: key for key in GRADES})
        self.regions = self.line(Text(N_("Regions")), Text(_COMMAS))
        self.segments = self.line(Text(N_("Segments")), Text(_COMMAS))
        self.excluded = self.line(Text(N_("But not")), Text(N_("Dealers who are left out.")))
        for field, offered in ((self.dealers, names), (self.excluded, names), (self.regions, facts.regions),
                               (self.segments, facts.segments)):  # fmt: skip
            field.offer(list(offered))
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
        products = [one.code for one in facts.products]
        groups = [*facts.groups.values()]
        self.groups = self.line(
            Text(N_("Product groups")), Text(N_("Names or codes with commas between; empty is all."))
        )
        self.products = self.line(Text(N_("Products")), Text(N_("Names or codes with commas between; empty is all.")))
        self.no_groups = self.line(Text(N_("Without groups")))
        self.no_products = self.line(Text(N_("Without products")))
        for field, offered in ((self.groups, groups), (self.no_groups, groups), (self.products, products),
                               (self.no_products, products)):  # fmt: skip
            field.offer(offered)
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
