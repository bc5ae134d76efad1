"""What is done with one approval: decided by a passphrase, recorded from the company's system, taken back, printed."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from app.approvals.rules import MARK, Verdict
from app.approvals.service import decide, record_oa, withdraw
from app.core.errors import UserError
from app.core.texts import N_, Text
from app.core.whole import write_whole
from app.reports.incentives.approval_sheet import approval_sheet
from ui.core.ask import Ask, ask
from ui.core.words import Words, spoken

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.approvals.showing import Shown
    from ui.approvals.reading import ApprovalsSheet
    from ui.core.context import Context


Done = Callable[[], None]
Failed = Callable[[UserError], None]


class Acts(QObject):
    """The steps with an approval; each asks first, then works in a task."""

    def __init__(self, context: "Context", host: "QWidget") -> None:
        """``host`` is what dialogs stand over."""
        super().__init__(host)
        self.context, self.look, self.host = context, context.look, host

    def _run(self, title: Text, work: Callable[[], object], said: Words) -> None:
        self.context.tasks.run(
            title, lambda _progress: work(), lambda _none: self.context.notify("good", said), owner=self, key="act"
        )

    def _try(self, title: Text, work: Callable[[], object], said: Words, done: Done, failed: Failed) -> None:
        """Work for a dialog that stays open until it succeeded."""

        def well(_none: object) -> None:
            done()
            self.context.notify("good", said)

        self.context.tasks.run(title, lambda _progress: work(), well, owner=self, key="act", failed=failed)

    # -- deciding -----------------------------------------------------------------------------------------------------

    def asked(self, sheet: "ApprovalsSheet", shown: "Shown", verdict: Verdict) -> list[Ask]:
        """What unlocks a decision: who, his own passphrase, why."""
        can: list[tuple[str, Words]] = [(one.person_id, one.name) for one in sheet.deciders.get(shown.row.id, ())]
        chosen = sheet.person if any(key == sheet.person for key, _ in can) else can[0][0] if can else ""
        return [
            Ask("person_id", Text(N_("Who decides")), "choice", chosen, can),
            Ask("passphrase", Text(N_("Own passphrase")), "secret", needed=True,
                hint=Text(N_("That of who decides, typed by himself; the name in the list proves nothing."))),
            Ask("reason", Text(N_("Reason")), "long", needed=verdict == "no"),
        ]  # fmt: skip

    def decide(self, sheet: "ApprovalsSheet", shown: "Shown", verdict: Verdict) -> None:
        """Ask who decides and for his passphrase, then decide what is on the screen."""
        title = Text(N_("Approve")) if verdict == "yes" else Text(N_("Refuse"))
        if not sheet.deciders.get(shown.row.id):
            self.context.notify("warn", Text(N_(
                "Nobody who may decide this has a passphrase yet: set one under Passphrases, or record the decision of "
                "the company's approval system."
            )))  # fmt: skip
            return
        note = Text(
            N_("{title} · SHA-256 {hash}. The decision is final."),
            {"title": shown.row.title, "hash": shown.row.content_sha256[:MARK]},
        )
        desk, row = self.context.desk, shown.row
        said = Text(N_("Approved: {title}") if verdict == "yes" else N_("Refused: {title}"), {"title": row.title})

        def attempt(values: Mapping[str, Any], done: Done, failed: Failed) -> None:
            self._try(
                Text(N_("Deciding an approval")),
                lambda: decide(
                    desk.db, desk.workspace.files, approval_id=row.id, person_id=str(values["person_id"]),
                    passphrase=str(values["passphrase"]), verdict=verdict, seen_sha256=row.content_sha256,
                    reason=str(values["reason"]),
                ),
                said, done, failed,
            )  # fmt: skip

        ask(self.look, self.host, title, self.asked(sheet, shown, verdict), accept=title, note=note,
            danger=verdict == "no", attempt=attempt, blamed="passphrase")  # fmt: skip

    # -- from the company's own system --------------------------------------------------------------------------------

    def record(self, sheet: "ApprovalsSheet", shown: "Shown") -> None:
        """Ask for the scan, then for what stands on it."""
        title = spoken(self.look, Text(N_("The scan of the sheet")))
        path, _ = QFileDialog.getOpenFileName(self.host, title, str(Path.home()), "*.pdf *.jpg *.jpeg *.png")
        if path:
            self.record_scan(sheet, shown, Path(path))

    def record_scan(self, sheet: "ApprovalsSheet", shown: "Shown", scan: Path) -> None:
        """Ask for number, approver, day and the printed hash of a scan, and record them."""
        verdicts: list[tuple[str, Words]] = [("yes", Text(N_("Approved"))), ("no", Text(N_("Refused")))]
        asked = [
            Ask("printed", Text(N_("Hash on the scan")), needed=True,
                hint=Text(N_("Read off the scan, at least {n} characters."), {"n": MARK})),
            Ask("verdict", Text(N_("Verdict")), "choice", "yes", verdicts),
            Ask("number", Text(N_("Number")), needed=True, hint=Text(N_("In the company's approval system"))),
            Ask("approver", Text(N_("Approver")), needed=True),
            Ask("approved_on", Text(N_("Day")), "day", sheet.today, needed=True, since=shown.row.made_on,
                until=sheet.today),
            Ask("reason", Text(N_("Remarks")), "long"),
        ]  # fmt: skip
        note = Text(N_("{title} · scan {file}"), {"title": shown.row.title, "file": scan.name})
        ask(self.look, self.host, Text(N_("Record from the approval system")), asked,
            accept=Text(N_("Record it")), note=note, attempt=partial(self._record, shown, scan))  # fmt: skip

    def _record(self, shown: "Shown", scan: Path, values: Mapping[str, Any], done: Done, failed: Failed) -> None:
        desk, row = self.context.desk, shown.row

        def work() -> None:
            try:
                data = scan.read_bytes()
            except OSError as error:
                why = error.strerror or str(error)
                raise UserError("{file} cannot be read: {error}. Nothing was changed.", file=scan.name,
                                error=why) from error  # fmt: skip
            record_oa(desk.db, desk.workspace.files, approval_id=row.id, scan=data, **values)

        self._try(Text(N_("Recording an approval")), work, Text(N_("Recorded with its scan.")), done, failed)

    # -- the rest -----------------------------------------------------------------------------------------------------

    def withdraw(self, shown: "Shown") -> None:
        """Take back what one asked for."""
        db, row = self.context.desk.db, shown.row
        words = Text(N_("Taken back: {title}"), {"title": row.title})
        self._run(Text(N_("Taking a request back")), lambda: withdraw(db, approval_id=row.id), words)

    def ask_sheet(self, sheet: "ApprovalsSheet", shown: "Shown") -> None:
        """Ask where, and write the sheet that goes round."""
        proposed = str(Path.home() / f"{shown.row.ref}.pdf")
        path, _ = QFileDialog.getSaveFileName(
            self.host, spoken(self.look, Text(N_("Sheet for approval"))), proposed, "*.pdf"
        )  # fmt: skip
        if path:
            self.save_sheet(sheet, shown, Path(path))

    def save_sheet(self, sheet: "ApprovalsSheet", shown: "Shown", path: Path) -> None:
        """Write the sheet as a PDF in the language of the screen."""
        lang = self.look.lang
        self._run(
            Text(N_("Writing {file}"), {"file": path.name}),
            lambda: write_whole(path, approval_sheet(shown, sheet.names, lang)),
            Text(N_("{file} is saved."), {"file": path.name}),
        )
