"""The steps of a review as buttons: each says before what is final, and a refusal says why."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.texts import N_, Text
from app.health.review.rules import Act, allowed
from app.health.review.service import begin_review, move_review, proceed, reopen_review, sign_review
from app.reports.plans.publishing import publish_review
from ui.core.ask import Ask, ask
from ui.core.card import Banner
from ui.core.controls import Button
from ui.core.dialogs import confirm

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.core.progress import Progress
    from app.health.review.reading import ReviewView
    from app.health.review.rules import ReviewFace
    from ui.core.context import Context
    from ui.core.words import Words


class Acts(QObject):
    """Only what may be done now is offered."""

    done = Signal()
    """A step was taken, or refused because something changed: read again."""

    def __init__(self, context: "Context", host: "QWidget") -> None:
        """``host`` is what dialogs stand over."""
        super().__init__(host)
        self.context, self.host = context, host
        self.view: ReviewView | None = None
        look = context.look
        self.begin_button = Button(look, Text(N_("Begin the review")), self.begin, icon="play", kind="primary")
        self.go_button = Button(look, Text(N_("On to the grades")), self.go_on, icon="chevron-right", kind="primary")
        self.sign_button = Button(look, Text(N_("Sign…")), self.sign, icon="shield-check", kind="primary")
        self.publish_button = Button(look, Text(N_("Publish…")), self.publish, icon="share-2", kind="primary")
        self.reopen_button = Button(look, Text(N_("Reopen…")), self.reopen, icon="undo-2")
        self.buttons = (self.reopen_button, self.begin_button, self.go_button, self.sign_button, self.publish_button)
        for one in self.buttons:
            one.hide()

    def show_view(self, view: "ReviewView") -> None:
        """Offer the steps of a state."""
        self.view = view
        writes = not self.context.desk.db.read_only
        self.begin_button.setVisible(writes and view.face is None)
        offered: list[tuple[Button, Act]] = [
            (self.go_button, "proceed"), (self.sign_button, "sign"), (self.publish_button, "publish"),
            (self.reopen_button, "reopen"),
        ]  # fmt: skip
        for button, act in offered:
            button.setVisible(writes and view.state is not None and allowed(act, view.state))
        self.publish_button.say(
            Text(N_("Publish again…")) if view.state == "published" else Text(N_("Publish…"))
        )  # fmt: skip

    def banner(self, view: "ReviewView") -> Banner | None:
        """What must be known before anything is done."""
        look, face = self.context.look, view.face
        if face is None:
            words = Text(N_("No review was begun. It begins with the frozen assessment, version {n}, and changes no "
                            "score; what is said and decided stands beside it."), {"n": view.version})  # fmt: skip
            return Banner(look, "info", words)
        if view.stale:
            words = Text(
                N_("The quarter was assessed again since: this review stands on version {old}, the newest is {new}."),
                {"old": view.version, "new": view.newest},
            )
            action = Text(N_("Move to the newest")) if not self.context.desk.db.read_only else ""
            return Banner(look, "warn", words, action=action, on=self.move)
        if face.signed:
            return Banner(look, "good", self._signed(face))
        if face.reason:
            words = Text(N_("Review {n}; the one before was reopened: {reason}"), {"n": face.number,
                                                                                   "reason": face.reason})  # fmt: skip
            return Banner(look, "info", words)
        return None

    def _signed(self, face: "ReviewFace") -> Text:
        day = self.context.look.formats.day
        said = {"name": face.signed_by, "day": day(face.signed_on), "published": day(face.published_on),
                "hash": face.signed_sha256[:12]}  # fmt: skip
        if face.published_on is None:
            return Text(N_("Signed by {name} on {day} (SHA-256 {hash}). It stays as it is."), said)
        return Text(
            N_("Signed by {name} on {day} (SHA-256 {hash}), published on {published}. It stays as it is."), said
        )  # fmt: skip

    def _run(self, title: Text, work: "Callable[[Progress], object]", said: "Words" = "") -> None:
        def show(_result: object) -> None:
            if said:
                self.context.notify("good", said)
            self.done.emit()

        self.context.tasks.run(title, work, show, owner=self, key="act", failed=self._refused)

    def _refused(self, error: object) -> None:
        self.context.notify("info", getattr(error, "text", ""))  # goes by itself: the step may be open a moment later
        self.done.emit()

    def begin(self) -> None:
        """Begin the review of the quarter."""
        if (view := self.view) is None:
            return
        db, period = self.context.desk.db, view.period
        self._run(Text(N_("Beginning the review")), lambda _p: begin_review(db, period=period))

    def go_on(self) -> None:
        """From the comments to the grades."""
        if (review := self._id) is None:
            return
        db = self.context.desk.db
        self._run(Text(N_("Going on to the grades")), lambda _p: proceed(db, review_id=review))

    def move(self) -> None:
        """Stand on the newest assessment."""
        if (review := self._id) is None:
            return
        db = self.context.desk.db
        self.context.tasks.run(
            Text(N_("Moving the review")), lambda _p: move_review(db, review_id=review), self._moved, owner=self,
            key="act", failed=self._refused,
        )  # fmt: skip

    def _moved(self, fallen: int) -> None:
        words = Text(N_("The review stands on the newest assessment; look at the grades again."))
        if fallen:
            words = Text(
                N_("The review stands on the newest assessment. Decided grades that fell away: {n}; they are what is "
                   "computed now, or their dealers are no longer assessed. Look at the grades again."), {"n": fallen},
            )  # fmt: skip
        self.context.notify("warn" if fallen else "good", words)
        self.done.emit()

    @property
    def _id(self) -> str | None:
        view = self.view
        return None if view is None or view.face is None else view.face.id

    def sign(self) -> None:
        """Say what becomes final, then sign what is on the screen."""
        view, review = self.view, self._id
        if view is None or review is None:
            return
        desk, seen = self.context.desk, view.seen_sha256
        params = {"n": view.version, "comments": view.commented, "decided": view.decisions, "hash": seen[:12]}
        words = Text(
            N_("Signed are the assessment, version {n}, the comment on the region, comments on dealers: {comments}, "
               "and decided grades: {decided} (SHA-256 {hash}).\n\nThis is final: it cannot be undone, and the quarter "
               "is not assessed again. It is taken up only by reopening the review with a reason."), params,
        )  # fmt: skip
        title = Text(N_("Sign the review"))
        if confirm(self.context.look, self.host, title, words, accept=title):
            self._run(
                Text(N_("Signing the review")),
                lambda _p: sign_review(desk.db, desk.workspace.files, review_id=review, seen_sha256=seen),
                Text(N_("The review is signed.")),
            )

    def publish(self) -> None:
        """Say what is kept, then make the reports in the language of the screen."""
        review, desk, lang = self._id, self.context.desk, self.context.look.lang
        if review is None:
            return
        words = Text(
            N_("The region's reports are made in the language of this screen and kept byte by byte under their hash; "
               "the same files are handed out from now on. This cannot be undone.")
        )  # fmt: skip
        if confirm(self.context.look, self.host, Text(N_("Publish the review")), words, accept=Text(N_("Publish"))):
            self._run(
                Text(N_("Publishing the review")),
                lambda progress: publish_review(
                    desk.db, desk.workspace.files, desk.infos, review_id=review, lang=lang, progress=progress
                ),
                Text(N_("Published; the files stand on the page Reports.")),
            )

    def reopen(self) -> None:
        """Ask for the reason, then take the review up as the next one."""
        review, db = self._id, self.context.desk.db
        if review is None:
            return
        note = Text(N_("The signed review and its text stay as they are. A new one begins with the same comments and "
                       "grades, and until it is signed no decided grade counts."))  # fmt: skip
        asked, title = [Ask("reason", Text(N_("Reason")), "long", needed=True)], Text(N_("Reopen the review"))
        found = ask(self.context.look, self.host, title, asked, accept=Text(N_("Reopen")), note=note)
        if found:
            reason = str(found["reason"])
            self._run(Text(N_("Reopening the review")), lambda _p: reopen_review(db, review_id=review, reason=reason))
