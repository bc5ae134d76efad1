"""The versions of a profile, the newest first, each with what it changed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.imports.changes import differences
from app.imports.feeds import Feed
from app.imports.shelf import Version
from ui.core.card import rule
from ui.core.words import Label, Words

if TYPE_CHECKING:
    from ui.core.look import Look


class VersionList(QScrollArea):
    """A paragraph for each version."""

    def __init__(
        self, look: "Look", versions: Sequence[Version], people: Mapping[str, str], feeds: Mapping[str, Feed]
    ) -> None:
        """``versions`` newest first; ``people`` are names by id."""
        super().__init__()
        self.look = look
        inside = QWidget()
        inside.setObjectName("clear")
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 8, 0)
        outer.setSpacing(6)
        for place, one in enumerate(versions):
            if place:
                outer.addWidget(rule())
            before = versions[place + 1] if place + 1 < len(versions) else None
            for words, role in self._said(one, before, people, feeds):
                outer.addWidget(Label(look, words, "strong" if role == "strong" else "body", wrap=True))
        outer.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _said(
        self, one: Version, before: Version | None, people: Mapping[str, str], feeds: Mapping[str, Feed]
    ) -> list[tuple[Words, str]]:
        at = self.look.formats.moment(datetime.fromtimestamp(one.at_ms / 1000, tz=UTC).astimezone())
        words = {"version": one.profile.version, "at": at, "who": people.get(one.actor, "")}
        title = N_("Version {version} · {at} · {who}") if words["who"] else N_("Version {version} · {at}")
        found: list[tuple[Words, str]] = [(Text(title, words), "strong")]
        if before is None:
            return [*found, (Text(N_("Kept for the first time")), "")]
        changes = differences(before.profile, one.profile, feeds)
        return [*found, *((each, "") for each in changes or [Text(N_("Nothing but its text was changed"))])]
