"""The page of approvals: what waits and what was decided, the rules, and who has a passphrase."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QStackedWidget

from app.approvals.enrolling import remove_rule, set_passphrase, set_rule
from app.approvals.queries import ApprovalRow, approvals
from app.approvals.rules import KIND_TITLES, Rule
from app.approvals.showing import Shown, show_approval
from app.core.errors import UserError
from app.core.texts import N_, Text, texts
from ui.approvals.acts import Acts
from ui.approvals.card import ApprovalView, state_pill
from ui.approvals.reading import ApprovalsSheet, read_approvals, read_currency
from ui.approvals.rules import ConsentDialog, PassphraseDialog, RuleDialog
from ui.core.ask import AskDialog
from ui.core.card import Card
from ui.core.controls import Button, Segments
from ui.core.drawer import Drawer
from ui.core.page import Command, Context, Found, Page
from ui.core.table import Table
from ui.core.table_columns import Column

if TYPE_CHECKING:
    from app.bootstrap import Desk

WAITING, DECIDED, RULES, PEOPLE = "waiting", "decided", "rules", "passphrases"


class ApprovalsPage(Page):
    """Who approves what, by own passphrase or from the company's approval system."""

    title: ClassVar[str] = N_("Approvals")
    watches: ClassVar[frozenset[str]] = frozenset(
        {"approval", "approval_decision", "approval_rule", "passphrase", "person", "setting"}
    )

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context, scroll=False)
        self.sheet: ApprovalsSheet | None = None
        self.view: ApprovalView | None = None
        self._wanted, self._currency = "", read_currency(context.desk)
        self.acts = Acts(context, self)
        self.what = Segments(self.look, (
            (WAITING, Text(N_("To decide"))), (DECIDED, Text(N_("Approved or refused"))), (RULES, Text(N_("Rules"))),
            (PEOPLE, Text(N_("Passphrases"))),
        ))  # fmt: skip
        words = N_("Policies, settlements, adjustments and money of funds come here when somebody asks for approval.")
        self.waiting = self._approvals_table("waiting", Text(N_("Nothing waits for approval")), Text(words))
        self.decided = self._approvals_table("decided", Text(N_("Nothing was decided yet")), "")
        self.rules, self.people = self._rules_table(), self._people_table()
        self._tables = {WAITING: self.waiting, DECIDED: self.decided, RULES: self.rules, PEOPLE: self.people}
        self.change_button = Button(self.look, Text(N_("Change…")), self.change_rule, icon="pencil")
        self.remove_button = Button(self.look, Text(N_("Remove")), self.remove_rule, icon="trash-2")
        self.new_button = Button(self.look, Text(N_("New rule…")), lambda: self.ask_rule(None), icon="plus",
                                 kind="primary", shortcut="Ctrl+N")  # fmt: skip
        self.set_button = Button(self.look, Text(N_("Set a passphrase…")), self.ask_passphrase, icon="lock",
                                 kind="primary")  # fmt: skip
        self.drawer = Drawer(self.look, self, share=0.54)
        self._arrange()

    # -- tables -------------------------------------------------------------------------------------------------------

    def _approvals_table(self, name: str, empty: Text, text: "Text | str") -> Table:
        columns = (
            Column("state", Text(N_("State")), "pill", 190, get=state_pill),
            Column("kind", Text(N_("Kind")), width=168, get=lambda one: Text(KIND_TITLES[one.kind])),
            Column("title", Text(N_("Subject")), stretch=True, width=200),
            Column("amount_minor", self._money(Text(N_("Amount"))), "money", 130, places=2,
                   get=lambda one: self._e4(one.amount_minor)),
            Column("amount_title", Text(N_("What the amount is")), width=170, hidden=True,
                   get=lambda one: Text(one.amount_title)),
            Column("region", Text(N_("Region")), width=90, hidden=True,
                   get=lambda one: one.region or None),
            Column("made_by", Text(N_("Asked for by")), width=90),
            Column("made_on", Text(N_("Asked for on")), "date"),
            Column("next", Text(N_("Waits for")), width=160, hidden=name == "decided", get=self._next),
            Column("hash", Text(N_("SHA-256")), width=120, hidden=True, get=lambda one: one.content_sha256[:12]),
            Column("ref", Text(N_("Reference")), width=110, hidden=True),
        )  # fmt: skip
        table = Table(self.context, columns, name=f"approvals.{name}", title=Text(type(self).title), empty=empty,
                      empty_text=text)  # fmt: skip
        table.opened.connect(lambda one: self.show_approval(one.id))
        return table

    def _rules_table(self) -> Table:
        columns = (
            Column("kind", Text(N_("Kind")), width=180,
                   get=lambda one: Text(KIND_TITLES[one.kind]) if one.kind else Text(N_("Everything"))),
            Column("region", Text(N_("Region")), width=110, get=lambda one: one.region or Text(N_("All"))),
            Column("from_minor", self._money(Text(N_("From this amount on"))), "money", 190, places=2,
                   get=lambda one: self._e4(one.from_minor)),
            Column("steps", Text(N_("Steps")), stretch=True, width=300, get=self._steps),
            Column("note", Text(N_("Note")), width=200, get=lambda one: one.note or None),
            Column("ref", Text(N_("Reference")), width=110, hidden=True),
        )  # fmt: skip
        table = Table(
            self.context, columns, name="approvals.rules", title=Text(N_("Rules of approval")),
            empty=Text(N_("No rule yet")),
            empty_text=Text(N_("Without a rule one person other than the maker approves. Of the rules that are reached "
                               "the one with the highest amount counts.")),
        )  # fmt: skip
        table.opened.connect(lambda _one: self.change_rule())
        return table

    def _people_table(self) -> Table:
        columns = (
            Column("name", Text(N_("Person")), width=180, stretch=True),
            Column("set_on", Text(N_("Set on")), "date"),
            Column("witness", Text(N_("Vouched for by")), width=180, get=lambda one: one.witness or None),
            Column("wrong", Text(N_("Wrong passphrases in a row")), "number", 190),
        )
        return Table(
            self.context, columns, name="approvals.people", title=Text(N_("Passphrases")),
            empty=Text(N_("Nobody has a passphrase yet")),
            empty_text=Text(N_("Who approves on another person's computer proves by a passphrase of his own that he is "
                               "himself. Begin with one who approves, not with one who makes.")),
        )  # fmt: skip

    def _money(self, name: Text) -> Text:
        return self.look.formats.unit_title(name, self._currency)

    def _e4(self, minor: int) -> int | None:
        return None if self.sheet is None else self.sheet.e4(minor)

    def _next(self, one: ApprovalRow) -> Text | str | None:
        if self.sheet is None or one.state != "open":
            return None
        return self.sheet.who(one.steps[one.step]) or Text(N_("Anybody but the maker"))

    def _steps(self, one: Rule) -> str:
        sheet, anybody = self.sheet, self.look.t("Anybody but the maker")
        return "" if sheet is None else " → ".join(sheet.who(step) or anybody for step in one.steps)

    def _arrange(self) -> None:
        self.filters.addWidget(self.what)
        self.filters.addStretch(1)
        for button in (self.remove_button, self.change_button, self.new_button, self.set_button):
            self.buttons.addWidget(button)
        self.stack, card = QStackedWidget(), Card(self.look)
        for table in self._tables.values():
            self.stack.addWidget(table)
            table.picked.connect(lambda _one: self._enable())
        card.body.addWidget(self.stack)
        self.body.addWidget(card, 1)
        self.what.picked.connect(lambda _key: self._show_what())
        self.drawer.closed.connect(self._closed)
        self.look.language_changed.connect(self._again)
        self._show_what()

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the lists again, and the approval that is open."""
        desk = self.context.desk
        self.load(lambda _progress: read_approvals(desk), self._show)

    def _show(self, sheet: ApprovalsSheet) -> None:
        self.sheet = sheet
        waiting = [one for one in sheet.rows if one.state == "open"]
        self.waiting.set_rows(waiting)
        self.decided.set_rows([one for one in sheet.rows if one.state != "open"])
        self.rules.set_rows(list(sheet.rules))
        self.people.set_rows(list(sheet.enrolled))
        mine = sum(any(who.person_id == sheet.person for who in sheet.deciders[one.id]) for one in waiting)
        said = {"n": len(waiting), "mine": mine, "rules": len(sheet.rules), "people": len(sheet.enrolled)}
        self.say_subtitle(Text(N_("Waiting: {n}, for you: {mine} · rules: {rules} · passphrases: {people}"), said))
        self._enable()
        if self._wanted:
            self._read_approval()

    def _again(self) -> None:
        if self.sheet is not None:
            self._show(self.sheet)

    def _show_what(self) -> None:
        what = str(self.what.key())
        self.stack.setCurrentWidget(self._tables[what])
        for button in (self.remove_button, self.change_button, self.new_button):
            button.setVisible(what == RULES)
        self.set_button.setVisible(what == PEOPLE)
        self._enable()

    def _enable(self) -> None:
        writes = not self.context.desk.db.read_only
        for button in (self.remove_button, self.change_button):
            button.setEnabled(writes and self.rules.current is not None)
        for button in (self.new_button, self.set_button):
            button.setEnabled(writes)

    # -- one approval -------------------------------------------------------------------------------------------------

    def show_approval(self, approval_id: str) -> None:
        """Open an approval beside the list."""
        self._wanted = approval_id
        self._read_approval()

    def _read_approval(self) -> None:
        desk, wanted = self.context.desk, self._wanted

        def work(_progress: object) -> Shown:
            with desk.db.read() as session:
                return show_approval(session, desk.workspace.files, wanted)

        self.load(work, self._show_approval, key="approval")

    def _show_approval(self, shown: Shown) -> None:
        if self.sheet is None or shown.row.id != self._wanted:
            return
        self.view = ApprovalView(self.context, self.sheet, shown, self.acts)
        self.drawer.show_widget(shown.row.title, self.view, shown.row.ref)

    def _closed(self) -> None:
        self._wanted, self.view = "", None

    # -- rules and passphrases ----------------------------------------------------------------------------------------

    def change_rule(self) -> None:
        """Change the chosen rule."""
        if self.rules.current is not None:
            self.ask_rule(self.rules.current.id)

    def ask_rule(self, rule_id: str | None) -> None:
        """Ask for a rule, new or changed, and keep it."""
        if self.sheet is None:
            return
        old = next((one for one in self.sheet.rules if one.id == rule_id), None)
        dialog = RuleDialog(self.look, self, self.sheet, old)
        db, said = self.context.desk.db, Text(N_("The rule counts from now on."))
        self._try_in(
            dialog, Text(N_("Saving a rule of approval")),
            lambda: partial(set_rule, db, rule_id=rule_id or "", **dialog.rule), said,
        )  # fmt: skip

    def _try_in(
        self, dialog: AskDialog, title: Text, step: Callable[[], Callable[[], object]], said: Text | None = None
    ) -> None:
        """Run a dialog that stays open, with everything typed, until its step succeeded; ``step`` reads its values."""

        def attempt(_values: object, done: Callable[[], None], failed: Callable[[UserError], None]) -> None:
            work = step()

            def well(_result: object) -> None:
                done()
                if said is not None:
                    self.context.notify("good", said)

            self.tasks.run(title, lambda _progress: work(), well, owner=self, failed=failed)

        dialog.try_first(attempt, next(reversed(dialog.fields), ""))
        dialog.run()
        dialog.deleteLater()

    def remove_rule(self) -> None:
        """Take the chosen rule out, with somebody else's consent once anybody can give it."""
        rule = self.rules.current
        if self.sheet is None or rule is None:
            return
        dialog = ConsentDialog(self.look, self, self.sheet, Text(N_("Take out a rule of approval")))
        db = self.context.desk.db
        self._try_in(
            dialog, Text(N_("Taking out a rule of approval")),
            lambda: partial(remove_rule, db, rule_id=rule.id, **dialog.values),
        )  # fmt: skip

    def ask_passphrase(self) -> None:
        """Ask for a person's passphrase and keep its verifier."""
        if self.sheet is None:
            return
        chosen = self.people.current
        dialog = PassphraseDialog(self.look, self, self.sheet, chosen.person_id if chosen else self.sheet.person)
        db = self.context.desk.db
        self._try_in(
            dialog, Text(N_("Setting a passphrase")), lambda: partial(set_passphrase, db, **dialog.told),
            Text(N_("The passphrase is set.")),
        )  # fmt: skip

    # -- where to -----------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``what`` (waiting, decided, rules, passphrases), ``approval`` (an id: opened)."""
        if target.get("what") in self._tables:
            self.what.choose(str(target["what"]))
            self._show_what()
        wanted = target.get("approval") or target.get("id")
        if wanted:
            self._wanted = str(wanted)
            if self.sheet is not None:
                self._read_approval()

    def commands(self) -> list[Command]:
        """The lists, a rule, a passphrase."""
        return [
            Command(Text(N_("What waits for approval")), lambda: self.open({"what": WAITING}), "lock"),
            Command(Text(N_("Rules of approval")), lambda: self.open({"what": RULES}), "sliders-horizontal"),
            Command(Text(N_("New rule of approval")), lambda: self.ask_rule(None), "plus"),
            Command(Text(N_("Set a passphrase")), self.ask_passphrase, "lock"),
        ]

    @classmethod
    def hits(cls, desk: "Desk", lang: str, text: str) -> list[Found]:
        """Approvals by subject and reference."""
        wanted, t = text.strip().casefold(), texts(lang)
        if len(wanted) < 2:
            return []
        with desk.db.read() as session:
            rows = approvals(session)
        named = [(one, t.render(one.title)) for one in rows]
        return [
            Found(title, f"{t(KIND_TITLES[one.kind])} · {one.ref}", "approvals", {"approval": one.id}, "lock")
            for one, title in named
            if wanted in f"{title} {one.ref}".casefold()
        ][:10]
