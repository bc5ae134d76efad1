"""A support bundle: all that helps to find a fault, and nothing that anybody entered or imported."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from app.core.connect import connect
from app.core.errors import UserError
from app.core.faults import program_words, reports
from app.core.logs import FILE, log_folder
from app.core.progress import Progress
from app.core.settings import MachineSettings
from app.core.sqlite_errors import any_error, name_of
from app.core.texts import EN, Text, texts
from app.doctor.findings import Finding
from app.doctor.service import as_json, examine

PLAIN_SETTINGS: Final = ("language", "theme")
"""Settings of the machine that are told as they are; of all others only that they are there."""
_WORKSPACE: Final = "WORKSPACE"


def write_bundle(
    out: Path, path: Path | None, machine: MachineSettings, *, screens: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Path:  # fmt: skip
    """Write the bundle as a ZIP file; it gets its name only when it is whole.

    In it: the doctor's findings, logs and crash reports, names of settings, the schema, and the number of rows of each
    table. Names of persons and of what they named, paths of the account and of the workspace are left out. Raises
    UserError where the file cannot be written, Cancelled where ``progress`` is.
    """
    rows = examine(path, machine, screens=screens, progress=progress)
    part = out.with_name(f"{out.name}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as bundle:
            _put_json(bundle, "doctor.json", _without_places(as_json([_bare(one) for one in rows], texts(EN)), path))
            bundle.writestr("program.txt", f"{datetime.now(UTC).isoformat(timespec='seconds')}\n{program_words()}\n")
            _put_json(bundle, "settings.json", bare_settings(machine))
            for log in sorted(log_folder().glob(f"{FILE}*")):
                if log.suffix != ".lock":
                    bundle.write(log, f"logs/{log.name}")
            for report in reports():
                bundle.write(report, f"crashes/{report.name}")
            if path is not None and path.is_file():
                _put_schema(bundle, path)
        part.replace(out)
    except OSError as error:
        raise UserError("“{path}” cannot be written: {error}", path=str(out), error=error.strerror) from error
    finally:
        part.unlink(missing_ok=True)
    return out


def _bare(row: Finding) -> Finding:
    """A finding without words that a person entered: sentences keep their braces."""
    if not row.private:
        return row
    value = Text(row.value.msgid) if isinstance(row.value, Text) and row.part != "jobs" else row.value
    advice = Text(row.advice.msgid) if row.advice is not None and row.part != "jobs" else row.advice
    return replace(row, title=Text(row.title.msgid), value=value, advice=advice)


def _without_places(found: dict[str, Any], path: Path | None) -> dict[str, Any]:
    """The same with the account's folder as ``~`` and the workspace's folder and name left out."""
    hidden = [(str(Path.home()), "~")]
    if path is not None:
        hidden.insert(0, (str(path.absolute().with_suffix("")), _WORKSPACE))
        hidden += [(str(path.absolute().parent), f"{_WORKSPACE}-FOLDER"), (path.name, f"{_WORKSPACE}.cdesk")]

    def bare(words: str) -> str:
        for place, stand_in in hidden:
            words = words.replace(place, stand_in) if len(place) > 1 else words
        return words

    return found | {"rows": [{name: bare(words) for name, words in row.items()} for row in found["rows"]]}


def bare_settings(machine: MachineSettings) -> dict[str, Any]:
    """The settings of the machine without names, paths and secrets: what each is, and how many entries it has."""
    return {
        name: value if name in PLAIN_SETTINGS else len(value) if isinstance(value, dict | list) else "set"
        for name, value in sorted(machine.read().items())
    }


def _put_schema(bundle: zipfile.ZipFile, path: Path) -> None:
    """Schema and counts of rows; of a file that cannot be read the kind of error."""
    try:
        with closing(connect(path, read_only=True)) as raw:
            raw.execute("BEGIN")
            found: Sequence[tuple[str, str, str]] = raw.execute(
                "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name"
            ).fetchall()
            counts = {
                name: raw.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
                for kind, name, _ in found
                if kind == "table" and not name.startswith("sqlite_")
            }
    except UserError as error:  # encrypted, and its key is not kept here
        _put_json(bundle, "rows.json", {"error": type(error).__name__})
        return
    except any_error() as error:
        _put_json(bundle, "rows.json", {"error": name_of(error)})
        return
    bundle.writestr("schema.sql", "".join(f"{sql};\n" for _, _, sql in found))
    _put_json(bundle, "rows.json", counts)


def _put_json(bundle: zipfile.ZipFile, name: str, value: object) -> None:
    bundle.writestr(name, json.dumps(value, ensure_ascii=False, indent=1))
