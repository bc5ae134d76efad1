"""A quarter's adjustments of a region on one screen: proposed, changed or left, simulated, submitted together."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.period import parse_period
from app.core.texts import EN, N_, OWN, ZH, Text
from app.incentives.dossier.queries import DossierLine
from app.incentives.dossier.reading import View, read_view
from app.incentives.dossier.wording import minor_text
from app.meetings.effects.links import DOSSIER, citations
from ui.core.card import Banner, Card, clear
from ui.core.context import Command
from ui.core.controls import Button, Choice, Segments
from ui.core.formats import period_words
from ui.core.panel import Panel
from ui.core.words import Label
from ui.incentives.dossiers.acts import Acts
from ui.incentives.dossiers.table import dossier_table, rows_of, rules_table

if TYPE_CHECKING:
    from app.core.progress import Progress
    from app.incentives.policies.queries import PolicyRow
    from app.meetings.effects.rows import Citation
    from ui.core.context import Context
    from ui.core.words import Words

PROPOSALS: Final = "proposals"
RULES: Final = "rules"


class DossiersPanel(Panel):
    """The quarter and the policy above, the dealers below; the rules beside them."""

    title: ClassVar[str] = N_("Adjustments")
    watches: ClassVar[frozenset[str]] = frozenset(
        {"adjustment_dossier", "adjustment_table", "approval", "policy_version", "health_round", "health_review"}
    )

    def __init__(self, context: "Context") -> None:
        """Empty until it is shown."""
        super().__init__(context)
        self.view: View | None = None
        self._period = self._policy = self._dossier = ""
        self.parts = Segments(
            self.look, [(PROPOSALS, Text(N_("Proposals"))), (RULES, Text(N_("Rules of adjustments")))]
        )  # fmt: skip
        self.quarter = Choice(self.look, name=Text(N_("Quarter")))
        self.policy = Choice(self.look, name=Text(N_("Policy")))
        self.acts = Acts(context, self)
        self.pdf_button = Button(self.look, Text(N_("Dossier as PDF…")), self.ask_and_save, icon="file-text")
        self.about = Label(self.look, "", "dim", wrap=True)
        self.said = Label(self.look, "", "dim", wrap=True)
        self.table = dossier_table(context)
        self.rules = rules_table(context)
        self.cited: Mapping[str, Citation] = {}
        self.cited_button = Button(self.look, "", self.show_decision, icon="users", kind="link")
        self.banners = QVBoxLayout()
        self._stack_parts = QStackedWidget()
        self._arrange()
        self.parts.picked.connect(lambda key: self.show_part(str(key)))
        self.quarter.picked.connect(lambda key: self._choose(period=str(key)))
        self.policy.picked.connect(lambda key: self._choose(policy=str(key)))
        self.table.picked.connect(self._pick)
        self.table.opened.connect(lambda _line: self.acts.change())
        self.acts.done.connect(self.reload)
        self.show_part(PROPOSALS)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        for widget in (self.parts, self.quarter, self.policy):
            head.addWidget(widget)
        head.addStretch(1)
        for button in self.acts.batch_buttons:
            head.addWidget(button)
        self.body.addLayout(head)
        self.body.addLayout(self.banners)
        proposals, rules = Card(self.look), Card(self.look, Text(N_("Rules of adjustments")))
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self.about, 1)
        for button in (*self.acts.line_buttons, self.pdf_button):
            line.addWidget(button)
        proposals.body.addLayout(line)
        proposals.body.addWidget(self.table, 1)
        proposals.body.addWidget(self.cited_button)
        rules.buttons.addWidget(self.acts.rule_button)
        rules.body.addWidget(self.rules, 1)
        rules.body.addWidget(self.said)
        for part in (proposals, rules):
            self._stack_parts.addWidget(part)
        self.body.addWidget(self._stack_parts, 1)

    def show_part(self, part: str) -> None:
        """The proposals, or the table by which they are made."""
        self.parts.choose(part)
        self._stack_parts.setCurrentIndex(1 if part == RULES else 0)
        proposing: list[QWidget] = [self.quarter, self.policy]
        for widget in proposing:
            widget.setVisible(part == PROPOSALS)
        if self.view is not None:
            self.acts.show_view(self.view)
        if part == RULES:
            for button in self.acts.batch_buttons:
                button.hide()
        else:
            for button in (self.acts.propose_button, self.acts.simulate_button):
                button.show()

    # -- reading ------------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``period``, ``policy`` and ``dossier`` by their ids; ``part`` (proposals, rules)."""
        self._period = str(target.get("period") or self._period)
        self._policy = str(target.get("policy") or self._policy)
        self._dossier = str(target.get("dossier") or "")
        if target.get("part") in {PROPOSALS, RULES}:
            self.show_part(str(target["part"]))

    def reload(self) -> None:
        """Read the quarter's proposals again."""
        desk, period, policy = self.context.desk, self._period, self._policy

        def work(_progress: "Progress") -> "tuple[View, Mapping[str, Citation]]":
            with desk.db.read() as session:
                return read_view(session, period=period, policy_id=policy), citations(session, DOSSIER)

        self.load(work, lambda found: self._show(*found))

    def _choose(self, *, period: str = "", policy: str = "") -> None:
        self._period, self._policy = period or self._period, policy or self._policy
        self.reload()

    def _show(self, view: View, cited: "Mapping[str, Citation]") -> None:
        self.view, self.cited = view, cited
        if not view.periods or not view.policies:
            self._show_missing(view)
            return
        self._period, self._policy = view.period, view.policy_id
        quarters: list[tuple[str, Words]] = [(one, period_words(parse_period(one))) for one in view.periods]
        self.quarter.set_options(quarters, view.period)
        self.policy.set_options([(one.id, _called(one)) for one in view.policies], view.policy_id)
        wanted = self._dossier or (self.table.current.id if isinstance(self.table.current, DossierLine) else "")
        self.table.set_rows(view.lines)
        self.rules.set_rows(rows_of(view.table.rules))
        self._say(view)
        self.show_part(str(self.parts.key()))
        self._point_at(wanted)

    def _show_missing(self, view: View) -> None:
        if not view.periods:
            self.show_empty(
                Text(N_("No quarter has been assessed yet")),
                Text(N_("Adjustments follow from the grades of a reviewed quarter.")), icon="heart-pulse",
                action=Text(N_("Health")), on=lambda: self.context.go("health", {}),
            )  # fmt: skip
            return
        self.show_empty(
            Text(N_("No policy was signed yet")),
            Text(N_("An adjustment changes what single dealers get by a policy; sign one first.")), icon="file-text",
            action=Text(N_("To the policies")), on=lambda: self.go_to("policies", {}),
        )  # fmt: skip

    def _say(self, view: View) -> None:
        sums = view.sums
        currency = next((one.currency for one in view.lines if one.currency), "")
        words = Text(
            N_("Adjustments: {n} · up: {up} · down: {down} · in effect from {day}"),
            {"n": sums.count, "up": sums.up, "down": sums.down,
             "day": "–" if view.from_on is None else self.look.formats.day(view.from_on)},
        )  # fmt: skip
        if sums.simulated:
            words = Text(
                N_("{counts} · over the last twelve months {before} would have been {after}"),
                {"counts": words, "before": minor_text(sums.before_minor, currency, self.look.lang),
                 "after": minor_text(sums.after_minor, currency, self.look.lang)},
            )  # fmt: skip
        self.about.say(words)
        table = view.table
        self.said.say(
            Text(N_("The usual table; nobody kept another in this workspace."))
            if not table.number
            else Text(N_("Version {n}, kept on {day}: {reason}"),
                      {"n": table.number, "day": self.look.formats.day(table.made_on), "reason": table.reason})
        )  # fmt: skip
        clear(self.banners)
        if (banner := self._banner(view)) is not None:
            self.banners.addWidget(banner)

    def retranslate(self) -> None:
        """Days and amounts in the other language, once the change of it has reached every widget."""
        view = self.view
        if view is not None and view.periods and view.policies:
            QTimer.singleShot(0, self, lambda: self._say(view))

    def _banner(self, view: View) -> Banner | None:
        if view.signed is False:
            words = Text(N_("The review of {period} is under way; its signed grades are what proposals go by."),
                         {"period": view.period})  # fmt: skip
            return Banner(self.look, "warn", words, action=Text(N_("Health")),
                          on=lambda: self.context.go("health", {}))  # fmt: skip
        if view.from_on is None:
            return Banner(self.look, "warn",
                          Text(N_("No signed version of this policy counts after the quarter.")))  # fmt: skip
        waiting = next((one for one in view.lines if one.state == "approving"), None)
        if waiting is not None:
            words = Text(N_("The adjustments wait for approval {ref}."), {"ref": waiting.approval_ref})
            target = {"approval": waiting.approval_id}
            return Banner(self.look, "info", words, action=Text(N_("Approvals")),
                          on=lambda: self.context.go("approvals", target))  # fmt: skip
        if view.signed is None and not view.lines:
            words = Text(N_("{period} has no review: proposals go by the computed grades."), {"period": view.period})
            return Banner(self.look, "info", words)
        return None

    def _point_at(self, dossier: str) -> None:
        grid = self.table.grid
        at = next((n for n in range(grid.rowCount()) if grid.row_at(n).id == dossier), 0)
        if grid.rowCount():
            self.table.view.selectRow(at)
        self._dossier = ""
        self._pick(self.table.current)

    def _pick(self, line: object) -> None:
        found = line if isinstance(line, DossierLine) else None
        self.acts.pick(found)
        self.pdf_button.setEnabled(found is not None)
        decided = None if found is None else self.cited.get(found.id)
        self.cited_button.setVisible(decided is not None)
        if decided is not None:
            self.cited_button.say(decided.words)

    def show_decision(self) -> None:
        """The decision of a meeting that opened the chosen dossier."""
        line = self.table.current
        if isinstance(line, DossierLine) and line.id in self.cited:
            self.context.go("meetings", {"panel": "decisions", "outcome": self.cited[line.id].outcome_id})

    # -- the dossier as one PDF ---------------------------------------------------------------------------------------

    def ask_and_save(self) -> None:
        """Ask where, and write the chosen dealer's dossier there."""
        line = self.table.current
        if isinstance(line, DossierLine):
            path, _ = QFileDialog.getSaveFileName(
                self, self.look.t("Save as…"), str(Path.home() / f"{line.ref}.pdf"), "PDF (*.pdf)"
            )
            if path:
                self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write the chosen dealer's dossier."""
        line, desk, lang = self.table.current, self.context.desk, self.look.lang
        if not isinstance(line, DossierLine):
            return

        def work(_progress: "Progress") -> None:
            from app.core.whole import write_whole
            from app.reports.incentives.dossier import dossier_report, read_dossier

            with desk.db.read() as session:
                sheet = read_dossier(session, line.id)
            write_whole(path, dossier_report(sheet, lang))

        def done(_none: None) -> None:
            self.context.notify("good", Text(N_("{file} is saved."), {"file": path.name}))

        self.tasks.run(Text(N_("Writing {file}"), {"file": path.name}), work, done, owner=self)

    def commands(self) -> list[Command]:
        """The steps of the batch, and the rules."""
        return [
            Command(Text(N_("Propose adjustments by the quarter's grades")), self.acts.propose, "refresh-cw"),
            Command(Text(N_("Simulate the proposed adjustments")), self.acts.simulate, "play"),
            Command(Text(N_("Propose an adjustment for a dealer by hand")), self.acts.add, "plus"),
            Command(Text(N_("Rules of adjustments")), lambda: self.show_part(RULES), "pencil"),
        ]


def _called(one: "PolicyRow") -> Text:
    """A policy's name in the language of the moment."""
    return Text(OWN, {ZH: one.name, EN: one.name_en or one.name})
