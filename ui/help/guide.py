"""The manager's guide: Markdown pages of ``resources/guide``, one a topic, read when somebody asks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from app import RESOURCES

FOLDER: Final = RESOURCES / "guide"
CONTENTS: Final = "index"
FIRST: Final = "start"
"""The topic of the welcome page."""
TOPICS: Final = (
    CONTENTS, FIRST, "imports", "profiles", "quarantine", "sources", "board", "boards", "figures", "kpis", "inbox",
    "alerts", "targets", "dealers", "visits", "actions", "cases", "recalls", "gate", "products", "quality", "flows",
    "health", "model", "review", "incentives", "approvals", "reports", "meetings", "undo", "history", "settings",
    "keyboard",
)  # fmt: skip
"""Every topic in the order of the contents; one that is called like a page is what F1 opens there."""
_MARKS: Final = re.compile(r"!\[[^\]]*\]\([^)]*\)|[*`|>#]|\[([^\]]*)\]\([^)]*\)|^(?:-+|\d+\.) ?", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """A part of a topic under one heading; number 0 stands before the first heading of the second level."""

    topic: str
    number: int
    page: str
    """The topic's title."""
    title: str
    """The section's heading; the topic's title for number 0."""
    text: str
    """What it says, without the marks of Markdown."""

    @property
    def link(self) -> str:
        """The address that opens it."""
        return f"{self.topic}.md#{self.number}"


def topic_of(page: str) -> str:
    """The topic about a page of the window: the one called like it, else the contents; no page is the first start."""
    if not page:
        return FIRST
    return page if page in TOPICS else CONTENTS


@cache
def markdown(lang: str, topic: str) -> str:
    """The text of a topic."""
    return (FOLDER / lang / f"{topic}.md").read_text(encoding="utf-8")


def picture_file(lang: str, topic: str) -> Path:
    """Where the picture of a page lies; ``tools/guide_pictures.py`` takes them out of the practice region."""
    return FOLDER / "pictures" / lang / f"{topic}.png"


def title(lang: str, topic: str) -> str:
    """The title of a topic: its first line."""
    return markdown(lang, topic).partition("\n")[0].removeprefix("# ").strip()


@cache
def sections(lang: str) -> tuple[Section, ...]:
    """Every section of the guide, in its order."""
    return tuple(section for topic in TOPICS for section in _sections(lang, topic))


def _sections(lang: str, topic: str) -> Iterator[Section]:
    page = title(lang, topic)
    body = markdown(lang, topic).partition("\n")[2]
    for number, part in enumerate(re.split(r"^## ", body, flags=re.MULTILINE)):
        head, _, text = part.partition("\n") if number else (page, "", part)
        yield Section(topic, number, page, head.strip(), _MARKS.sub(r"\1", text).strip())


def search(lang: str, words: str) -> list[Section]:
    """The sections that hold every word: those that say it in a heading first, then in the guide's order."""
    wanted = words.casefold().split()
    found = [
        section
        for section in sections(lang)
        if section.topic != CONTENTS
        and wanted
        and all(word in f"{section.page} {section.title} {section.text}".casefold() for word in wanted)
    ]

    def rank(section: Section) -> int:
        in_title = all(word in section.title.casefold() for word in wanted)
        in_text = all(word in f"{section.title} {section.text}".casefold() for word in wanted)
        return 0 if in_title else 1 if in_text else 2

    return sorted(found, key=rank)


def excerpt(section: Section, words: str, *, most: int = 90) -> str:
    """A line of a section around the first of the words that it holds."""
    text = " ".join(section.text.split())
    wanted = words.casefold().split()
    at = min((place for word in wanted if (place := text.casefold().find(word)) >= 0), default=0)
    start = max(at - most // 3, 0)
    before, shown, after = text[:start], text[start : start + most], text[start + most :]
    if before and (gap := shown.find(" ", 0, most // 4)) >= 0:
        shown = shown[gap:]
    if after and (gap := shown.rfind(" ", most // 2)) >= 0:
        shown = shown[:gap]
    return f"{'…' if before else ''}{shown.strip()}{'…' if after else ''}"
