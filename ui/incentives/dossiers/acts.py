"""What may be done with a quarter's adjustments: each step as a button, and the dialogs that ask for the reasons."""

from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.core.db import Action
from app.core.errors import UserError
from app.core.period import day_number
from app.core.texts import N_, Text
from app.health.scheme import GRADES
from app.incentives.dossier import service
from app.incentives.dossier.queries import DossierLine, sums_of
from app.incentives.dossier.reading import read_addable
from app.incentives.dossier.rules import TREND_TITLES, TRENDS, Rule
from app.incentives.dossier.table import keep_rule
from app.incentives.dossier.wording import factor_text, minor_text
from app.incentives.policy import RATE_SCALE
from ui.core.ask import Ask, ask, ask_dealer
from ui.core.controls import Button
from ui.core.dialogs import confirm

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.core.progress import Progress
    from app.dealers.queries import DealerRow
    from app.incentives.dossier.reading import View
    from ui.core.context import Context
    from ui.core.words import Words


def typed_rate(words: str) -> int:
    """A typed per cent as millionths; raises UserError where it is none or has more than four places."""
    plain = words.strip().removesuffix("%").strip().replace("−", "-")
    try:
        value = Decimal(plain) * (RATE_SCALE // 100)
    except InvalidOperation as error:
        raise UserError("“{text}” is no per cent.", text=words) from error
    if not value.is_finite() or value != int(value):
        raise UserError("“{text}” is no per cent.", text=words)
    return int(value)


class Acts(QObject):
    """Only what may be done now is offered."""

    done = Signal()
    """A step was taken, or refused because something changed: read again."""

    def __init__(self, context: "Context", host: "QWidget") -> None:
        """``host`` is what dialogs stand over."""
        super().__init__(host)
        self.context, self.host = context, host
        self.view: View | None = None
        self.line: DossierLine | None = None
        look = context.look
        self.propose_button = Button(look, Text(N_("Make proposals")), self.propose, icon="refresh-cw")
        self.simulate_button = Button(look, Text(N_("Simulate")), self.simulate, icon="play")
        self.submit_button = Button(look, Text(N_("Submit together…")), self.submit, icon="share-2", kind="primary")
        self.effect_button = Button(look, Text(N_("Put into effect…")), self.put_into_effect, icon="shield-check",
                                    kind="primary")  # fmt: skip
        self.back_button = Button(look, Text(N_("Take back")), self.take_back, icon="undo-2")
        self.change_button = Button(look, Text(N_("Change…")), self.change, icon="pencil")
        self.drop_button = Button(look, Text(N_("Leave as it is…")), self.drop, icon="x")
        self.rule_button = Button(look, Text(N_("Change a rule…")), self.change_rule, icon="pencil")
        self.batch_buttons = (
            self.propose_button, self.simulate_button, self.back_button, self.submit_button, self.effect_button
        )  # fmt: skip
        self.add_button = Button(look, Text(N_("Add a dealer…")), self.add, icon="plus",
                                 tip=Text(N_("Propose for somebody of whom the table says nothing")))  # fmt: skip
        self.line_buttons = (self.add_button, self.change_button, self.drop_button)

    def show_view(self, view: "View") -> None:
        """Offer the steps of what is there."""
        self.view = view
        writes = not self.context.desk.db.read_only
        states = {one.state for one in view.lines}
        self.propose_button.setEnabled(writes and bool(view.policy_id and view.period))
        self.add_button.setEnabled(writes and view.from_on is not None and view.signed is not False)
        self.simulate_button.setEnabled(writes and bool(states & {"proposed", "simulated"}))
        ready = "simulated" in states and "proposed" not in states and "approving" not in states
        self.submit_button.setVisible(writes and ready)
        self.effect_button.setVisible(writes and "approved" in states)
        self.back_button.setVisible(writes and any(one.state == "refused" and one.approval_id for one in view.lines))
        self.rule_button.setEnabled(writes)
        self.pick(None)

    def pick(self, line: DossierLine | None) -> None:
        """Another dealer is chosen."""
        self.line = line
        for button in (self.change_button, self.drop_button):
            button.setEnabled(line is not None and line.is_open and not self.context.desk.db.read_only)

    def _run(
        self, title: Text, work: "Callable[[Progress], Any]", said: "Callable[[Any], Words] | None" = None
    ) -> None:
        def show(result: Any) -> None:
            if said is not None:
                self.context.notify("good", said(result))
            self.done.emit()

        self.context.tasks.run(title, work, show, owner=self, key="act", failed=self._refused)

    def _refused(self, error: object) -> None:
        self.context.notify("warn", getattr(error, "text", ""))
        self.done.emit()

    # -- the batch ----------------------------------------------------------------------------------------------------

    def propose(self) -> None:
        """Go through the quarter's grades by the table."""
        if (view := self.view) is None or not view.policy_id:
            return
        db = self.context.desk.db

        def work(_progress: "Progress") -> int:
            service.take_back(db, period=view.period, policy_id=view.policy_id)
            return service.propose_batch(db, period=view.period, policy_id=view.policy_id)

        self._run(Text(N_("Proposing adjustments")), work, lambda n: Text(N_("New proposals: {n}."), {"n": n}))

    def simulate(self) -> None:
        """Replay the past year with the proposals."""
        if (view := self.view) is None:
            return
        desk = self.context.desk
        self._run(
            Text(N_("Simulating the adjustments")),
            lambda progress: service.simulate_batch(
                desk.db, desk.workspace.files, period=view.period, policy_id=view.policy_id, progress=progress
            ),
            lambda _found: Text(N_("The effect stands in the table, over the last twelve months.")),
        )  # fmt: skip

    def submit(self) -> None:
        """Say what goes to approval, then send it."""
        if (view := self.view) is None:
            return
        desk, lang = self.context.desk, self.context.look.lang
        open_ones = [one for one in view.lines if one.is_open]
        sums = sums_of(open_ones)
        currency = next((one.currency for one in open_ones if one.currency), "")
        words = Text(
            N_("Adjustments: {n}, up: {up}, down: {down}; over the last twelve months {before} would have been {after}."
               "\n\nThey become one new version of the policy, which goes to approval with this list. Somebody else "
               "approves it; after that it can be put into effect."),
            {"n": sums.count, "up": sums.up, "down": sums.down, "before": minor_text(sums.before_minor, currency, lang),
             "after": minor_text(sums.after_minor, currency, lang)},
        )  # fmt: skip
        title = Text(N_("Submit the adjustments"))
        if confirm(self.context.look, self.host, title, words, accept=Text(N_("Submit"))):
            self._run(
                Text(N_("Sending the adjustments to approval")),
                lambda _p: service.submit_batch(
                    desk.db, desk.workspace.files, period=view.period, policy_id=view.policy_id
                ),
                lambda _id: Text(N_("The adjustments wait for approval; see the page Approvals.")),
            )  # fmt: skip

    def put_into_effect(self) -> None:
        """Say what becomes final, then sign the version."""
        if (view := self.view) is None:
            return
        db = self.context.desk.db
        asked = next((one.approval_id for one in view.lines if one.state == "approved"), "")
        words = Text(
            N_("The version that was approved is signed and counts from {day}. This is final; a later change is "
               "another version."), {"day": self.context.look.formats.day(view.from_on)},
        )  # fmt: skip
        title = Text(N_("Put the adjustments into effect"))
        if asked and confirm(self.context.look, self.host, title, words, accept=Text(N_("Put into effect"))):
            self._run(title, lambda _p: service.put_into_effect(db, approval_id=asked),
                      lambda _id: Text(N_("The adjustments are in effect.")))  # fmt: skip

    def take_back(self) -> None:
        """Free the policy from a refused version."""
        if (view := self.view) is None:
            return
        db = self.context.desk.db
        self._run(Text(N_("Taking back refused adjustments")),
                  lambda _p: service.take_back(db, period=view.period, policy_id=view.policy_id))  # fmt: skip

    # -- one dealer ---------------------------------------------------------------------------------------------------

    def add(self) -> None:
        """Read for whom something may be proposed by hand, then ask for whom, what and why."""
        if (view := self.view) is None or not view.policy_id:
            return
        db = self.context.desk.db

        def work(_progress: "Progress") -> "tuple[DealerRow, ...]":
            with db.read() as session:
                return read_addable(session, period=view.period, policy_id=view.policy_id)

        self.context.tasks.run(Text(N_("Reading the dealers")), work, partial(self._ask_added, view), owner=self,
                               key="act", failed=self._refused)  # fmt: skip

    def _ask_added(self, view: "View", found: "tuple[DealerRow, ...]") -> None:
        if not found:
            self.context.notify("info", Text(N_("Everybody who was assessed and takes part has a proposal already.")))
            return
        note = Text(N_("Assessed after {period} and without a proposal: {n}. 100 % counts once, 95 % takes five points "
                       "away."), {"period": view.period, "n": len(found)})  # fmt: skip
        asked = [
            ask_dealer("party_id", found, needed=True),
            Ask("factor", Text(N_("Factor, %")), needed=True, read=typed_rate),
            Ask("reason", Text(N_("Reason")), "long", needed=True),
        ]
        title = Text(N_("Propose for a dealer"))
        values = ask(self.context.look, self.host, title, asked, accept=Text(N_("Propose")), note=note)
        if values is not None:
            db, party, reason = self.context.desk.db, str(values["party_id"]), str(values["reason"])
            factor = int(values["factor"])
            self._run(
                title,
                lambda _p: service.add_proposal(
                    db, period=view.period, policy_id=view.policy_id, party_id=party, factor=factor, reason=reason
                ),
                lambda _id: Text(N_("The proposal is in the list; simulate its effect next.")),
            )

    def change(self) -> None:
        """Ask for another factor and why."""
        if (line := self.line) is None or not line.is_open:
            return
        note = Text(N_("{dealer}: now {before}, by the table {proposed}. The table's own factor needs no reason."),
                    {"dealer": line.dealer, "before": factor_text(line.before),
                     "proposed": "–" if line.proposed is None else factor_text(line.proposed)})  # fmt: skip
        asked = [
            Ask("factor", Text(N_("Factor, %")), value=factor_text(line.factor).removesuffix("%"), needed=True,
                read=typed_rate),
            Ask("reason", Text(N_("Reason")), "long", value=line.reason),
        ]  # fmt: skip
        title = Text(N_("Change the adjustment"))
        found = ask(self.context.look, self.host, title, asked, accept=Text(N_("Keep")), note=note)
        if found is not None:
            db, reason = self.context.desk.db, str(found["reason"])
            factor = int(found["factor"])
            self._run(title, lambda _p: service.change_factor(db, dossier_id=line.id, factor=factor, reason=reason))

    def drop(self) -> None:
        """Ask why nothing changes."""
        if (line := self.line) is None or not line.is_open:
            return
        asked = [Ask("reason", Text(N_("Reason")), "long", needed=True)]
        title = Text(N_("Leave {dealer} as it is"), {"dealer": line.dealer})
        found = ask(self.context.look, self.host, title, asked, accept=Text(N_("Leave as it is")))
        if found is not None:
            db, reason = self.context.desk.db, str(found["reason"])
            self._run(title, lambda _p: service.drop_dossiers(db, dossier_ids=[line.id], reason=reason))

    # -- the rules ----------------------------------------------------------------------------------------------------

    def change_rule(self) -> None:
        """Ask for one cell of the table and why it changes."""
        if self.view is None:
            return
        asked = [
            Ask("grade", Text(N_("Grade")), "choice", "A", [(one, one) for one in GRADES]),
            Ask("trend", Text(N_("Trend")), "choice", "up", [(one, Text(TREND_TITLES[one])) for one in TRENDS]),
            Ask("change", Text(N_("Change, points")), needed=True, read=typed_rate,
                hint=Text(N_("5 adds five points, -10 takes ten away, 0 takes the rule out"))),
            Ask("cap", Text(N_("Cap, %")), value="100", needed=True, read=typed_rate,
                hint=Text(N_("At most where it rises, at least where it falls"))),
            Ask("reason", Text(N_("Reason")), "long", needed=True),
        ]  # fmt: skip
        title = Text(N_("Change a rule of adjustments"))
        found = ask(self.context.look, self.host, title, asked, accept=Text(N_("Keep")))
        if found is not None:
            desk = self.context.desk
            rule = Rule(found["grade"], found["trend"], found["change"], found["cap"])
            today, reason = day_number(desk.clock.today()), str(found["reason"])
            action = Action(N_("Changed the rules of adjustments"), reason=reason)
            self._run(
                title,
                lambda _p: desk.db.write(
                    action, lambda session: keep_rule(session, rule=rule, reason=reason, today=today)
                ),
            )  # fmt: skip
