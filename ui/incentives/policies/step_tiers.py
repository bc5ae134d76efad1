"""The step about tiers: method with its formula, what they are held against, from where on which rate."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final, cast

from PySide6.QtWidgets import QPlainTextEdit

from app.core.errors import UserError
from app.core.period import day_of
from app.core.texts import N_, Text
from app.incentives.policies.templates import tiers
from app.incentives.policies.typed import bound_scale, rate_scale, shown, typed_scaled
from app.incentives.policy import (
    METHOD_TITLES,
    RATE_SCALE,
    UNIT_TITLES,
    Earns,
    Method,
    Policy,
    Protection,
    Reach,
    Scale,
    Tier,
    Unit,
)
from app.incentives.rounding import minor_per_unit
from ui.core.form import Field
from ui.incentives.policies.rows import Rows
from ui.incentives.policies.step import Step
from ui.incentives.policies.step_start import day_typed

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.core.look import Look
    from ui.incentives.policies.facts import Facts

_REACHES: Final[Mapping[str, str]] = {
    "amount": N_("the figure itself"), "growth": N_("its growth, %"), "target": N_("its share of the target, %"),
}  # fmt: skip
_EARNS: Final[Mapping[str, str]] = {"all": N_("the whole figure"), "growth": N_("what lies above the baseline")}
_LONG_PX: Final = 110


class TiersStep(Step):
    """From where on which rate; of price protection the day and the price cuts."""

    title: ClassVar[str] = N_("Tiers and rates")

    def __init__(self, look: "Look", facts: "Facts") -> None:
        """Empty until ``fill``."""
        super().__init__(look, facts)
        self._scales = (100, 10_000)
        self.method = self.choice(N_("Tier method"), METHOD_TITLES)
        self.unit = self.choice(N_("Rates are"), UNIT_TITLES)
        self.reach = self.choice(N_("Tiers go by"), _REACHES)
        self.earns = self.choice(N_("Paid on"), _EARNS)
        self.prorate = self.check(N_("bounds and lump sums by the days of taking part"))
        self.tiers: Rows[Tier] = Rows(
            look, (Text(N_("From the figure")), Text(N_("Rate"))), self._line, add=Text(N_("Add a tier"))
        )
        self.tiers.changed.connect(self.changed.emit)
        hint = Text(N_("A tier ends where the next one begins: no gap, no overlap. Rates in % or in currency units."))
        self.form.add(Text(N_("Tiers of the figure")), self.tiers, hint)
        self.day = self.line(Text(N_("Stock of the day")), inside="2026-03-31")
        self.months = self.line(Text(N_("Bought in months before")))
        self.cuts = QPlainTextEdit()
        self.cuts.setTabChangesFocus(True)
        self.cuts.setFixedHeight(_LONG_PX)
        self.cuts.textChanged.connect(self.changed.emit)
        self.form.add(Text(N_("Price cuts")), self.cuts, Text(N_("A line for each product: code = cut of one unit.")))
        self.inner.addStretch(1)

    def _line(self, tier: Tier | None) -> Sequence["QWidget"]:
        bound, rate = self._scales
        fields = (Field(self.look, shown(tier.start, bound) if tier else ""),
                  Field(self.look, shown(tier.rate, rate) if tier else ""))  # fmt: skip
        for field in fields:
            field.textChanged.connect(lambda _text: self.changed.emit())
        return fields

    def fill(self, policy: Policy) -> None:
        """Show a policy."""
        scale, minor, guard = policy.scale, minor_per_unit(policy.payout.currency), policy.protection
        for choice, key in ((self.method, scale.method), (self.unit, scale.unit), (self.reach, scale.reach),
                            (self.earns, scale.earns)):  # fmt: skip
            choice.choose(key)
            self.form.show_row(choice, shown=guard is None)
        for part, there in ((self.prorate, guard is None), (self.tiers, guard is None), (self.day, guard is not None),
                            (self.months, guard is not None), (self.cuts, guard is not None)):  # fmt: skip
            self.form.show_row(part, shown=there)
        self.prorate.setChecked(scale.prorate)
        self._scales = bound_scale(policy.basis.measure, scale.reach, minor), rate_scale(scale.unit, minor)
        self.tiers.fill(scale.tiers)
        if guard is not None:
            self.day.setText(day_of(guard.day_on).isoformat() if guard.day_on else "")
            self.months.setText(str(guard.months))
            self.cuts.setPlainText("\n".join(
                f"{self.facts.product_words([one])} = {shown(cut, RATE_SCALE)}" for one, cut in guard.cuts.items()
            ))  # fmt: skip

    def build(self, policy: Policy) -> Policy:
        """What stands here."""
        if policy.protection is not None:
            guard = Protection(
                self.value(self.day, lambda: day_typed(self.day), 0),
                self.value(self.months, lambda: typed_scaled(self.months.text() or "3", 1), 3),
                self.value(self.cuts, self._cuts, MappingProxyType({})),
            )
            return replace(policy, protection=guard, scale=Scale())
        unit, reach = cast("Unit", self.unit.key()), cast("Reach", self.reach.key())
        minor = minor_per_unit(policy.payout.currency)
        none: tuple[Tier, ...] = ()
        found = self.value(self.tiers, lambda: self._tiers(bound_scale(policy.basis.measure, reach, minor),
                                                           rate_scale(unit, minor)), none)  # fmt: skip
        return replace(policy, scale=Scale(
            cast("Method", self.method.key()), unit, found, reach, cast("Earns", self.earns.key()),
            self.prorate.isChecked(),
        ))  # fmt: skip

    def _tiers(self, bound: int, rate: int) -> tuple[Tier, ...]:
        steps = []
        for line in self.tiers.lines:
            first, given = (one.text() for one in line if isinstance(one, Field))
            if first.strip() or given.strip():
                steps.append((typed_scaled(first, bound), typed_scaled(given, rate)))
        steps.sort()
        if len({start for start, _ in steps}) < len(steps):
            raise UserError("Two tiers begin at the same figure; take one of them out.")
        return tiers(*steps)

    def _cuts(self) -> Mapping[str, int]:
        found = {}
        for line in self.cuts.toPlainText().splitlines():
            if not line.strip():
                continue
            name, mark, figure = line.rpartition("=")
            if not mark:
                raise UserError("“{line}” is not: code = cut.", line=line.strip())
            (product,) = self.facts.product_ids(name.strip())
            found[product] = typed_scaled(figure, RATE_SCALE)
        return MappingProxyType(found)
