"""Updates of the program: what runs, what the channel offers, fetched and opened when somebody asks for it."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from app import version_text
from app.core.errors import UserError
from app.core.fleet import reason
from app.core.progress import Progress
from app.core.signing import fingerprint
from app.core.texts import N_, Text
from app.updates.channel import UntrustedError
from app.updates.platforms import require_opener
from app.updates.service import CHANNEL, CHECK, Answer, Ready, Standing, Updates
from ui.core.ask import Ask, ask
from ui.core.card import Card, row
from ui.core.controls import Button
from ui.core.dialogs import confirm, tell
from ui.core.words import Label, Tone, Words

if TYPE_CHECKING:
    from ui.core.page import Context

_LONG_S: Final = 1.0
"""What runs longer is no look at the clock: the person decides whether to wait for it."""
_WORKING: Final = Text(N_("Asking the update channel"))


class UpdatesCard(Card):
    """Says what there is; each step is a button."""

    def __init__(self, context: "Context") -> None:
        """Filled by ``show_sheet``."""
        look = context.look
        super().__init__(look, Text(N_("Updates")), subtitle=Text(N_("Version {version}"), {"version": version_text()}))
        self.context = context
        self.updates = Updates(context.desk.workspace.machine)
        self.answer: Answer | None = None
        self.untrusted = ""
        self._told = False
        self.said = Label(look, "", wrap=True)
        self.notes = Label(look, "", "dim", wrap=True)
        self.where = Label(look, "", "dim", wrap=True)
        self.check_button = Button(look, Text(N_("Ask now")), self.check, icon="refresh-cw")
        self.trust_button = Button(look, Text(N_("Trust this key…")), self.trust, icon="shield-check")
        self.fetch_button = Button(look, Text(N_("Fetch")), self.fetch, icon="download", kind="primary")
        self.open_button = Button(look, Text(N_("Close and install…")), self.install, icon="package", kind="primary")
        self.settings_button = Button(look, Text(N_("Where from…")), self.ask_settings, icon="settings", kind="quiet")
        for part in (self.said, self.notes, self.where):
            self.body.addWidget(part)
        self.buttons.addWidget(self.settings_button)
        self.body.addLayout(row(self.check_button, self.trust_button, self.fetch_button, self.open_button, None))
        self.standing: Standing | None = None

    def show_sheet(self, standing: Standing) -> None:
        """What is known without asking; what the channel said a moment ago stays."""
        self.standing = standing
        terms = standing.terms
        if not self._told:
            self._show(*self._known(standing))
        asked = Text(N_("once a day") if terms.daily else N_("only by hand"))
        shown = {"place": terms.channel, "asked": asked, "at": self.look.formats.moment(standing.checked_at)}
        self.where.say(Text(N_("Asked {asked}, last {at}: {place}"), shown) if terms.channel else "")
        self.where.setVisible(bool(terms.channel))
        self._able()

    def _known(self, standing: Standing) -> tuple[Words, Tone | None]:
        if standing.ready is not None:
            said = {"version": standing.ready.version}
            return Text(N_("Version {version} is fetched and verified. It is installed when you say so."), said), "good"
        if not standing.terms.channel:
            return Text(N_("No update channel is named on this computer.")), None
        return Text(N_("Look whether there is a newer version.")), None

    def _say(self, words: Words, tone: Tone | None = None, notes: Words = "") -> None:
        self._told = True
        self._show(words, tone, notes)

    def _show(self, words: Words, tone: Tone | None = None, notes: Words = "") -> None:
        self.said.say(words)
        self.said.set_tone(tone)
        self.notes.say(notes)
        self.notes.setVisible(bool(notes))

    def _able(self) -> None:
        standing, answer = self.standing, self.answer
        ready = standing.ready if standing else None
        new = answer is not None and answer.is_new and answer.package is not None
        is_here = ready is not None and (answer is None or answer.release.version == ready.version)
        self.check_button.setEnabled(bool(standing and standing.terms.channel))
        self.trust_button.setVisible(bool(self.untrusted))
        self.fetch_button.setVisible(new and not is_here)
        self.open_button.setVisible(is_here)

    def _read(self) -> None:
        """The page's own reading, of this card alone."""
        self.show_sheet(self.updates.standing())

    # -- asking -------------------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Ask the channel now."""
        updates = self.updates
        self.context.tasks.run(
            _WORKING, lambda _p: updates.check(), self._answered, owner=self, key="updates", failed=self._refused
        )

    def _answered(self, answer: Answer) -> None:
        self.answer, self.untrusted = answer, ""
        self._tell()
        self._read()

    def _tell(self) -> None:
        answer = self.answer
        if answer is None:
            return
        said = {"version": answer.release.version, "ours": self.updates.version}
        if not answer.is_new:
            self._say(Text(N_("Version {ours} is the newest."), said), "good")
        elif answer.package is None:
            self._say(Text(N_("Version {version} is there, but no package for this computer."), said), "warn")
        else:
            said["size"] = self.look.formats.size(answer.package.size)
            words = Text(N_("Version {version} is there, {size}. It is installed only when you say so."), said)
            self._say(words, "good", answer.release.said(self.look.lang))

    def _refused(self, error: UserError) -> None:
        self.answer = None
        self.untrusted = error.key if isinstance(error, UntrustedError) else ""
        self._say(error.text, "warn" if self.untrusted else "bad")
        self._read()

    def retell(self) -> None:
        """What is new in another language."""
        self._tell()

    def trust(self) -> None:
        """Ask whether the figures were compared, then trust the channel's key."""
        key, updates = self.untrusted, self.updates
        if not key:
            return
        said = {"figures": fingerprint(key)}
        words = Text(N_("Ask your head office for the figures of its key. Are they {figures}? Whoever holds this key "
                        "decides from now on what may be installed here."), said)  # fmt: skip
        if not confirm(self.look, self, Text(N_("Trust this key?")), words, accept=Text(N_("They are the same"))):
            return
        self._do(lambda: updates.trust(key), self.check)

    def _do(self, act: Callable[[], None], then: Callable[[], object]) -> None:
        try:
            act()
        except UserError as error:
            self._say(error.text, "bad")
        else:
            self.untrusted = ""
            then()

    # -- fetching and opening -----------------------------------------------------------------------------------------

    def fetch(self) -> None:
        """Fetch the package; the strip at the foot shows how far it is, and stops it."""
        updates, version = self.updates, self.answer.release.version if self.answer else ""

        def stopped() -> None:
            self._say(Text(N_("Stopped. What came is kept; the next try goes on there.")))

        title = Text(N_("Fetching version {version}"), {"version": version})
        self.context.tasks.run(
            title, updates.fetch, self._fetched, owner=self, key="updates", failed=self._refused, cancelled=stopped
        )

    def _fetched(self, ready: Ready) -> None:
        said = {"version": ready.version}
        self._say(Text(N_("Version {version} is fetched and verified. It is installed when you say so."), said), "good")
        self._read()

    def install(self) -> None:
        """Close the program and open the package, if nothing runs or is written."""
        busy = [job for job in self.context.tasks.running if time.monotonic() - job.since > _LONG_S]
        if busy:
            said = {"task": busy[0].title}
            words = Text(N_("“{task}” is still under way. Wait for it or stop it."), said)
            tell(self.look, self, Text(N_("Not now")), words)
            return
        text = Text(N_("ChannelDesk closes, then the system opens the package. Your workspace stays where it is and is "
                       "backed up before the new version takes it over."))  # fmt: skip
        if confirm(self.look, self, Text(N_("Close and install?")), text, accept=Text(N_("Close and install"))):
            self.leave()

    def leave(self) -> None:
        """Look once more that the package is whole and nothing is written, then close."""
        updates, own = self.updates, self.context.desk.db.path

        def work(_progress: Progress) -> Ready:
            found = updates.prepare(own=own)
            require_opener(found.path)
            return found

        def done(ready: Ready) -> None:
            self.context.acts.leave(lambda: updates.hand_over(ready))

        title = Text(N_("Checking the package"))
        self.context.tasks.run(title, work, done, owner=self, key="updates", failed=self._refused)

    # -- settings -----------------------------------------------------------------------------------------------------

    def ask_settings(self) -> None:
        """The channel, and whether it is asked by itself; what the administrator has set says so."""
        terms = self.updates.terms()
        held = reason(CHANNEL) or reason(CHECK)
        if held is not None:
            tell(self.look, self, Text(N_("Where updates come from")), held)
            return
        asked = [
            Ask("channel", Text(N_("Update channel")), value=terms.channel,
                hint=Text(N_("A folder, a share, or an address with https://. Empty: none."))),
            Ask("daily", Text(N_("Ask by itself, once a day")), "check", terms.daily),
        ]  # fmt: skip
        values = ask(self.look, self, Text(N_("Where updates come from")), asked, accept=Text(N_("Save")))
        if values is not None:
            self.use(str(values["channel"]), daily=bool(values["daily"]))

    def use(self, channel: str, *, daily: bool) -> None:
        """Ask this channel from now on."""
        updates = self.updates

        def act() -> None:
            updates.choose(channel)
            updates.ask_daily(on=daily)

        def then() -> None:
            self.answer, self._told = None, False
            self._read()

        self._do(act, then)
