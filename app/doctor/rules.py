"""What is well, worth a look or bad about an installation, and the sentence that says what to do; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from app.core.drive import Drive
from app.core.texts import N_, Text
from app.doctor.findings import BAD, OK, WARN, Finding, State

MB: Final = 1_000_000
ROOM: Final = 2_000 * MB
"""Free bytes below which a look is worth while, beside room for a backup and a new schema: twice the file."""
LEAST_ROOM: Final = 200 * MB
LARGE_LOG: Final = 256 * MB
"""A write-ahead log of that size was not given back: something reads without end."""
LATE: Final = timedelta(days=1)
OLD_BACKUP: Final = timedelta(days=7)
LEAST_PYTHON: Final = (3, 11)
LEAST_SQLITE: Final = (3, 38, 0)
LEAST_SCREEN: Final = (1280, 720)
INSTALL: Final = Text(N_("Install the program again."))


def size_words(count: int) -> str:
    """Bytes as people say them."""
    return f"{count / 1e9:,.1f} GB" if count >= 1e9 else f"{count / 1e6:,.1f} MB"


def version_finding(key: str, title: str, found: str | None) -> Finding:
    """One library or program by its version; None is missing."""
    if found is None:
        return Finding("versions", key, Text(title), Text(N_("missing")), BAD, INSTALL)
    return Finding("versions", key, Text(title), found)


def least_finding(key: str, title: str, found: Sequence[int], least: Sequence[int]) -> Finding:
    """A version that must not be older than another."""
    said = ".".join(map(str, found))
    if tuple(found) >= tuple(least):
        return Finding("versions", key, Text(title), said)
    advice = Text(N_("Version {least} or newer is needed."), {"least": ".".join(map(str, least))})
    return Finding("versions", key, Text(title), said, BAD, advice)


def path_finding(key: str, title: str, path: str, *, there: bool, needed: bool = False) -> Finding:
    """A file or folder; a needed one that is not there is bad."""
    value: Text | str = path if there else Text(N_("{path} (not there yet)"), {"path": path})
    if there or not needed:
        return Finding("paths", key, Text(title), value)
    advice = Text(N_("Bring it back: restore the newest backup."))
    return Finding("paths", key, Text(title), Text(N_("{path} is missing"), {"path": path}), BAD, advice)


def backup_finding(newest: datetime | None, now: datetime) -> Finding:
    """When the newest backup was made."""
    title = Text(N_("Newest backup"))
    advice = Text(N_("Make one: open Settings and choose “Back up now”, or run the command backup."))
    if newest is None:
        return Finding("paths", "backup", title, Text(N_("none")), WARN, advice)
    state: State = WARN if now - newest > OLD_BACKUP else OK
    said = f"{newest:%Y-%m-%d %H:%M} UTC"
    return Finding("paths", "backup", title, said, state, advice if state == WARN else None)


def room_finding(key: str, title: str, free: int, size: int = 0) -> Finding:
    """How much room is left where something of a size lies."""
    value = Text(N_("{free} free"), {"free": size_words(free)})
    if free < LEAST_ROOM:
        return Finding("disk", key, Text(title), value, BAD, Text(N_("Free some space before you go on working.")))
    if free < ROOM + 2 * size:
        advice = Text(N_("Free some space: a backup or an update needs about twice the size of the workspace."))
        return Finding("disk", key, Text(title), value, WARN, advice)
    return Finding("disk", key, Text(title), value)


def drive_findings(drive: Drive, system: str) -> list[Finding]:
    """What kind of drive the workspace lies on, and what the user should know of it."""
    kind = N_("network drive ({system})") if drive.network else N_("local disk ({system})")
    notices = drive.notices()
    state: State = BAD if not drive.writable else WARN if notices else OK
    first = Finding("disk", "drive", Text(N_("Kind of drive")), Text(kind, {"system": system or "?"}), state,
                    notices[0] if notices else None)  # fmt: skip
    more = [Finding("disk", "cloud", Text(N_("Cloud folder")), drive.cloud, WARN, one) for one in notices[1:]]
    return [first, *more]


def schema_finding(found: str, known: str, refusal: Text | None) -> Finding:
    """Which schema the file has; ``refusal`` is why it cannot be read at all."""
    title = Text(N_("Schema"))
    if refusal is not None:
        return Finding("database", "schema", title, found or "?", BAD, refusal, private=True)
    if found != known:
        advice = Text(N_("It is backed up and brought to {known} when it is opened the next time."), {"known": known})
        return Finding("database", "schema", title, found or "?", WARN, advice)
    return Finding("database", "schema", title, found)


def faults_finding(key: str, title: str, faults: Sequence[object], looked: str) -> Finding:
    """What a look for faults found; ``looked`` says at what."""
    if not faults:
        return Finding("database", key, Text(title), Text(N_("sound ({looked})"), {"looked": looked}))
    advice = Text(N_("Run the command check; where it finds the same, restore the newest backup."))
    return Finding("database", key, Text(title), Text(N_("faults: {n}"), {"n": len(faults)}), BAD, advice)


def log_finding(mode: str, size: int, *, network: bool) -> Finding:
    """The write-ahead log: there on a local disk, and given back after writing."""
    title, value = Text(N_("Write-ahead log")), f"{mode}, {size_words(size)}"
    if mode != "wal" and not network:
        advice = Text(N_("Open the workspace once in the program, which switches the log on."))
        return Finding("database", "wal", title, value, WARN, advice)
    if size > LARGE_LOG:
        advice = Text(N_("Close every window and command that has the workspace open; the log is then taken up."))
        return Finding("database", "wal", title, value, WARN, advice)
    return Finding("database", "wal", title, value)


@dataclass(frozen=True)
class JobFact:
    """A job with its last run and since when one is due."""

    name: str
    title: Text
    last: datetime | None
    outcome: Text | None
    failed: bool
    due: datetime | None
    own: bool
    """Whether it is one of the program's, whose title no person entered."""


def job_finding(job: JobFact, now: datetime) -> Finding:
    """How a job fares: failed at its last run, late by more than a day, or well."""
    value: Text | str = Text(N_("never"))
    if job.last is not None and job.outcome is not None:
        value = Text(N_("{at}: {outcome}"), {"at": f"{job.last:%Y-%m-%d %H:%M} UTC", "outcome": job.outcome})
    row: dict[str, Any] = {"part": "jobs", "key": job.name, "title": job.title, "private": not job.own}
    if job.failed:
        advice = Text(N_("Look at the jobs (command jobs list) for what it says, mend that and run it again."))
        return Finding(value=value, state=WARN, advice=advice, **row)
    if job.due is not None and now - job.due > LATE:
        advice = Text(N_("Due since {at}: leave a window open, or let the system call the command jobs run-due."),
                      {"at": f"{job.due:%Y-%m-%d %H:%M} UTC"})  # fmt: skip
        return Finding(value=value, state=WARN, advice=advice, **row)
    return Finding(value=value, **row)


def font_finding(name: str, head: bytes, size: int) -> Finding:
    """A font of the program: there and a font."""
    if head in {b"\x00\x01\x00\x00", b"OTTO", b"true"}:
        return Finding("fonts", name, Text(name), size_words(size))
    return Finding("fonts", name, Text(name), Text(N_("missing")), BAD, INSTALL)


def display_findings(found: Mapping[str, Any] | None, why: str = "") -> list[Finding]:
    """The screens as Qt sees them; None is that no window can be opened here."""
    if found is None:
        advice = Text(N_("No window can be opened here ({why}). The command line, imports and reports work without "
                         "one."), {"why": why or "?"})  # fmt: skip
        return [Finding("display", "platform", Text(N_("Platform")), Text(N_("none")), WARN, advice)]
    rows = [Finding("display", "platform", Text(N_("Platform")), f"{found['platform']}, Qt {found['qt']}")]
    for number, one in enumerate(found["screens"], 1):
        value = f"{one['size']}, {one['scale']:.0%}, {one['dpi']} dpi"
        small = one["wide"] < LEAST_SCREEN[0] or one["high"] < LEAST_SCREEN[1]
        advice = Text(N_("Small: choose a lower scale in the system, 1366 x 768 is what pages are made for."))
        title = Text(N_("Screen {n}"), {"n": number})
        rows.append(
            Finding("display", f"screen{number}", title, value, WARN if small else OK, advice if small else None)
        )
    return rows


def encoding_finding(encoding: str) -> Finding:
    """By which code words are written to the terminal and to files that say nothing."""
    title = Text(N_("Encoding"))
    if encoding.replace("-", "").lower() in {"utf8", "cp65001", "gbk", "cp936", "gb18030"}:
        return Finding("locale", "encoding", title, encoding)
    advice = Text(N_("Chinese cannot be printed so: set LANG to a locale of UTF-8, such as C.UTF-8."))
    return Finding("locale", "encoding", title, encoding, WARN, advice)
