"""What the menus of a series, a meeting and an item offer."""

from collections.abc import Callable, Sequence

from app.core.texts import N_, Text
from app.meetings.held import BEFORE
from app.meetings.rows import ItemRow, MeetingView, MemberRow, SeriesRow
from ui.core.context import Command
from ui.meetings.fields import Known
from ui.meetings.meetings.item_acts import ItemActs


def series_commands(acts: ItemActs, known: Known, one: SeriesRow, members: Sequence[MemberRow]) -> list[Command]:
    """What can be done to a series."""
    words = Text(N_("End the series")) if one.ended_on is None else Text(N_("Go on with it"))
    return [
        Command(Text(N_("Change the series…")), lambda: acts.change_series(known, one, members), "pencil"),
        Command(Text(N_("Members and quorum…")), lambda: acts.change_series(known, one, members, "members"), "users"),
        Command(Text(N_("Agenda template…")), lambda: acts.change_series(known, one, members, "template"), "file-text"),
        Command(words, lambda: acts.end_series(one), "ban"),
    ]


def meeting_commands(acts: ItemActs, view: MeetingView) -> list[Command]:
    """What else can be done to a meeting."""
    state = view.meeting.state
    found: list[Command] = []
    if state in BEFORE:
        words = Text(N_("Take the agenda back")) if state == "open" else Text(N_("The agenda is sent out"))
        found += [Command(words, lambda: acts.send(view), "share-2")]
    if state in {*BEFORE, "in_progress"}:
        found += [
            Command(Text(N_("Change the meeting…")), lambda: acts.change(view), "pencil"),
            Command(Text(N_("Call it off…")), lambda: acts.cancel(view), "ban"),
        ]
    if state == "closed":
        found += [Command(Text(N_("Reopen…")), lambda: acts.reopen(view), "undo-2")]
    return [*found, *acts.papers.commands(view)]


def item_commands(
    acts: ItemActs, item: ItemRow, change: Callable[[], object], move: Callable[[int], object]
) -> list[Command]:
    """What can be done to an item."""
    found = [
        Command(Text(N_("Change…")), change, "pencil"),
        Command(Text(N_("Notes…")), lambda: acts.note(item), "file-text"),
        Command(Text(N_("Move up")), lambda: move(-1), "arrow-up", "Alt+Up"),
        Command(Text(N_("Move down")), lambda: move(1), "arrow-down", "Alt+Down"),
    ]
    if item.state in {"parked", "rejected"}:
        return [*found, Command(Text(N_("Put on again")), lambda: acts.restore(item), "undo-2")]
    found += [
        Command(Text(N_("Put off…")), lambda: acts.park(item), "clock"),
        Command(Text(N_("Strike off…")), lambda: acts.reject(item), "x"),
    ]
    if item.source != "month" and item.state == "planned":
        found.append(Command(Text(N_("Take back")), lambda: acts.remove(item), "trash-2"))
    return found
