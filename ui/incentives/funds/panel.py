"""The part of funds: what is left of each budget, and every request from its asking to its payment."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from app.core.errors import UserError
from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.dealers.queries import DealerRow, list_parties
from app.dealers.typed import amount
from app.incentives.funds.queries import FundRow, RequestRow, list_funds, list_requests
from app.incentives.funds.rules import Act, allowed
from app.incentives.funds.service import ask_money, change_request, claim, drop_request, pay, prove, submit_request
from app.incentives.rounding import e4_per_minor
from app.incentives.words import FUND_STATES
from ui.core.ask import Ask, ask, ask_dealer
from ui.core.card import Card, row
from ui.core.context import Command
from ui.core.controls import Button
from ui.core.files import ask_files, open_file
from ui.core.panel import Panel
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Tone

if TYPE_CHECKING:
    from ui.core.context import Context

_TONES: Final[Mapping[str, Tone]] = {
    "requested": "dim", "approving": "warn", "approved": "brand", "refused": "bad", "proven": "brand",
    "claimed": "warn", "paid": "good", "dropped": "dim",
}  # fmt: skip


_FUNDS_PX: Final = 168
"""A few funds; more of them scroll."""


class _Read(NamedTuple):
    """What the part shows."""

    funds: list[FundRow]
    requests: list[RequestRow]
    dealers: list[DealerRow]
    today: int


class FundsPanel(Panel):
    """Funds with their budgets above, requests below."""

    title: ClassVar[str] = N_("Market money")
    watches: ClassVar[frozenset[str]] = frozenset(
        {"fund_request", "attachment", "approval", "approval_decision", "incentive_posting", "policy_version", "party"}
    )

    def __init__(self, context: "Context") -> None:
        """Empty until it is shown."""
        super().__init__(context)
        look = self.look
        self.found: _Read | None = None
        self._wanted = ""
        self.funds, self.list = self._funds_table(), self._list_table()
        self.new_button = Button(look, Text(N_("Ask for money…")), self.ask_new, icon="plus", kind="primary",
                                 shortcut="Ctrl+N")  # fmt: skip
        self.change_button = Button(look, Text(N_("Change…")), self.ask_change, icon="pencil", kind="quiet")
        self.drop_button = Button(look, Text(N_("Drop…")), self.ask_drop, icon="ban", kind="quiet")
        self.submit_button = Button(look, Text(N_("Ask for approval")), self.submit, icon="share-2")
        self.prove_button = Button(look, Text(N_("Hand in the proof…")), self.ask_proof, icon="upload")
        self.claim_button = Button(look, Text(N_("Claim…")), self.ask_claim, icon="file-text")
        self.pay_button = Button(look, Text(N_("Pay")), self.pay, icon="wallet")
        self.proof_button = Button(look, Text(N_("Open the proofs")), self.open_proofs, icon="eye", kind="quiet")
        self._acts: tuple[tuple[Button, Act], ...] = (
            (self.change_button, "change"), (self.drop_button, "drop"), (self.submit_button, "submit"),
            (self.prove_button, "prove"), (self.claim_button, "claim"), (self.pay_button, "pay"),
        )  # fmt: skip
        self.actions_shown = (self.new_button,)
        self._arrange()

    # -- tables -------------------------------------------------------------------------------------------------------

    def _funds_table(self) -> Table:
        titled = self.look.formats.unit_title

        def e4(name: str) -> Callable[[FundRow], int | None]:
            return lambda one: _e4(getattr(one, name), one.version.policy.payout.currency)

        columns = (
            Column("code", Text(N_("Code")), width=120),
            Column("name", Text(N_("Fund")), stretch=True, width=200, get=lambda one: one.name),
            Column("budget", titled(Text(N_("Budget"))), "money", places=2, get=e4("budget_minor")),
            Column("held", titled(Text(N_("Held by requests"))), "money", 150, places=2, get=e4("held_minor")),
            Column("paid", titled(Text(N_("Paid"))), "money", places=2, get=e4("paid_minor")),
            Column("left", titled(Text(N_("Left of the budget"))), "money", 160, places=2, get=e4("left_minor")),
            Column("requests", Text(N_("Requests")), "number", 90),
        )  # fmt: skip
        return Table(
            self.context, columns, name="incentives.funds", title=Text(N_("Market development funds")),
            empty=Text(N_("No fund is in effect")),
            empty_text=Text(N_("Make a policy from the template of a fund, with its budget, and have it approved.")),
            tools=False,
        )  # fmt: skip

    def _list_table(self) -> Table:
        day, titled = self.look.formats.day, self.look.formats.unit_title

        def e4(name: str) -> Callable[[RequestRow], int | None]:
            return lambda one: _e4(getattr(one, name), one.currency)

        columns = (
            Column("state", Text(N_("State")), "pill", 150,
                   get=lambda one: State(Text(FUND_STATES[one.state]), _TONES[one.state])),
            Column("dealer", Text(N_("Dealer")), width=170),
            Column("title", Text(N_("Subject")), stretch=True, width=180),
            Column("from", Text(N_("Activity from")), width=110, get=lambda one: day(one.from_on)),
            Column("to", Text(N_("Activity until")), width=110, get=lambda one: day(one.to_on), hidden=True),
            Column("requested", titled(Text(N_("Amount asked for"))), "money", 132, places=2,
                   get=e4("requested_minor")),
            Column("claimed", titled(Text(N_("Amount claimed"))), "money", 160, places=2, get=e4("claimed_minor")),
            Column("paid", titled(Text(N_("Paid"))), "money", 110, places=2, get=e4("paid_minor")),
            Column("proofs", Text(N_("Proofs")), "number", 74, get=lambda one: len(one.proofs), hidden=True),
            Column("policy", Text(N_("Fund")), width=150, hidden=True),
            Column("approval", Text(N_("Approval")), width=110, get=lambda one: one.approval_ref, hidden=True),
            Column("posting", Text(N_("Posting")), width=110, get=lambda one: one.posting_ref, hidden=True),
            Column("note", Text(N_("Note")), width=160, hidden=True),
            Column("ref", Text(N_("Reference")), width=110, hidden=True),
        )  # fmt: skip
        return Table(
            self.context, columns, name="incentives.fund_requests", title=Text(N_("Requests of market money")),
            empty=Text(N_("No request yet")),
            empty_text=Text(N_("Money for an activity is asked for here, approved, proven, claimed and paid.")),
        )  # fmt: skip

    def _arrange(self) -> None:
        upper, lower = Card(self.look), Card(self.look)
        upper.body.addWidget(self.funds)
        lower.body.addLayout(
            row(self.submit_button, self.prove_button, self.claim_button, self.pay_button, None, self.proof_button,
                self.change_button, self.drop_button)
        )  # fmt: skip
        lower.body.addWidget(self.list, 1)
        upper.setFixedHeight(_FUNDS_PX)
        self.body.addWidget(upper)
        self.body.addWidget(lower, 1)
        self.list.picked.connect(lambda _one: self._enable())
        self.list.opened.connect(lambda _one: self.ask_change() if self.change_button.isEnabled() else None)

    # -- reading ------------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``request`` is an id or a reference."""
        self._wanted = str(target.get("request", ""))

    def reload(self) -> None:
        """Read funds and requests."""
        desk, today = self.context.desk, day_number(self.context.desk.clock.today())

        def work(progress: Progress) -> _Read:
            with desk.db.read(progress) as session:
                return _Read(list_funds(session, today), list_requests(session), list(list_parties(session)), today)

        self.load(work, self._show)

    def _show(self, found: _Read) -> None:
        current: RequestRow | None = self.list.current
        wanted = self._wanted or (current.id if current is not None else "")
        self.found, self._wanted = found, ""
        self.funds.set_rows(found.funds)
        self.list.set_rows(found.requests)
        chosen = 0
        for n in range(self.list.grid.rowCount()):
            one = self.list.grid.row_at(n)
            chosen = n if wanted in {one.id, one.ref} else chosen
        if self.list.grid.rowCount():
            self.list.view.select(chosen)
        self._enable()

    def _enable(self) -> None:
        one: RequestRow | None = self.list.current
        writes = not self.context.desk.db.read_only
        for button, act in self._acts:
            may = one is not None and (allowed(act, one.state) or (act == "prove" and one.state == "proven"))
            button.setEnabled(writes and may)
        self.new_button.setEnabled(writes)
        self.proof_button.setEnabled(one is not None and bool(one.proofs))

    # -- doing --------------------------------------------------------------------------------------------------------

    def _fields(self, found: _Read, one: RequestRow | None) -> list[Ask]:
        currency = one.currency if one is not None else found.funds[0].version.policy.payout.currency
        plain = "" if one is None else _plain(_e4(one.requested_minor, currency) or 0)
        return [
            Ask("title", Text(N_("Subject")), value=one.title if one else "", needed=True),
            Ask("from_on", Text(N_("Activity from")), "day", one.from_on if one else found.today, needed=True),
            Ask("to_on", Text(N_("Activity until")), "day", one.to_on if one else found.today, needed=True),
            Ask("amount_e4", Text(N_("Amount")), value=plain, read=partial(_typed, currency), needed=True,
                hint=Text(N_("For example 500,000 or 50万"))),
            Ask("note", Text(N_("Note")), "long", one.note if one else ""),
        ]  # fmt: skip

    def ask_new(self) -> None:
        """A new request."""
        found = self.found
        if found is None or not found.funds:
            self.context.notify("info", Text(N_("No fund is in effect; its policy has to be signed first.")))
            return
        funds = [(one.policy_id, f"{one.code} {one.name}") for one in found.funds]
        asked = [
            Ask("policy_id", Text(N_("Fund")), "choice", funds[0][0], funds),
            ask_dealer("party_id", found.dealers, needed=True), *self._fields(found, None),
        ]  # fmt: skip
        values = ask(self.look, self, Text(N_("Ask for market money")), asked, accept=Text(N_("Ask")))
        if values is not None:
            self.keep_new(values)

    def keep_new(self, values: Mapping[str, Any]) -> None:
        """Keep a request as the dialog gave it."""
        db = self.context.desk.db
        fund = next(one for one in self.found.funds if one.policy_id == values["policy_id"]) if self.found else None
        currency = fund.version.policy.payout.currency if fund else "CNY"
        said = _said(values, currency) | {"policy_id": values["policy_id"], "party_id": values["party_id"]}

        def done(made: str) -> None:
            self._wanted = made
            self.context.notify("good", Text(N_("The request is kept; ask for its approval next.")))
            self.reload()

        self.tasks.run(Text(N_("Asking for market money")), lambda _progress: ask_money(db, **said), done, owner=self)

    def ask_change(self) -> None:
        """Other values of the chosen request, before it is approved."""
        found, one = self.found, self.list.current
        if found is None or one is None:
            return
        asked, title = self._fields(found, one), Text(N_("Change a request of market money"))
        values = ask(self.look, self, title, asked, accept=Text(N_("Save")))
        if values is not None:
            said, db = _said(values, one.currency), self.context.desk.db
            self._run(title, lambda: change_request(db, request_id=one.id, **said),
                      Text(N_("Changed; what waited for approval is void.")))  # fmt: skip

    def submit(self) -> None:
        """Ask for approval of the chosen request."""
        self._step(N_("Asking for approval of market money"),
                   lambda one, desk: submit_request(desk.db, desk.workspace.files, request_id=one),
                   N_("It waits for approval on the page Approvals."))  # fmt: skip

    def ask_proof(self) -> None:
        """Files that prove the activity."""
        self.hand_in(ask_files(self.context, self, Text(N_("Hand in the proof…"))))

    def hand_in(self, paths: list[Path]) -> None:
        """Keep files as the proof of the chosen request."""
        if not paths:
            return

        def step(one: str, desk: Any) -> None:
            for path in paths:
                try:
                    data = path.read_bytes()
                except OSError as error:
                    why = error.strerror or str(error)
                    raise UserError("{file} cannot be read: {error}. Nothing was changed.", file=path.name,
                                    error=why) from error  # fmt: skip
                prove(desk.db, desk.workspace.files, request_id=one, name=path.name, data=data)

        self._step(N_("Handing in the proof"), step, N_("The proof is handed in."))

    def open_proofs(self) -> None:
        """Open the proofs of the chosen request with the system's programs for them."""
        one: RequestRow | None = self.list.current
        for each in one.proofs if one is not None else ():
            open_file(self.context, self, each)

    def ask_claim(self) -> None:
        """How much is claimed."""
        one: RequestRow | None = self.list.current
        if one is None:
            return
        most = one.claimed_minor or one.approved_minor or 0
        hint = Text(N_("At most what was approved."))
        field = Ask("amount_e4", Text(N_("Amount")), value=_plain(_e4(most, one.currency) or 0), needed=True,
                    read=partial(_typed, one.currency), hint=hint)  # fmt: skip
        values = ask(self.look, self, Text(N_("Claim market money")), [field], accept=Text(N_("Claim")),
                     note=one.title)  # fmt: skip
        if values is not None:
            minor = values["amount_e4"] // e4_per_minor(one.currency)
            self._step(N_("Claiming market money"), lambda id_, desk: claim(
                desk.db, request_id=id_, claimed_minor=minor
            ), N_("Claimed."))  # fmt: skip

    def pay(self) -> None:
        """Pay what was claimed."""
        self._step(N_("Paying market money"),
                   lambda one, desk: pay(desk.db, desk.workspace.files, request_id=one),
                   N_("Paid and posted to the ledger."))  # fmt: skip

    def ask_drop(self) -> None:
        """Give the chosen request up with a reason."""
        one: RequestRow | None = self.list.current
        if one is None:
            return
        field = Ask("reason", Text(N_("Reason")), "long", needed=True)
        values = ask(self.look, self, Text(N_("Drop the request")), [field], accept=Text(N_("Drop")), danger=True)
        if values is not None:
            reason = str(values["reason"])
            self._step(N_("Dropping a request of market money"),
                       lambda id_, desk: drop_request(desk.db, request_id=id_, reason=reason),
                       N_("Dropped; its money is free again."))  # fmt: skip

    def _step(self, title: str, step: Callable[[str, Any], object], said: str) -> None:
        one: RequestRow | None = self.list.current
        if one is not None:
            id_, desk = one.id, self.context.desk
            self._run(Text(title), lambda: step(id_, desk), Text(said))

    def _run(self, title: Text, work: Callable[[], object], said: Text) -> None:
        self.tasks.run(title, lambda _progress: work(), lambda _none: self.context.notify("good", said), owner=self,
                       key="step")  # fmt: skip

    def commands(self) -> list[Command]:
        """A new request."""
        return [Command(Text(N_("Ask for market money")), self.ask_new, "plus", "Ctrl+N")]


def _typed(currency: str, text: str) -> int:
    """An amount in whole minor units: nothing is cut off silently."""
    found = amount(text)
    if found % e4_per_minor(currency):
        raise UserError("“{text}” is not an amount.", text=text)
    return found


def _e4(minor: int | None, currency: str) -> int | None:
    return None if minor is None else minor * e4_per_minor(currency)


def _plain(value_e4: int) -> str:
    return f"{value_e4 // 10_000}" + (f".{value_e4 % 10_000:04d}".rstrip("0") if value_e4 % 10_000 else "")


def _said(values: Mapping[str, Any], currency: str) -> dict[str, Any]:
    said = {name: values[name] for name in ("title", "from_on", "to_on", "note")}
    return said | {"requested_minor": values["amount_e4"] // e4_per_minor(currency)}
