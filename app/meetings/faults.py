"""What ``check`` looks at of closed minutes: they are kept, read as they were written, and named by their meeting."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.model import ActionItem
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.texts import N_, Text
from app.meetings.minutes import MinutesContent, minutes_from_json, minutes_json
from app.meetings.model import Meeting, MinutesVersion


def minutes_faults(session: Session, files: FileStore) -> Iterator[Text]:
    """A sentence for each closed meeting whose minutes are not as they were, or name an action that is not there."""
    asked = select(MinutesVersion, Meeting).join(Meeting, Meeting.id == MinutesVersion.meeting_id)
    rows = session.execute(asked.order_by(Meeting.held_on, Meeting.number, MinutesVersion.version)).all()
    there = set(session.scalars(select(ActionItem.ref).where(ActionItem.removed.is_(False))))
    newest = {meeting.id: version for version, meeting in rows}
    for version, meeting in rows:
        said = {"ref": meeting.ref, "version": version.version}
        content = _kept(files, version.content_sha256)
        if content is None:
            yield Text(N_("Minutes {version} of meeting {ref} are not kept as they were closed."), said)
        elif not _actions(content) <= there:
            yield Text(N_("Minutes {version} of meeting {ref} name an action that is not there any more."), said)
        elif not content.sum.balanced:
            yield Text(N_("In minutes {version} of meeting {ref} the sum of the actions does not hold."), said)
        if version is newest[meeting.id] and meeting.minutes_sha256 != version.content_sha256:
            yield Text(N_("Meeting {ref} does not name its newest minutes."), {"ref": meeting.ref})


def _kept(files: FileStore, sha256: str) -> MinutesContent | None:
    """The minutes under a hash, None where they are missing or do not read as the same bytes."""
    try:
        data = files.get(sha256)
        content = minutes_from_json(data)
    except UserError:
        return None
    return content if minutes_json(content) == data else None


def _actions(content: MinutesContent) -> set[str]:
    return {one.ref for one in content.carried} | {one.action_ref for _, one in content.outcomes("action")}
