"""What the doctor reads of the machine: versions, folders, room, fonts, language."""

import locale
import os
import platform
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Final

from app import FROZEN, INSIDE, version_text
from app.core.faults import crash_folder, reports
from app.core.logs import log_folder
from app.core.settings import MachineSettings
from app.core.texts import DOMAIN, LOCALE_DIR, N_, ZH, Text
from app.doctor import rules
from app.doctor.findings import BAD, WARN, Finding

LIBRARIES: Final = (
    "PySide6-Essentials", "SQLAlchemy", "alembic", "pyqtgraph", "numpy", "highspy", "reportlab", "pypdfium2", "babel",
    "python-calamine", "xlsxwriter", "python-pptx", "python-docx", "icalendar", "chinesecalendar", "platformdirs",
    "psutil", "rapidfuzz", "apscheduler", "keyring", "cryptography", "urllib3", "pyhanko",
)  # fmt: skip
"""What the program is built on."""
ROOT: Final = INSIDE
FONTS: Final = ("ChannelDeskSans-Regular.ttf", "ChannelDeskSans-Bold.ttf")


def version_rows() -> Iterator[Finding]:
    """Program, system, Python, SQLite and each library."""
    kind = N_("packaged") if FROZEN else N_("from source")
    version = Text("{version} ({kind})", {"version": version_text(), "kind": Text(kind)})
    yield Finding("versions", "program", Text("ChannelDesk"), version)
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    yield Finding("versions", "system", Text(N_("System")), system)
    yield rules.least_finding("python", "Python", sys.version_info[:3], rules.LEAST_PYTHON)
    yield rules.least_finding("sqlite", "SQLite", sqlite3.sqlite_version_info, rules.LEAST_SQLITE)
    for name in LIBRARIES:
        yield rules.version_finding(name, name, _version(name))


def _version(name: str) -> str | None:
    with suppress(metadata.PackageNotFoundError):
        return metadata.version(name)
    return None


def path_rows(machine: MachineSettings) -> Iterator[Finding]:
    """Where program, settings, logs and crash reports lie; crash reports of the last days are worth a look."""
    yield rules.path_finding("program", N_("Program"), str(ROOT), there=True)
    yield rules.path_finding("settings", N_("Settings of this machine"), str(machine.folder),
                             there=machine.folder.exists())  # fmt: skip
    yield rules.path_finding("logs", N_("Logs"), str(log_folder()), there=log_folder().exists())
    yield rules.path_finding("temporary", N_("Temporary files"), tempfile.gettempdir(), there=True)
    found = reports()
    title = Text(N_("Crash reports"))
    if found:
        advice = Text(N_("Send a support bundle to whoever maintains ChannelDesk, then delete the reports in {path}"),
                      {"path": str(crash_folder())})  # fmt: skip
        yield Finding("paths", "crashes", title, str(len(found)), WARN, advice)
    else:
        yield Finding("paths", "crashes", title, Text(N_("none")))


def room_rows(machine: MachineSettings) -> Iterator[Finding]:
    """Room for settings and for temporary files."""
    for key, title, folder in (
        ("settings", N_("Room for settings and logs"), machine.folder),
        ("temporary", N_("Room for temporary files"), Path(tempfile.gettempdir())),
    ):
        yield rules.room_finding(key, title, free_bytes(folder))


def free_bytes(folder: Path) -> int:
    """The room that is left where a folder lies or will lie."""
    there = next((one for one in (folder, *folder.absolute().parents) if one.exists()), Path.cwd())
    return shutil.disk_usage(there).free


def font_rows() -> Iterator[Finding]:
    """The program's own fonts."""
    for name in FONTS:
        path = ROOT / "resources" / "fonts" / name
        try:
            with path.open("rb") as file:
                yield rules.font_finding(name, file.read(4), path.stat().st_size)
        except OSError:
            yield rules.font_finding(name, b"", 0)


def locale_rows(machine: MachineSettings) -> Iterator[Finding]:
    """The language that was chosen, that of the system, its code and its time."""
    named = next((os.environ[one] for one in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(one)), "")
    yield Finding("locale", "chosen", Text(N_("Language chosen")), machine.language or Text(N_("none")))
    yield Finding("locale", "system", Text(N_("Language of the system")), named or locale.getlocale()[0] or "C")
    yield rules.encoding_finding(sys.stdout.encoding if sys.stdout is not None else locale.getpreferredencoding())
    yield Finding("locale", "zone", Text(N_("Time zone")), f"{datetime.now().astimezone():%Z, UTC%z}")
    there = (LOCALE_DIR / ZH / "LC_MESSAGES" / f"{DOMAIN}.mo").is_file()
    title = Text(N_("Chinese texts"))
    if there:
        yield Finding("locale", "catalogue", title, Text(N_("there")))
    else:
        yield Finding("locale", "catalogue", title, Text(N_("missing")), BAD, rules.INSTALL)


def list_rows(machine: MachineSettings, workspace: Path | None) -> Iterator[Finding]:
    """What antivirus must not hold and what file encryption must leave alone: programs, folders, files."""
    yield _listed("process", N_("Process"), sys.executable)
    yield _listed("program", N_("Program"), str(ROOT))
    yield _listed("settings", N_("Settings of this machine"), str(machine.folder))
    yield _listed("logs", N_("Logs"), str(log_folder()))
    yield _listed("temporary", N_("Temporary files"), str(Path(tempfile.gettempdir()) / "channeldesk-*"))
    stem = str(workspace.absolute().with_suffix("")) if workspace is not None else "*"
    for tail in (
        ".cdesk",
        ".cdesk-wal",
        ".cdesk-shm",
        ".cdesk-window",
        ".cdesk-writer",
        ".cdesk-sight",
        ".files",
        ".files-journal",
        ".backups",
    ):
        inside = f"{os.sep}*" if tail == ".backups" else ""
        yield _listed(f"workspace{tail}", N_("Workspace"), f"{stem}{tail}{inside}")


def _listed(key: str, title: str, value: str) -> Finding:
    return Finding("lists", key, Text(title), value)
