"""The first step: a template or imported steps, code, name and days."""

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, cast

from PySide6.QtCore import Signal

from app.core.errors import UserError
from app.core.period import day_of
from app.core.texts import N_, Text
from app.incentives.policies.templates import begun
from app.incentives.policies.typed import typed_scaled
from app.incentives.policy import SPAN_TITLES, Policy, Span
from ui.core.controls import Choice
from ui.core.form import typed_day
from ui.incentives.policies.step import Step

if TYPE_CHECKING:
    from collections.abc import Hashable

    from ui.core.form import Field
    from ui.core.look import Look
    from ui.core.words import Words
    from ui.incentives.policies.facts import Facts

_STEPS = "steps:"


def day_typed(field: "Field") -> int:
    """The stored day in a field; raises UserError for none."""
    found = typed_day(field.text().strip())
    if found is None:
        raise UserError("Say the day, such as 2026-03-31.")
    return found


class StartStep(Step):
    """With what to begin, what it is called, when it counts."""

    title: ClassVar[str] = N_("What and when")
    begun = Signal(object)
    """Another policy to begin from was chosen."""

    def __init__(self, look: "Look", facts: "Facts", *, fresh: bool) -> None:
        """``fresh`` False changes a policy: it begins from nothing else, and its code stays."""
        super().__init__(look, facts)
        options: list[tuple[Hashable, Words]] = [(one.key, Text(one.title)) for one in facts.templates.values()]
        for n, one in enumerate(facts.steps):
            said = {"dealer": one.dealer or Text(N_("all dealers")), "from": day_of(one.policy.from_on)}
            options.append((f"{_STEPS}{n}", Text(N_("Imported steps: {dealer}, from {from}"), said)))
        self.start = Choice(look, options, name=Text(N_("Template or steps")))
        self.start.picked.connect(self._begin)
        self.form.add(Text(N_("Template or steps")), self.start, " ")
        self.code = self.line(Text(N_("{field} *"), {"field": Text(N_("Code"))}))
        self.name = self.line(Text(N_("{field} *"), {"field": Text(N_("Name"))}))
        self.name_en = self.line(Text(N_("Name in English")))
        self.first = self.line(Text(N_("Valid from")), inside="2026-01-01")
        self.last = self.line(Text(N_("Valid until")), inside="2026-12-31")
        self.span = self.choice(N_("Settled by"), SPAN_TITLES)
        late = Text(N_("Documents of a period that come so many days after it still count."))
        self.grace = self.line(Text(N_("Grace days")), late)
        when = Text(N_("So many days after the period's end it is settled; empty is at once."))
        self.pays = self.line(Text(N_("Settled after days")), when)
        self._said()
        self.form.show_row(self.start, shown=fresh)
        self.code.setEnabled(fresh)

    def _said(self) -> None:
        key = str(self.start.key())
        words = N_("As the file says them; of net sales without tax by shipping date.")
        self.form.set_hint(self.start, Text(words if key.startswith(_STEPS) else self.facts.templates[key].text))

    def _begin(self, _key: object) -> None:
        self._said()
        self.begun.emit(self.beginning())

    def beginning(self) -> Policy:
        """The policy to begin from, with what was typed so far."""
        key, code, name = str(self.start.key()), self.code.text(), self.name.text()
        if key.startswith(_STEPS):
            found = self.facts.steps[int(key.removeprefix(_STEPS))].policy
            return replace(found, code=code, name=name or found.name)
        first, last = (self._day(one) for one in (self.first, self.last))
        return begun(key, code=code, name=name, name_en=self.name_en.text(), from_on=first, to_on=last,
                     known=self.facts.templates)  # fmt: skip

    @staticmethod
    def _day(field: "Field") -> int:
        try:
            return day_typed(field)
        except UserError:
            return 0

    def fill(self, policy: Policy) -> None:
        """Show a policy."""
        for field, words in ((self.code, policy.code), (self.name, policy.name), (self.name_en, policy.name_en)):
            field.setText(words)
        for field, day in ((self.first, policy.from_on), (self.last, policy.to_on)):
            field.setText(day_of(day).isoformat() if day else "")
        self.span.choose(policy.span)
        self.grace.setText(str(policy.grace_days or ""))
        self.pays.setText(str(policy.pays_on_day or ""))

    def build(self, policy: Policy) -> Policy:
        """What stands here."""
        return replace(
            policy, code=self.value(self.code, self._code, ""), name=self.value(self.name, self._name, ""),
            name_en=self.name_en.text().strip(), span=cast("Span", self.span.key()),
            from_on=self.value(self.first, lambda: day_typed(self.first), 0),
            to_on=self.value(self.last, self._last, 0),
            grace_days=self.value(self.grace, lambda: typed_scaled(self.grace.text() or "0", 1), 0),
            pays_on_day=self.value(self.pays, lambda: typed_scaled(self.pays.text() or "0", 1), 0),
        )  # fmt: skip

    def hush(self) -> None:
        """Nothing is wrong yet with a code and a name that nobody has come to type."""
        for field in (self.code, self.name):
            if not field.text().strip():
                self.form.complain(field, "")

    def _code(self) -> str:
        if not self.code.text().strip():
            raise UserError("Give the policy a code.")
        return self.code.text().strip()

    def _name(self) -> str:
        if not self.name.text().strip():
            raise UserError("Give the policy a name.")
        return self.name.text().strip()

    def _last(self) -> int:
        found = day_typed(self.last)
        if found < self._day(self.first):
            raise UserError("The policy ends before it begins; choose a later last day.")
        return found
