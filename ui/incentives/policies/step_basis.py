"""The step about the figure: measure, event, tax, returns, baseline, place in the stack."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final, cast

from PySide6.QtWidgets import QPlainTextEdit

from app.core.errors import UserError
from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.core.texts import N_, Text
from app.incentives.policies.typed import bound_scale, shown, typed_scaled
from app.incentives.policy import (
    EVENT_TITLES,
    GROWTH_TITLES,
    MEASURE_TITLES,
    RETURNS_TITLES,
    TAX_TITLES,
    Baseline,
    Basis,
    Below,
    Event,
    Growth,
    Measure,
    Policy,
    Returns,
    Stacking,
    Tax,
)
from app.incentives.rounding import minor_per_unit
from ui.incentives.policies.step import Step

if TYPE_CHECKING:
    from ui.core.look import Look
    from ui.incentives.policies.facts import Facts

_BELOW: Final[Mapping[str, str]] = {"carry": N_("carried into the next settlement"), "invoice": N_("invoiced")}
_BASES: Final[Mapping[str, str]] = {"whole": N_("the whole base"), "reduced": N_("what earlier policies left")}
_LONG_PX: Final = 70


class BasisStep(Step):
    """On which figure it is computed."""

    title: ClassVar[str] = N_("Basis")

    def __init__(self, look: "Look", facts: "Facts") -> None:
        """Empty until ``fill``."""
        super().__init__(look, facts)
        self.measure = self.choice(N_("Measure"), MEASURE_TITLES)
        self.counts = self.choice(N_("Counts when"), EVENT_TITLES)
        self.tax = self.choice(N_("Tax"), TAX_TITLES)
        self.returns = self.choice(N_("Returns"), RETURNS_TITLES)
        self.below = self.choice(N_("Below nothing"), _BELOW)
        self.minimum = self.line(Text(N_("Minimum")), Text(N_("Below it nothing is earned; empty is none.")))
        self.way = self.choice(N_("Baseline"), GROWTH_TITLES)
        self.months = self.line(Text(N_("Months before")))
        self.adjusted = QPlainTextEdit()
        self.adjusted.setTabChangesFocus(True)
        self.adjusted.setFixedHeight(_LONG_PX)
        self.adjusted.textChanged.connect(self.changed.emit)
        self.form.add(Text(N_("Agreed baselines")), self.adjusted, Text(N_("A line for each dealer: name = figure.")))
        self.order = self.line(Text(N_("Place in the stack")), Text(N_("Among policies that count on the same lines.")))
        self.base = self.choice(N_("Counts on"), _BASES)
        self.reduces = self.check(N_("what it gives is taken off the base of later policies"))
        self.way.picked.connect(lambda _key: self._settle())
        self.inner.addStretch(1)

    def _settle(self) -> None:
        self.form.show_row(self.months, shown=self.way.key() == "rolling")
        self.form.show_row(self.adjusted, shown=self.way.key() == "adjusted")

    def _figure_scale(self) -> int:
        return AMOUNT_SCALE if self.measure.key() == "value" else QUANTITY_SCALE

    def fill(self, policy: Policy) -> None:
        """Show a policy."""
        basis, base, stack = policy.basis, policy.baseline, policy.stacking
        for choice, key in ((self.measure, basis.measure), (self.counts, basis.event), (self.tax, basis.tax),
                            (self.returns, basis.returns), (self.below, basis.below_zero), (self.way, base.way),
                            (self.base, stack.base)):  # fmt: skip
            choice.choose(key)
        scale = bound_scale(basis.measure, policy.scale.reach, minor_per_unit(policy.payout.currency))
        self.minimum.setText(shown(policy.minimum or None, scale))
        self.months.setText(str(base.months))
        self.adjusted.setPlainText("\n".join(
            f"{self.facts.dealer_words([party])} = {shown(value, self._figure_scale())}"
            for party, value in base.adjusted.items()
        ))  # fmt: skip
        self.order.setText(str(stack.order))
        self.reduces.setChecked(stack.reduces)
        self._settle()

    def build(self, policy: Policy) -> Policy:
        """What stands here."""
        basis = Basis(
            cast("Measure", self.measure.key()), cast("Event", self.counts.key()), cast("Tax", self.tax.key()),
            cast("Returns", self.returns.key()), cast("Below", self.below.key()),
        )  # fmt: skip
        scale = bound_scale(basis.measure, policy.scale.reach, minor_per_unit(policy.payout.currency))
        way = cast("Growth", self.way.key())
        agreed: Mapping[str, int] = MappingProxyType({})
        if way == "adjusted":
            agreed = self.value(self.adjusted, self._agreed, agreed)
        base = Baseline(
            way=way, months=self.value(self.months, lambda: typed_scaled(self.months.text() or "12", 1), 12),
            adjusted=agreed,
        )  # fmt: skip
        order = self.value(self.order, lambda: typed_scaled(self.order.text() or "1", 1), 1)
        stack = Stacking(order, "reduced" if self.base.key() == "reduced" else "whole", self.reduces.isChecked())
        minimum = self.value(self.minimum, lambda: typed_scaled(self.minimum.text() or "0", scale), 0)
        return replace(policy, basis=basis, baseline=base, minimum=minimum, stacking=stack)

    def _agreed(self) -> Mapping[str, int]:
        found = {}
        for line in self.adjusted.toPlainText().splitlines():
            if not line.strip():
                continue
            name, mark, figure = line.rpartition("=")
            if not mark:
                raise UserError("“{line}” is not: name = figure.", line=line.strip())
            (party,) = self.facts.dealer_ids(name.strip())
            found[party] = typed_scaled(figure, self._figure_scale())
        return MappingProxyType(found)
