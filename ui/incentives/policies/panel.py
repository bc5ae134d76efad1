"""The part of the incentives page about policies: the list, a version's text, its versions, what differs."""

from collections.abc import Callable, Mapping
from typing import ClassVar, Final

from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.incentives.policies.queries import PolicyRow, VersionRow
from app.incentives.policy import KIND_TITLES
from ui.core.card import Card, row
from ui.core.context import Command, Context
from ui.core.controls import Button, Segments
from ui.core.panel import Panel
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label
from ui.incentives.policies.acts import Acts
from ui.incentives.policies.facts import Facts, read_facts
from ui.incentives.policies.reading import Chosen, PoliciesView, Wanted, read_policies
from ui.incentives.policies.text_view import TextView
from ui.incentives.policies.wizard import Wizard
from ui.incentives.policies.words import state_pill

TEXT, VERSIONS, COMPARE = "text", "versions", "compare"
_LIST_PX: Final = 446


class PoliciesPanel(Panel):
    """The policies with their versions and text."""

    title: ClassVar[str] = N_("Policies")
    watches: ClassVar[frozenset[str]] = frozenset(
        {"incentive_policy", "policy_version", "approval", "approval_decision", "party", "product"}
    )

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context)
        look = self.look
        self.view: PoliciesView | None = None
        self._wanted = Wanted()
        self.new_button = Button(look, Text(N_("New policy…")), self.add, icon="plus", kind="primary",
                                 shortcut="Ctrl+N")  # fmt: skip
        self.actions_shown = (self.new_button,)
        self.policies = self._policies_table()
        self.policies.picked.connect(self._pick)
        self.acts = Acts(context, self)
        self.acts.change_wanted.connect(self.change)
        self.acts.renew_wanted.connect(self.renew)
        self.acts.simulate_wanted.connect(lambda version: self.go_to("lab", {"panel": "lab", "versions": [version]}))
        self.what = Segments(
            look, ((TEXT, Text(N_("Text"))), (VERSIONS, Text(N_("Versions"))), (COMPARE, Text(N_("Compare"))))
        )
        self.what.picked.connect(lambda _key: self._show_what())
        self.facts = Label(look, "", "dim", wrap=True)
        self.text = TextView(look)
        self.versions, self.changes = self._versions_table(), self._changes_table()
        self.changed_words = Label(look, "", wrap=True)
        """The chosen difference in full: long sentences are cut in the table."""
        self.changes.picked.connect(self._say_change)
        self.versions.opened.connect(self._open_version)
        self._lay_out()
        look.language_changed.connect(self.reload)

    def _policies_table(self) -> Table:
        columns = (
            Column("code", Text(N_("Code")), width=74),
            Column("name", Text(N_("Name")), stretch=True, width=118),
            Column("state", Text(N_("State")), "pill", 124, get=lambda one: state_pill(one.newest.state)),
            Column("to", Text(N_("Valid until")), "date", 92, get=lambda one: one.newest.to_on),
            Column("kind", Text(N_("Kind")), width=110, hidden=True, get=lambda one: Text(KIND_TITLES[one.kind])),
            Column("owner", Text(N_("Owner")), width=90, hidden=True),
            Column("ref", Text(N_("Reference")), width=110, hidden=True),
        )
        return Table(self.context, columns, name="incentives.policies", title=Text(N_("Policies")),
                     empty=Text(N_("No policy yet")))  # fmt: skip

    def _versions_table(self) -> Table:
        columns = (
            Column("number", Text(N_("Version")), "number", 60),
            Column("state", Text(N_("State")), "pill", 132, get=lambda one: state_pill(one.state)),
            Column("from_on", Text(N_("Valid from")), "date", 94),
            Column("to_on", Text(N_("Valid until")), "date", 94, hidden=True),
            Column("counts", Text(N_("Counts on days")), width=184, get=self._counted),
            Column("reason", Text(N_("Reason")), stretch=True, width=100),
            Column("signed_on", Text(N_("Signed on")), "date", 100, hidden=True),
            Column("made_by", Text(N_("Made by")), width=80, hidden=True),
            Column("content_sha256", Text(N_("SHA-256 of the content")), width=150, hidden=True),
            Column("ref", Text(N_("Reference")), width=110, hidden=True),
        )
        return Table(self.context, columns, name="incentives.versions", title=Text(N_("Versions")), tools=False)

    def _counted(self, one: VersionRow) -> str:
        """The days on which a version counts, where a newer one does not."""
        if self.view is None or self.view.chosen is None:
            return ""
        day = self.look.formats.day
        return "; ".join(
            f"{day(span.first_on)} – {day(span.last_on)}"
            for span in self.view.chosen.policy.spans
            if span.number == one.number
        )

    def _changes_table(self) -> Table:
        columns = (
            Column("part", Text(N_("Part")), width=120),
            Column("before", Text(N_("Before")), stretch=True, width=220),
            Column("after", Text(N_("After")), stretch=True, width=220),
        )
        return Table(self.context, columns, name="incentives.changes", title=Text(N_("Compare")), tools=False,
                     empty=Text(N_("Nothing to compare")),
                     empty_text=Text(N_("The policy has one version, or its versions say the same.")))  # fmt: skip

    def _lay_out(self) -> None:
        self._parts = QStackedWidget()
        compared = QWidget()
        compared.setObjectName("clear")
        both = QVBoxLayout(compared)
        both.setContentsMargins(0, 0, 0, 0)
        both.addWidget(self.changes, 1)
        both.addWidget(self.changed_words)
        for part in (self.text, self.versions, compared):
            self._parts.addWidget(part)
        self.card = Card(self.look)
        self.card.body.addLayout(row(self.what, None, *self.acts.buttons))
        below = row(self.facts, self.acts.count)
        below.setStretch(0, 1)
        self.card.body.addLayout(below)
        self.card.body.addWidget(self._parts, 1)
        left = QWidget()
        left.setObjectName("clear")
        inner = QVBoxLayout(left)
        inner.setContentsMargins(0, 0, 10, 0)
        inner.addWidget(self.policies)
        self._split = QSplitter()
        self._split.setObjectName("clear")
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(left)
        self._split.addWidget(self.card)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([_LIST_PX, 700])
        self.body.addWidget(self._split, 1)

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """The list and the chosen version."""
        desk, lang, wanted = self.context.desk, self.look.lang, self._wanted
        self.load(lambda _progress: read_policies(desk, lang, wanted), self._show)

    def _show(self, view: PoliciesView) -> None:
        self.view = view
        self.policies.set_rows(view.policies)
        if view.chosen is None:
            self.acts.show_chosen(None)
            self.show_empty(
                Text(N_("No policy yet")),
                Text(N_("A policy says who gets what for which goods. Begin with one of the ten usual ones, or with "
                        "the rebate steps that were imported.")),
                icon="wallet", action=Text(N_("New policy…")), on=self.add,
            )  # fmt: skip
            return
        self._point_at(view.chosen.policy.id)
        self._show_chosen(view.chosen)

    def _point_at(self, policy: str) -> None:
        grid = self.policies.grid
        at = next((n for n in range(grid.rowCount()) if grid.row_at(n).id == policy), -1)
        if at >= 0:
            blocked = self.policies.blockSignals(True)
            self.policies.view.selectRow(at)
            self.policies.blockSignals(blocked)

    def _show_chosen(self, chosen: Chosen) -> None:
        self.acts.show_chosen(chosen)
        self.facts.say(self._said(chosen))
        self.text.show_text(chosen.text)
        self.versions.set_rows(chosen.policy.versions)
        self.changes.set_rows(chosen.changes)
        self._say_change(self.changes.current)
        self._show_what()

    def _said(self, chosen: Chosen) -> Text:
        """Where the version stands and what is next."""
        version, day = chosen.version, self.look.formats.day
        if version.state == "draft":
            return Text(N_("Next: simulate it on the past; without a simulation nothing goes to approval."))
        if version.state == "simulated":
            if chosen.settled:
                return Text(N_("{changed} The text tells it dealer by dealer. Next: to approval."),
                            {"changed": chosen.settled[0]})  # fmt: skip
            return Text(N_("Simulated on {day}; next: to approval."), {"day": day(version.simulated_on)})
        if chosen.refused:
            return Text(N_("The approval was refused or is void: take it back, change it, send it again."))
        if version.state == "approving":
            said = N_("Approved; next: sign it.") if chosen.approved else N_("Waits for approval by somebody else.")
            return Text(said)
        return Text(N_("Signed on {day}. SHA-256 of the text: {hash}"),
                    {"day": day(version.signed_on), "hash": (version.text_sha256 or "")[:16]})  # fmt: skip

    def _say_change(self, one: object) -> None:
        before, after = (getattr(one, name, "") for name in ("before", "after"))
        self.changed_words.setVisible(bool(before or after))
        words = N_("Before: {before}\nAfter: {after}")
        self.changed_words.say(Text(words, {"before": before or "–", "after": after or "–"}))

    def _show_what(self) -> None:
        self._parts.setCurrentIndex((TEXT, VERSIONS, COMPARE).index(str(self.what.key())))

    def _pick(self, line: object) -> None:
        if isinstance(line, PolicyRow) and line.id != self._shown_policy():
            self._wanted = Wanted(line.id)
            self.reload()

    def _shown_policy(self) -> str:
        return self.view.chosen.policy.id if self.view is not None and self.view.chosen is not None else ""

    def _open_version(self, line: object) -> None:
        if isinstance(line, VersionRow):
            self._wanted = Wanted(line.policy_id, line.number)
            self.what.choose(TEXT)
            self.reload()

    def open(self, target: Mapping[str, object]) -> None:
        """``policy`` (an id), ``number`` of its version, ``what`` (text, versions, compare)."""
        if target.get("policy"):
            number = target.get("number")
            self._wanted = Wanted(str(target["policy"]), number if isinstance(number, int) else 0)
        if target.get("what") in {TEXT, VERSIONS, COMPARE}:
            self.what.choose(str(target["what"]))

    # -- writing ------------------------------------------------------------------------------------------------------

    def add(self) -> None:
        """A new policy in the wizard."""
        self._wizard(lambda facts: Wizard.begin(self.context, self, facts))

    def change(self) -> None:
        """The draft in the wizard."""
        if self.view is not None and self.view.chosen is not None:
            kept = self.view.chosen.version
            self._wizard(lambda facts: Wizard.of_draft(self.context, self, facts, kept))

    def renew(self) -> None:
        """The next version in the wizard."""
        if self.view is not None and self.view.chosen is not None:
            kept = self.view.chosen.version
            self._wizard(lambda facts: Wizard.of_next(self.context, self, facts, kept))

    def _wizard(self, made: Callable[[Facts], Wizard]) -> None:
        """Read what there is to choose from, then ask."""
        desk, lang = self.context.desk, self.look.lang
        self.tasks.run(Text(N_("Reading names")), lambda _progress: read_facts(desk, lang),
                       lambda facts: self._run(made(facts)), owner=self, key="wizard")  # fmt: skip

    def _run(self, wizard: Wizard) -> None:
        if wizard.run():
            self._wanted = Wanted(wizard.saved_policy)
            self.reload()
        wizard.deleteLater()

    def commands(self) -> list[Command]:
        """A new policy, the views of the chosen one."""
        return [
            Command(Text(N_("New policy…")), self.add, "plus", "Ctrl+N"),
            Command(Text(N_("Compare versions of a policy")), lambda: self._see(COMPARE), "columns-3"),
            Command(Text(N_("Versions of a policy")), lambda: self._see(VERSIONS), "history"),
        ]

    def _see(self, what: str) -> None:
        self.what.choose(what)
        self._show_what()
