"""The step about conditions: KPIs, baskets of goods with their share, factors of health grades."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtWidgets import QWidget

from app.core.texts import N_, Text
from app.health.scheme import GRADES
from app.incentives.policies.typed import shown, typed_scaled
from app.incentives.policy import RATE_SCALE, Basket, Condition, Effect, Goods, Policy
from ui.core.card import row
from ui.core.controls import Choice
from ui.core.form import Field
from ui.core.pick import PickField
from ui.core.words import Label, Words
from ui.incentives.policies.rows import Rows
from ui.incentives.policies.step import Step

if TYPE_CHECKING:
    from ui.core.look import Look
    from ui.incentives.policies.facts import Facts

_PERCENT: Final = RATE_SCALE // 100
_GRADE_PX: Final = 54
_KPI_CHARS: Final = 14


class ConditionsStep(Step):
    """What must hold in the period; a missed one pays nothing, or a factor of the payout where one is given."""

    title: ClassVar[str] = N_("Conditions")

    def __init__(self, look: "Look", facts: "Facts") -> None:
        """Empty until ``fill``."""
        super().__init__(look, facts)
        self._shares = {one.id for one in facts.kpis if one.share}
        factor = Text(N_("Else times"))
        self.conditions: Rows[Condition] = Rows(
            look, (Text(N_("KPI")), Text(N_("Limit")), Text(N_("Value")), factor), self._condition,
            add=Text(N_("Add a condition")), most=6,
        )  # fmt: skip
        self.baskets: Rows[Basket] = Rows(
            look, (Text(N_("Basket")), Text(N_("Groups or products")), Text(N_("At least, %")), factor), self._basket,
            add=Text(N_("Add a basket")), most=6,
        )  # fmt: skip
        for rows in (self.conditions, self.baskets):
            rows.changed.connect(self.changed.emit)
        hint = Text(N_("A missed one pays nothing; with a number under “Else times” the payout is multiplied by it."))
        self.form.add(Text(N_("KPIs")), self.conditions, hint)
        self.form.add(Text(N_("Mix of goods")), self.baskets)
        self.grades = {key: Field(look) for key in GRADES}
        box = QWidget()
        box.setObjectName("clear")
        parts: list[QWidget | int | None] = []
        for key, field in self.grades.items():
            field.setFixedWidth(_GRADE_PX)
            field.textChanged.connect(lambda _text: self.changed.emit())
            parts += [Label(look, key, "dim"), field]
        box.setLayout(row(*parts, None, gap=6))
        self._grade_box = box
        self.form.add(Text(N_("Health grades")), box, Text(N_("The payout times this; empty counts once.")))
        self.inner.addStretch(1)

    def _said(self, field: Field) -> Field:
        field.textChanged.connect(lambda _text: self.changed.emit())
        return field

    def _condition(self, one: Condition | None) -> Sequence[QWidget]:
        names: list[tuple[Hashable, Words]] = [(kpi.id, kpi.name) for kpi in self.facts.kpis]
        kpi = Choice(self.look, names, name=Text(N_("KPI")))
        kpi.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        kpi.setMinimumContentsLength(_KPI_CHARS)
        limit = Choice(self.look, [(True, Text(N_("at least"))), (False, Text(N_("at most")))], name=Text(N_("Limit")))
        value, factor = Field(self.look), Field(self.look)
        if one is not None:
            kpi.choose(one.kpi)
            limit.choose(one.at_least)
            value.setText(shown(one.value, self._scale(one.kpi)) + ("%" if one.kpi in self._shares else ""))
            factor.setText(shown(one.factor, RATE_SCALE) if one.effect == "factor" else "")
        for choice in (kpi, limit):
            choice.picked.connect(lambda _key: self.changed.emit())
        return kpi, limit, self._said(value), self._said(factor)

    def _scale(self, kpi: object) -> int:
        return _PERCENT if kpi in self._shares else RATE_SCALE

    def _basket(self, one: Basket | None) -> Sequence[QWidget]:
        facts = self.facts

        def written(word: str) -> str:
            return facts.goods_words(facts.goods_of(word, Goods()))

        options = [*facts.group_options(), *facts.product_options()]
        goods = PickField(self.look, Text(N_("Groups or products")), options, written)
        fields = [Field(self.look), goods, Field(self.look), Field(self.look)]
        if one is not None:
            said = (one.name, facts.goods_words(one.goods), shown(one.least_share, _PERCENT),
                    shown(one.factor, RATE_SCALE) if one.effect == "factor" else "")  # fmt: skip
            for field, words in zip(fields, said, strict=True):
                field.setText(words)
        return [self._said(field) for field in fields]

    def fill(self, policy: Policy) -> None:
        """Show a policy."""
        self.conditions.fill(policy.conditions)
        self.baskets.fill(policy.baskets)
        for key, field in self.grades.items():
            field.setText(shown(policy.grade_factors.get(key), RATE_SCALE))

    def build(self, policy: Policy) -> Policy:
        """What stands here; what a basket leaves out stays."""
        kept = {one.name: one.goods for one in policy.baskets}
        factors = {key: field.text() for key, field in self.grades.items() if field.text().strip()}
        return replace(
            policy,
            conditions=self.value(self.conditions, self._conditions, ()),
            baskets=self.value(self.baskets, lambda: self._baskets(kept), ()),
            grade_factors=MappingProxyType(self.value(
                self._grade_box, lambda: {key: typed_scaled(text, RATE_SCALE) for key, text in factors.items()}, {})),
        )  # fmt: skip

    def _conditions(self) -> tuple[Condition, ...]:
        found = []
        for kpi, limit, value, factor in self.conditions.lines:
            if (
                isinstance(kpi, Choice)
                and isinstance(limit, Choice)
                and isinstance(value, Field)
                and isinstance(factor, Field)
            ):
                effect, times = _effect(factor)
                scale = self._scale(kpi.key())
                found.append(
                    Condition(str(kpi.key()), bool(limit.key()), typed_scaled(value.text(), scale), effect, times)
                )
        return tuple(found)

    def _baskets(self, kept: "dict[str, Goods]") -> tuple[Basket, ...]:
        found = []
        for line in self.baskets.lines:
            name, words, share, factor = (one for one in line if isinstance(one, Field))
            effect, times = _effect(factor)
            goods = self.facts.goods_of(words.text(), kept.get(name.text().strip(), Goods()))
            found.append(Basket(name.text().strip(), goods, typed_scaled(share.text(), _PERCENT), effect, times))
        return tuple(found)


def _effect(field: Field) -> tuple[Effect, int]:
    if not field.text().strip():
        return "required", RATE_SCALE
    return "factor", typed_scaled(field.text(), RATE_SCALE)
