"""The editor of the health model in the drawer: five parts over one draft, and saving it as a version."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.health.checks import check_draft
from app.health.comparing import differences
from app.health.kpis import offered
from app.health.scheme import Scheme
from app.health.sheets import KpiInfo
from app.health.versions import Version, find_version, list_versions, save_version
from ui.core.ask import Ask, ask
from ui.core.card import row
from ui.core.controls import Button, Segments
from ui.core.pack_lock import hold, pack_lock
from ui.core.words import Label
from ui.health.model.grades import GradesView
from ui.health.model.indicators import IndicatorsView
from ui.health.model.trial import TrialView
from ui.health.model.versions import VersionsView
from ui.health.model.weights import WeightsView

if TYPE_CHECKING:
    from ui.core.context import Context
    from ui.health.model.draft import Draft

_PARTS = {"indicators": N_("Indicators"), "weights": N_("Weights"), "grades": N_("Grades and rules"),
          "trial": N_("Last quarter by the draft"), "versions": N_("Versions")}  # fmt: skip

_Read = tuple[list[Version], Mapping[str, KpiInfo], Collection[str]]


class ModelView(QWidget):
    """Reads the versions when it is made; ``period`` is the quarter that the draft is tried on."""

    test_asked = Signal()
    """Whether the model of now told ahead what came."""

    def __init__(self, context: "Context", draft: "Draft", period: str = "") -> None:
        """The draft comes from the page, so that closing the drawer loses nothing."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.draft, self.period = context, draft, period
        look = context.look
        self.parts = Segments(look, [(key, Text(words)) for key, words in _PARTS.items()])
        self.parts.picked.connect(lambda key: self.show_part(str(key)))
        self.indicators, self.weights = IndicatorsView(context, draft), WeightsView(context, draft)
        self.grades, self.trial = GradesView(context, draft), TrialView(context, draft)
        self.versions = VersionsView(context, draft)
        self._stack = QStackedWidget()
        for one in (self.indicators, self.weights, self.grades, self.trial, self.versions):
            self._stack.addWidget(one)
        self.state = Label(look, "", "dim", wrap=True)
        self.away_button = Button(look, Text(N_("Throw the draft away")), draft.throw_away, icon="undo-2")
        self.save_button = Button(look, Text(N_("Save as a version…")), self.save, icon="save", kind="primary",
                                  shortcut="Ctrl+S")  # fmt: skip
        foot = row(self.state, self.away_button, self.save_button)
        foot.setStretch(0, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        tip = Text(N_("Whether the score of past quarters told ahead what became of the dealers"))
        self.test_button = Button(look, Text(N_("Back-test")), self.test_asked.emit, icon="history", tip=tip)
        outer.addLayout(row(self.parts, None, self.test_button))
        outer.addWidget(self._stack, 1)
        outer.addLayout(foot)
        draft.changed.connect(self._say_state)
        self.reload()

    def reload(self) -> None:
        """Read the versions and what is known of the KPIs."""
        desk = self.context.desk

        def work(_progress: Progress) -> _Read:
            with desk.db.read() as session:
                return list_versions(session), desk.infos, offered(session)

        self.context.tasks.run(Text(N_("Reading the versions of the model")), work, self._read, owner=self, key="read")

    def _read(self, found: _Read) -> None:
        versions, infos, offered = found
        self.draft.settle(versions[0].scheme, infos, offered)
        self.versions.show_versions(versions)

    def show_part(self, part: str) -> None:
        """One of the five parts."""
        self.parts.choose(part)
        self._stack.setCurrentIndex([*_PARTS].index(part))
        if part == "trial":
            self.trial.look_at(self.period)

    def _say_state(self) -> None:
        draft = self.draft
        count = len(differences(draft.base, draft.scheme, draft.infos))
        said = {"n": draft.base.version, "count": count}
        words = Text(
            N_("The draft differs from version {n} in {count} fields. Old assessments stay as they are."), said
        )
        self.state.say(words if draft.touched else Text(N_("The model is version {n}; nothing was changed."), said))
        self.state.set_tone(None)
        writes = not self.context.desk.db.read_only
        self.away_button.setVisible(draft.touched)
        self.save_button.setVisible(writes)
        self.save_button.setEnabled(draft.touched)
        hold(pack_lock(self.context.desk, "health"), self.save_button)
        if self._stack.currentWidget() is self.trial:
            self.trial.look_at(self.period)

    def save(self) -> None:
        """Ask for the reason, then keep the draft as the newest version."""
        draft, desk = self.draft, self.context.desk
        try:
            check_draft(draft.scheme)
        except UserError as error:
            self._refuse(error)
            return
        note = Text(N_("Quarters that are assessed from now on go by it; old assessments stay as they are."))
        asked = [Ask("reason", Text(N_("Reason")), "long", needed=True)]
        found = ask(self.context.look, self, Text(N_("Save as a version")), asked, accept=Text(N_("Save")), note=note)
        if not found:
            return
        scheme, base, reason = draft.scheme, draft.base.version, str(found["reason"])

        def work(_progress: Progress) -> Scheme:
            number = save_version(desk.db, scheme, base=base, reason=reason)
            with desk.db.read() as session:
                return find_version(session, number)

        self.context.tasks.run(Text(N_("Saving")), work, self._saved, owner=self, key="save", failed=self._refuse)

    def _saved(self, newest: Scheme) -> None:
        self.draft.saved(newest)
        self.context.notify("good", Text(N_("Saved as version {n}. Undo takes it back."), {"n": newest.version}))
        self.reload()

    def _refuse(self, error: UserError) -> None:
        self.state.say(error.text)
        self.state.set_tone("bad")
