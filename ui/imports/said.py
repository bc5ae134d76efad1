"""Codes of imports in the words of the window."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from app.core.texts import N_, Text
from app.governance.rules.queries import rule_titles
from app.imports import reasons
from ui.core.table_columns import State
from ui.core.words import Words

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.imports.counts import Counts
    from app.imports.feeds import Feed
    from app.imports.queries import QuarantineRow
    from ui.core.look import Look

BATCH_STATES: Final = {
    "live": State(Text(N_("In use")), "good"),
    "withdrawn": State(Text(N_("Withdrawn")), "dim"),
    "replaced": State(Text(N_("Replaced")), "dim"),
}
SHOWN_COUNTS: Final = (
    ("new", N_("New")),
    ("changed", N_("Changed")),
    ("unchanged", N_("Unchanged")),
    ("hidden", N_("Hidden")),
    ("quarantined", N_("Put aside")),
)
OTHER_COUNTS: Final = (
    ("outdated", N_("Older than what is there")),
    ("skipped", N_("Left out by the profile")),
)
COUNT_TIPS: Final = {
    "new": N_("Rows that the workspace does not have yet"),
    "changed": N_("Rows that take the place of an older version"),
    "unchanged": N_("Rows that are there already with the same values"),
    "hidden": N_("Older rows that this complete list no longer has; they stop counting"),
    "quarantined": N_("Rows that cannot be taken in as they are; they wait with a reason"),
    "outdated": N_("Rows of which a later extract has been taken in; they are kept, but do not count"),
    "skipped": N_("Rows that a condition of the profile leaves out"),
}
MODES: Final = {"rows": N_("Rows to add or replace"), "complete": N_("The complete list of its scope")}
SCOPES: Final = {"date": N_("of its day"), "month": N_("of its months"), "all": N_("of everything")}
READINGS: Final = {"dmy": N_("day first"), "mdy": N_("month first"), "ymd": N_("year first")}


def feed_title(desk: "Desk", feed: str) -> Text:
    """The name of a kind of data."""
    return Text(desk.feeds[feed].title)


def joined(look: "Look", words: "list[Text] | list[str]") -> str:
    """Words as a list in a line."""
    return look.t("; ").join(look.say(one) if isinstance(one, Text) else one for one in words)


def field_title(feed: "Feed", name: str) -> Words:
    """The title of a field or of one of its stored columns; the name itself if it is neither."""
    for one in feed.fields:
        if name == one.name or name in one.columns:
            return Text(one.title)
    return name


def reason_of(desk: "Desk", row: "QuarantineRow", look: "Look") -> str:
    """Why a row was put aside; field by field where there are several reasons."""
    feed = desk.feeds[row.feed]
    said = []
    for field, code, value in row.reasons:
        sentence = look.say(reasons.sentence(code, value))
        title = field_title(feed, field) if field and len(row.reasons) > 1 else ""
        words = look.say(title) if isinstance(title, Text) else title
        said.append(look.t("{field}: {reason}", field=words, reason=sentence) if words else sentence)
    return look.t("; ").join(said)


def fields_in(desk: "Desk", row: "QuarantineRow", look: "Look") -> str:
    """The fields of a row that are at fault."""
    feed = desk.feeds[row.feed]
    titles = [field_title(feed, field) for field, _, _ in row.reasons if field]
    return look.t("; ").join(look.say(one) if isinstance(one, Text) else one for one in titles)


def values_in(row: "QuarantineRow") -> str:
    """What stood in the cells at fault."""
    return " · ".join(shown for _, code, value in row.reasons if (shown := reasons.stood(code, value)))


def total(feeds: "tuple[Counts, ...]", name: str) -> int:
    """A count over the feeds of a file."""
    return sum(int(getattr(one, name)) for one in feeds)


def titles_of_rules(desk: "Desk") -> dict[str, Text]:
    """The titles of the data rules by the code of their reasons."""
    with desk.db.read() as session:
        return rule_titles(session)


def counted_reasons(found: Mapping[str, int], look: "Look", rules: Mapping[str, Text]) -> str:
    """Reasons with their counts, the most frequent first."""
    ordered = sorted(found.items(), key=lambda item: -item[1])
    return look.t("; ").join(
        f"{look.say(reasons.short(code, rules))} {look.formats.number(count)}" for code, count in ordered
    )
