"""The step about the payout: form, rounding, cap and guarantee, expiry, budget."""

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final, cast

from app.core.texts import N_, Text
from app.incentives.policies.typed import shown, typed_or_none
from app.incentives.policy import FORM_TITLES, RATE_SCALE, ROUNDING_TITLES, Form, Payout, Policy, Rounding
from app.incentives.rounding import minor_per_unit
from ui.incentives.policies.step import Step

if TYPE_CHECKING:
    from ui.core.look import Look
    from ui.incentives.policies.facts import Facts

_PERCENT: Final = RATE_SCALE // 100


class PayoutStep(Step):
    """How it is paid."""

    title: ClassVar[str] = N_("How it is paid")

    def __init__(self, look: "Look", facts: "Facts") -> None:
        """Empty until ``fill``."""
        super().__init__(look, facts)
        self.way = self.choice(N_("Paid as"), FORM_TITLES)
        self.currency = self.line(Text(N_("Currency")))
        self.rounding = self.choice(N_("Rounding"), ROUNDING_TITLES)
        self.cap = self.line(Text(N_("Cap")), Text(N_("Most for one dealer and period; empty is none.")))
        self.floor = self.line(Text(N_("Guarantee")), Text(N_("Least for one dealer and period; empty is none.")))
        self.carries = self.check(N_("what was earned above the guarantee before counts against later ones"))
        self.by_days = self.check(N_("guarantee by the days of taking part"))
        self.expires = self.line(Text(N_("Runs out after months")), Text(N_("Empty is never.")))
        self.ceiling = self.line(
            Text(N_("Of one order, %")), Text(N_("How much of an order may be paid by it; empty is all."))
        )
        self.budget = self.line(Text(N_("Budget")), Text(N_("Most for everybody over the whole time; empty is none.")))
        self.note = self.line(Text(N_("Note")))
        self.inner.addStretch(1)

    def fill(self, policy: Policy) -> None:
        """Show a policy."""
        pay, minor = policy.payout, minor_per_unit(policy.payout.currency)
        self.way.choose(pay.form)
        self.rounding.choose(pay.rounding)
        self.carries.setChecked(pay.floor_carries)
        self.by_days.setChecked(pay.floor_by_days)
        said = ((self.currency, pay.currency), (self.cap, shown(pay.cap, minor)), (self.floor, shown(pay.floor, minor)),
                (self.expires, shown(pay.expires_months, 1)), (self.ceiling, shown(pay.use_ceiling, _PERCENT)),
                (self.budget, shown(policy.budget, minor)), (self.note, policy.note))  # fmt: skip
        for field, words in said:
            field.setText(words)

    def build(self, policy: Policy) -> Policy:
        """What stands here."""
        currency = self.currency.text().strip().upper()
        minor = minor_per_unit(currency)
        is_other = bool(currency) and currency != self.facts.currency
        words = N_("The rebate accounts are kept in {kept}: a policy in {currency} cannot be sent to approval here.")
        said = Text(words, {"kept": self.facts.currency, "currency": currency})
        self.form.complain(self.currency, said if is_other else "")
        pay = Payout(
            form=cast("Form", self.way.key()), currency=currency, rounding=cast("Rounding", self.rounding.key()),
            cap=self.value(self.cap, lambda: typed_or_none(self.cap.text(), minor), None),
            floor=self.value(self.floor, lambda: typed_or_none(self.floor.text(), minor), None),
            floor_carries=self.carries.isChecked(), floor_by_days=self.by_days.isChecked(),
            expires_months=self.value(self.expires, lambda: typed_or_none(self.expires.text(), 1), None),
            use_ceiling=self.value(self.ceiling, lambda: typed_or_none(self.ceiling.text(), _PERCENT), None),
        )  # fmt: skip
        budget = self.value(self.budget, lambda: typed_or_none(self.budget.text(), minor), None)
        return replace(policy, payout=pay, budget=budget, note=self.note.text().strip())
