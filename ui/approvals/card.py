"""One approval in the drawer: what is asked, its hash and content, what was decided, and what can be done."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from app.approvals.queries import ApprovalRow, DecisionRow
from app.approvals.rules import KIND_TITLES, STATE_TITLES, VERDICT_TITLES
from app.approvals.showing import Shown, grouped
from app.core.texts import N_, Text
from app.incentives.policies.queries import version
from app.incentives.rounding import e4_per_minor
from ui.approvals.acts import Acts
from ui.approvals.reading import ApprovalsSheet
from ui.core.card import Card, row
from ui.core.controls import Button
from ui.core.files import open_bytes
from ui.core.table_columns import State
from ui.core.words import Label, Pill, Tone, Words

if TYPE_CHECKING:
    from ui.core.context import Context

_TONES: Final[Mapping[str, Tone]] = {"open": "warn", "approved": "good", "refused": "bad", "void": "dim"}
_PLACES: Final[Mapping[str, tuple[str, str]]] = {
    "adjustment_dossier": ("dossiers", "dossier"), "fund_request": ("funds", "request"),
    "incentive_posting": ("settlement", "posting"), "dispute": ("disputes", "dispute"),
}  # fmt: skip
"""Where on the page of incentives a record is seen: the part, and what it calls its target."""
_VERSION: Final = "policy_version"
_CONTENT_PX: Final = 260


def state_pill(one: ApprovalRow) -> State:
    """The pill of an approval's state."""
    return State(Text(STATE_TITLES[one.state]), _TONES[one.state])


class ApprovalView(QScrollArea):
    """An approval as one who decides it sees it; the page builds it anew after every change."""

    def __init__(self, context: "Context", sheet: ApprovalsSheet, shown: Shown, acts: Acts) -> None:
        """Shows the approval."""
        super().__init__()
        self.context, self.look, self.sheet, self.shown, self.acts = context, context.look, sheet, shown, acts
        inside = QWidget()
        inside.setObjectName("clear")
        self._body = QVBoxLayout(inside)
        self._body.setContentsMargins(0, 0, 8, 0)
        self._body.setSpacing(12)
        self._head()
        self._buttons()
        self._hash()
        self._decisions()
        self._content()
        self._body.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _head(self) -> None:
        look, one = self.look, self.shown.row
        state = state_pill(one)
        amount = look.formats.exact_money(self.sheet.e4(one.amount_minor), self.sheet.currency)
        parts: list[QWidget | None] = [
            Pill(look, state.words, state.tone), Label(look, Text(KIND_TITLES[one.kind])),
            Label(look, Text(one.amount_title), "dim"), Label(look, amount, "strong"),
        ]  # fmt: skip
        if one.about_entity in _PLACES or one.about_entity == _VERSION:
            parts += [None, Button(look, Text(N_("Open the record")), self._go, icon="external-link", kind="quiet")]
        else:
            parts.append(None)
        self._body.addLayout(row(*parts))
        said = {"name": one.made_by, "day": look.formats.day(one.made_on), "region": one.region}
        words = (
            N_("Asked for by {name} on {day} · region {region}") if one.region else N_("Asked for by {name} on {day}")
        )
        self._body.addWidget(Label(look, Text(words, said), "dim", wrap=True))

    def _buttons(self) -> None:
        look, one, writes = self.look, self.shown.row, not self.context.desk.db.read_only
        sheet, shown, acts = self.sheet, self.shown, self.acts
        self.approve_button = Button(look, Text(N_("Approve…")), lambda: acts.decide(sheet, shown, "yes"), icon="check",
                                     kind="primary")  # fmt: skip
        self.refuse_button = Button(look, Text(N_("Refuse…")), lambda: acts.decide(sheet, shown, "no"), icon="x")
        self.record_button = Button(look, Text(N_("From the approval system…")), lambda: acts.record(sheet, shown),
                                    icon="file-text")  # fmt: skip
        self.sheet_button = Button(look, Text(N_("Sheet (PDF)…")), lambda: acts.ask_sheet(sheet, shown),
                                   icon="file-down", kind="quiet")  # fmt: skip
        self.withdraw_button = Button(look, Text(N_("Take back")), lambda: acts.withdraw(shown), icon="undo-2",
                                      kind="quiet")  # fmt: skip
        waits = one.state == "open" and writes
        for button in (self.approve_button, self.refuse_button, self.record_button):
            button.setVisible(waits)
        self.withdraw_button.setVisible(waits and one.made_by_id == sheet.person)
        self._body.addLayout(row(self.approve_button, self.refuse_button, self.record_button, None))
        self._body.addLayout(row(self.sheet_button, self.withdraw_button, None))

    def _hash(self) -> None:
        card = Card(self.look, Text(N_("Hash of what is approved")))
        words = Label(self.look, grouped(self.shown.row.content_sha256), "strong", wrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.body.addWidget(words)
        said = Text(N_("SHA-256. A decision names it; content that changes has another one, and the approval is void."))
        card.body.addWidget(Label(self.look, said, "dim", wrap=True))
        self._body.addWidget(card)

    def _decisions(self) -> None:
        look, one = self.look, self.shown.row
        card = Card(look, Text(N_("Steps of the approval")))
        for given in one.decisions:
            state = State(Text(VERDICT_TITLES[given.verdict]), "good" if given.verdict == "yes" else "bad")
            card.body.addLayout(row(Label(look, self._decided(given), wrap=True), Pill(look, *state)))
            if given.reason:
                card.body.addWidget(Label(look, given.reason, "dim", wrap=True))
            if given.scan_sha256:
                card.body.addLayout(row(
                    Button(look, Text(N_("Open the scan")), partial(self._open_scan, given), icon="eye",
                           kind="quiet"), None,
                ))  # fmt: skip
        if one.state == "open":
            for n in range(one.step, len(one.steps)):
                card.body.addWidget(Label(look, self._waits(n), "dim", wrap=True))
        self._body.addWidget(card)

    def _decided(self, given: DecisionRow) -> Words:
        day = self.look.formats.day
        if given.way == "oa":
            said = {"name": given.oa_approver, "number": given.oa_number, "day": day(given.oa_on), "by": given.person}
            return Text(N_("{name} in the approval system, number {number}, on {day}; recorded by {by}"), said)
        return Text(N_("Step {n}: {name}, by own passphrase, on {day}"),
                    {"n": given.step + 1, "name": given.person, "day": day(given.decided_on)})  # fmt: skip

    def _waits(self, n: int) -> Words:
        who = self.sheet.who(self.shown.row.steps[n])
        if who:
            return Text(N_("Step {n} waits for one of: {names}"), {"n": n + 1, "names": who})
        return Text(N_("Step {n} waits for anybody but who made it"), {"n": n + 1})

    def _content(self) -> None:
        content = self.shown.content
        card = Card(self.look, Text(N_("What is approved")))
        if content.kind == "file":
            open_it = Button(self.look, Text(N_("Open")), self._open_content, icon="external-link")
            card.body.addLayout(row(open_it, None))
        else:
            for one in content.facts:
                card.body.addWidget(Label(self.look, Text(N_("{title}: {text}"), {
                    "title": Text(one.title), "text": one.text if one.minor is None else self._exact(one.minor),
                })))  # fmt: skip
            self.text = QPlainTextEdit(content.text)
            self.text.setReadOnly(True)
            self.text.setMinimumHeight(_CONTENT_PX)
            card.body.addWidget(self.text)
        self._body.addWidget(card, 1)

    def _exact(self, minor: int) -> str:
        currency = self.shown.content.currency or self.sheet.currency
        return self.look.formats.exact_money(minor * e4_per_minor(currency), currency)

    def _open_content(self) -> None:
        one = self.shown
        open_bytes(self.context, self, f"{one.row.ref}.{one.content.suffix}", one.row.content_sha256)

    def _open_scan(self, given: DecisionRow) -> None:
        data = self.context.desk.workspace.files.get(given.scan_sha256)
        suffix = "pdf" if data.startswith(b"%PDF-") else "png" if data.startswith(b"\x89PNG") else "jpg"
        open_bytes(self.context, self, f"{given.ref}.{suffix}", given.scan_sha256)

    def _go(self) -> None:
        one = self.shown.row
        if one.about_entity == _VERSION:
            self.context.tasks.run(
                Text(N_("Looking for the record")), lambda _progress: self._place(),
                lambda target: self.context.go("incentives", target), owner=self,
            )  # fmt: skip
            return
        panel, target = _PLACES[one.about_entity]
        self.context.go("incentives", {"panel": panel, target: one.about_id})

    def _place(self) -> Mapping[str, object]:
        """Where a version is seen: a settlement run says after it which period."""
        one = self.shown.row
        id_, _, rest = one.about_id.partition("/")
        if one.kind == "settlement":
            return {"panel": "settlement", "version": id_, "period": rest.partition("/")[0]}
        with self.context.desk.db.read() as session:
            found = version(session, id_)
        return {"panel": "policies", "policy": found.policy_id, "number": found.number}
