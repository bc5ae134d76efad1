"""Rebate accounts: what was accrued, credited, used, taken back and is left, by dealer and day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout

from app.core.errors import UserError
from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.incentives.ledger.reading import SOON_DAYS, AccountRow, AccountView, read_account, read_accounts
from app.incentives.ledger.uses import post_expiries, post_uses, use_rebate
from app.incentives.rounding import e4_per_minor
from ui.core.ask import Ask, ask
from ui.core.card import Card, list_card
from ui.core.controls import Button
from ui.core.drawer import Drawer
from ui.core.page import Command, Context
from ui.core.panel import Panel
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label
from ui.incentives.explain.view import PayoutView, posted
from ui.incentives.settlement.postings import Posted, entry_table

_E4 = e4_per_minor("CNY")


@dataclass(frozen=True)
class View:
    """What the panel shows, read in a worker."""

    rows: tuple[AccountRow, ...]
    account: AccountView | None


class AccountsPanel(Panel):
    """All accounts at the left, the picked one's rows at the right."""

    title: ClassVar[str] = N_("Rebate accounts")
    watches: ClassVar[frozenset[str]] = frozenset({"incentive_posting", "incentive_entry", "party"})

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context)
        self.view: View | None = None
        self._dealer = ""
        self.table = self._table()
        self.table.picked.connect(self._pick)
        self.rows = entry_table(context, "incentives.account.rows", dealers=False)
        self.rows.opened.connect(self.explain)
        self.sums = Label(self.look, "", wrap=True)
        self.left = Label(self.look, "", "dim", wrap=True)
        self.totals = Label(self.look, "", "strong", wrap=True)
        tip = Text(N_("Receipts of the form rebate that the ledger does not know yet"))
        self.read_button = Button(self.look, Text(N_("Read uses")), self.read_uses, icon="file-down", tip=tip)
        self.expire_button = Button(self.look, Text(N_("Post what ran out")), self.expire, icon="clock")
        self.use_button = Button(self.look, Text(N_("Use…")), self.ask_use, icon="wallet")
        self.dealer_button = Button(self.look, Text(N_("Open dealer")), self.open_dealer, icon="external-link")
        self.card = Card(self.look, Text(N_("Rebate account")))
        self._arrange()
        self.drawer = Drawer(self.look, self, share=0.6, least=640)

    def _table(self) -> Table:
        title = self.look.formats.unit_title
        columns = (
            Column("dealer", Text(N_("Dealer")), stretch=True, width=150, get=lambda one: one.dealer.name),
            Column("code", Text(N_("Code")), width=80, hidden=True, get=lambda one: one.dealer.code),
            Column("balance", title(Text(N_("Balance"))), "money", 104, places=2, get=_of("usable"),
                   tone=lambda one: "bad" if one.balance.usable < 0 else None),
            Column("owed", title(Text(N_("Unsettled"))), "money", 104, places=2, get=_of("owed")),
            Column("accrued", title(Text(N_("Accrued"))), "money", 104, places=2, hidden=True, get=_of("accrued")),
            Column("credited", title(Text(N_("Credited"))), "money", 104, places=2, hidden=True,
                   get=_of("credited")),
            Column("paid", title(Text(N_("Paid in cash"))), "money", 104, places=2, hidden=True, get=_of("paid")),
            Column("used", title(Text(N_("Used"))), "money", 104, places=2, hidden=True, get=_of("used")),
            Column("clawed", title(Text(N_("Taken back"))), "money", 104, places=2, hidden=True,
                   get=_of("clawed_back")),
            Column("expired", title(Text(N_("Run out"))), "money", 104, places=2, hidden=True, get=_of("expired")),
            Column("locked", title(Text(N_("Locked"))), "money", 80, places=2, hidden=True, get=_of("locked")),
            Column("soon", title(Text(N_("Runs out soon"))), "money", 104, places=2,
                   get=lambda one: one.soon_minor * _E4, tip=Text(N_("Within {n} days"), {"n": SOON_DAYS})),
        )  # fmt: skip
        return Table(
            self.context, columns, name="incentives.accounts", title=Text(N_("Rebate accounts")),
            empty=Text(N_("Nobody has a rebate account")),
        )  # fmt: skip

    def _arrange(self) -> None:
        left = list_card(self.look, self.totals, (self.read_button, self.expire_button), self.table)
        self.card.buttons.addWidget(self.use_button)
        self.card.buttons.addWidget(self.dealer_button)
        self.card.body.addWidget(self.sums)
        self.card.body.addWidget(self.left)
        self.card.body.addWidget(self.rows, 1)
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(left, 7)
        line.addWidget(self.card, 6)
        self.body.addLayout(line, 1)

    # -- reading ------------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``{"dealer": party id}``: that account."""
        self._dealer = str(target.get("dealer") or self._dealer)

    def reload(self) -> None:
        """Read every account as of today and the picked one's rows."""
        desk, wanted = self.context.desk, self._dealer
        today = day_number(desk.clock.today())

        def work(_progress: Progress) -> View:
            with desk.db.read() as session:
                rows = tuple(read_accounts(session, today))
                ids = [one.dealer.party_id for one in rows]
                chosen = wanted if wanted in ids else next(iter(ids), "")
                return View(rows, read_account(session, chosen, today) if chosen else None)

        self.load(work, self._show)

    def _show(self, view: View) -> None:
        self.view = view
        writes = not self.context.desk.db.read_only
        for button in (self.read_button, self.expire_button, self.use_button):
            button.setEnabled(writes)
        if not view.rows:
            self.show_empty(
                Text(N_("Nobody has a rebate account yet")),
                Text(N_("An account begins with the first accrual or settlement of a signed policy.")), icon="wallet",
                action=Text(N_("To the settlement")), on=lambda: self.go_to("settlement", {}),
            )  # fmt: skip
            return
        exact = self.look.formats.exact_money
        self.totals.say(Text(N_("Balance {balance} · unsettled {owed}"), {
            "balance": exact(sum(one.balance.usable for one in view.rows) * _E4),
            "owed": exact(sum(one.balance.owed for one in view.rows) * _E4)}))  # fmt: skip
        self.table.set_rows(view.rows)
        self._show_account(view.account)

    def _pick(self, one: object) -> None:
        if not isinstance(one, AccountRow) or one.dealer.party_id == self._dealer:
            return
        self._dealer = one.dealer.party_id
        desk, dealer = self.context.desk, self._dealer
        today = day_number(desk.clock.today())

        def work(_progress: Progress) -> AccountView:
            with desk.db.read() as session:
                return read_account(session, dealer, today)

        self.tasks.run(Text(N_("Reading the account")), work, self._show_account, owner=self, key="account")

    def _show_account(self, found: AccountView | None) -> None:
        if found is None:
            return
        self._dealer = found.dealer.party_id
        self.card.title.say(found.dealer.name)
        balance, exact = found.account.balance, self.look.formats.exact_money
        self.sums.say(Text(
            N_("Accrued {accrued}, credited {credited}, used {used}, taken back {clawed}, run out {expired}: "
               "balance {balance}"),
            {
                "accrued": exact(balance.accrued * _E4), "credited": exact(balance.credited * _E4),
                "used": exact(balance.used * _E4), "clawed": exact(balance.clawed_back * _E4),
                "expired": exact(balance.expired * _E4), "balance": exact(balance.usable * _E4),
            },
        ))  # fmt: skip
        ends = [one for one in found.lots if one.expires_on is not None]
        self.left.say(
            Text(N_("Runs out next: {amount} on {day}"), {
                "amount": exact(ends[0].left_minor * _E4), "day": self.look.formats.day(ends[0].expires_on)})
            if ends else ""
        )  # fmt: skip
        self.left.setVisible(bool(ends))
        self.rows.set_rows([Posted(one, found.dealer) for one in reversed(found.account.entries)])

    def retranslate(self) -> None:
        """The account's words in the other language."""
        if self.view is not None and self.view.rows:
            self.reload()

    # -- acts ---------------------------------------------------------------------------------------------------------

    def read_uses(self) -> None:
        """Post what receipts say of uses."""
        desk = self.context.desk
        self._post(N_("Reading uses"), lambda: post_uses(desk.db, desk.workspace.files))

    def expire(self) -> None:
        """Post what ran out."""
        desk = self.context.desk
        self._post(N_("Posting what ran out"), lambda: post_expiries(desk.db, desk.workspace.files))

    def _post(self, title: str, step: Callable[[], object]) -> None:
        def done(made: object) -> None:
            words = N_("Posted.") if made else N_("There is nothing to post.")
            self.context.notify("good" if made else "info", Text(words))
            self.reload()

        self.tasks.run(Text(title), lambda _p: step(), done, owner=self, key="act", failed=self._no)

    def _no(self, error: UserError) -> None:
        self.context.notify("warn", error.text)
        self.reload()

    def ask_use(self) -> None:
        """Pay a part of an order out of the shown account."""
        dealer, desk = self._dealer, self.context.desk
        if not dealer:
            return
        fields = [
            Ask("order", Text(N_("Order number")), needed=True),
            Ask("total", Text(N_("Order total with tax, yuan")), needed=True, read=_minor),
            Ask("amount", Text(N_("Paid by rebate, yuan")), needed=True, read=_minor),
        ]
        found = ask(self.look, self, Text(N_("Use the rebate account")), fields, accept=Text(N_("Post")))
        if found is None:
            return
        today = day_number(desk.clock.today())
        self._post(
            N_("Posting"),
            lambda: use_rebate(
                desk.db, desk.workspace.files, party_id=dealer, amount_minor=int(found["amount"] or 0),
                order_no=str(found["order"]), order_minor=int(found["total"] or 0), day_on=today,
            ),
        )  # fmt: skip

    def explain(self, one: object) -> None:
        """How a posted payout came about."""
        if isinstance(one, Posted) and one.entry.row.figures:
            view = PayoutView(self.context, posted(one.entry.posting_id, one.entry.n))
            self.drawer.show_widget(one.dealer.name, view, one.entry.ref)

    def open_dealer(self) -> None:
        """The dealer's card."""
        if self._dealer:
            self.context.go("dealers", {"dealer": self._dealer})

    def commands(self) -> list[Command]:
        """What moves accounts by itself."""
        return [
            Command(Text(N_("Read uses of rebates")), self.read_uses, "file-down"),
            Command(Text(N_("Post what ran out of rebate accounts")), self.expire, "clock"),
        ]


def _of(name: str) -> Callable[[AccountRow], int]:
    def get(one: AccountRow) -> int:
        found = getattr(one.balance, name)
        return int(found) * _E4

    return get


def _minor(words: str) -> int:
    """Yuan as typed in 分; raises UserError for anything else."""
    try:
        found = Decimal(words.replace(",", "").replace("，", "").strip()) * 100
        if found == found.to_integral_value():
            return int(found)
    except ArithmeticError:
        pass
    raise UserError("“{text}” is no amount such as 1200.50.", text=words)
