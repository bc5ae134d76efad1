"""Every signed review of a quarter, and what was signed."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.health.review.records import STATE_TITLES
from app.health.review.rules import ReviewFace
from app.health.review.signing import Signed, read_signed
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.core.context import Context


class OlderReviews(QWidget):
    """Reviews above, the signed text of the chosen one below."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_faces``."""
        super().__init__()
        self.setObjectName("clear")
        self.context = context
        look = context.look
        columns = (
            Column("number", Text(N_("Number")), "number", 70),
            Column("state", Text(N_("State")), width=110, get=lambda one: Text(STATE_TITLES[one.state])),
            Column("signed_by", Text(N_("Signed by")), width=110),
            Column("signed_on", Text(N_("Signed on")), "date"),
            Column("published_on", Text(N_("Published on")), "date"),
            Column("reason", Text(N_("Begun because")), width=160, stretch=True),
        )
        empty = Text(N_("No review of this quarter was signed yet."))
        self.table = Table(context, columns, name="health.reviews", title=Text(N_("Reviews")), tools=False, empty=empty)
        self.table.picked.connect(self._open)
        self.said = Label(look, "", wrap=True)
        self.hash = Label(look, "", "dim", wrap=True)
        self.lines = Table(context, (
            Column("name", Text(N_("Dealer")), width=180),
            Column("computed", Text(N_("Computed grade")), width=90),
            Column("grade", Text(N_("Decided grade")), width=90),
            Column("reason", Text(N_("Reason")), width=170),
            Column("comment", Text(N_("Manager's comment")), width=180, stretch=True),
            Column("by", Text(N_("Decided by")), width=90),
        ), name="health.review.signed", title=Text(N_("What was signed")),
            empty=Text(N_("Nothing was said of a dealer, and no grade was decided.")))  # fmt: skip
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addWidget(self.table, 2)
        for one in (self.said, self.hash):
            outer.addWidget(one)
        outer.addWidget(self.lines, 3)

    def show_faces(self, faces: "Sequence[ReviewFace]") -> None:
        """Those that were signed, the newest first."""
        signed = [one for one in faces if one.signed_sha256]
        self.table.set_rows(signed)
        for part in (self.said, self.hash, self.lines):
            part.setVisible(bool(signed))
        if signed:
            self.table.view.selectRow(0)

    def _open(self, face: object) -> None:
        if not isinstance(face, ReviewFace):
            return
        desk, sha256 = self.context.desk, face.signed_sha256

        def work(_progress: object) -> Signed:
            with desk.db.read() as session:
                return read_signed(session, desk.workspace.files, sha256)

        self.context.tasks.run(Text(N_("Reading what was signed")), work, self._show, owner=self, key="signed")
        self.hash.say(Text(N_("SHA-256 of what was signed: {hash}"), {"hash": sha256}))

    def _show(self, signed: Signed) -> None:
        params = {"n": signed.version, "hash": signed.region_sha256[:12], "text": signed.comment}
        self.said.say(Text(N_("{text} (assessment, version {n}, {hash})"), params))
        self.lines.set_rows(signed.lines)
