"""The catalogue's keeper: ``add`` translations, ``check`` that every msgid has one, ``prune`` unused ones, ``compile``.

``add`` reads lines of msgid, tab, translation from standard input, a line feed as backslash n; two may run at once.
``freeze``, run at a release, writes down what minutes and agendas that are kept may say by now: that is never pruned.
"""

import ast
import io
import string
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
PO = ROOT / "resources" / "locale" / "zh_CN" / "LC_MESSAGES" / "channeldesk.po"
MO = PO.with_suffix(".mo")
FROZEN = ROOT / "tests" / "fixtures" / "frozen_msgids.txt"
"""A msgid a line, a line feed as backslash n: sentences that files of people name by their msgid."""
_UNKEPT = {"boards", "cli", "doctor", "imports", "jobs", "lineage", "packs", "practice", "reports", "updates"}
"""Folders whose words are said at once and kept nowhere."""
_TOLD = {"N_", "Text"}
MARKERS = {"N_", "t", "_t", "tr", "UserError", "UsageError", "Text", "Action"}


def used_msgids() -> set[str]:
    """Every literal handed to a marker anywhere in the program's sources."""
    return _msgids([ROOT / "main.py", *(ROOT / "app").rglob("*.py"), *(ROOT / "ui").rglob("*.py")], MARKERS)


def keepable_msgids() -> set[str]:
    """Every sentence that may be kept with a record and read years later."""
    folders = [one for one in (ROOT / "app").iterdir() if one.is_dir() and one.name not in _UNKEPT]
    return _msgids([source for folder in folders for source in folder.rglob("*.py")], _TOLD)


def frozen_msgids() -> set[str]:
    """What ``freeze`` wrote down at every release."""
    lines = FROZEN.read_text(encoding="utf-8").splitlines() if FROZEN.exists() else []
    return {line.replace("\\n", "\n") for line in lines}


def freeze() -> int:
    """Add what can be kept by now to what is frozen; returns how many are new."""
    before = frozen_msgids()
    found = before | keepable_msgids()
    FROZEN.write_text("".join(one.replace("\n", "\\n") + "\n" for one in sorted(found)), encoding="utf-8")
    return len(found - before)


def _msgids(sources: Iterable[Path], markers: set[str]) -> set[str]:
    found: set[str] = set()
    for source in sources:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _name(node.func) in markers:
                found |= set(_literals(node.args[0]))
    return found - {""}


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _literals(node: ast.expr) -> Iterator[str]:
    """A literal, or both arms of a conditional between literals."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def load() -> Catalog:
    """The Chinese catalogue as it is now."""
    if not PO.exists():
        return Catalog(locale="zh_CN", domain="channeldesk", charset="utf-8")
    with PO.open("rb") as file:
        return read_po(file, locale="zh_CN", domain="channeldesk")


def compiled(catalogue: Catalog) -> bytes:
    """The .mo bytes of a catalogue; its dates are fixed, so that the same texts give the same bytes."""
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def save(catalogue: Catalog) -> None:
    """Write the .po sorted by msgid, and the .mo beside it."""
    catalogue.fuzzy = False
    out = io.BytesIO()
    write_po(out, catalogue, sort_output=True, omit_header=False, width=0, no_location=True)
    dated = ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team", "Generated-By", "#")
    lines = out.getvalue().decode().splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(tuple(f'"{name}' for name in dated[:-1])) and line[:1] != "#"]
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_text("".join(kept).lstrip("\n"), encoding="utf-8")
    MO.write_bytes(compiled(load()))


def fields(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def problems() -> list[str]:
    """What is missing, left over or has other braces than its msgid."""
    catalogue = load()
    have = {str(message.id): str(message.string) for message in catalogue if message.id}
    used = used_msgids()
    missing = [f"no translation: {msgid!r}" for msgid in sorted(used - {key for key, value in have.items() if value})]
    unused = [f"no longer used: {msgid!r}" for msgid in sorted(set(have) - used - frozen_msgids())]
    braces = [f"other braces: {key!r}" for key, value in have.items() if value and fields(key) != fields(value)]
    stale = (
        [] if MO.exists() and MO.read_bytes() == compiled(catalogue) else ["the .mo file is older than the .po file"]
    )
    return missing + unused + braces + stale


@contextmanager
def locked() -> Iterator[None]:
    """One keeper at a time."""
    import fcntl

    with (ROOT / "resources" / "locale" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def add(lines: list[str]) -> int:
    """Put translations in; returns how many."""
    catalogue = load()
    count = 0
    for line in lines:
        if "\t" not in line:
            continue
        msgid, found = (part.replace("\\n", "\n") for part in line.rstrip("\n").split("\t", 1))
        catalogue.delete(msgid)
        catalogue.add(msgid, found)
        count += 1
    save(catalogue)
    return count


def prune() -> int:
    """Drop what no source uses any more and nothing that is kept may say; returns how many."""
    catalogue = load()
    left = {str(message.id) for message in catalogue if message.id} - used_msgids() - frozen_msgids()
    for msgid in left:
        catalogue.delete(msgid)
    save(catalogue)
    return len(left)


def main(words: list[str]) -> int:
    """Run one command; 1 where ``check`` finds something."""
    if words == ["check"]:
        found = problems()
        print("\n".join(found) or "the catalogue is complete")
        return 1 if found else 0
    with locked():
        if words == ["add"]:
            print(add(sys.stdin.readlines()))
        elif words == ["prune"]:
            print(prune())
        elif words == ["freeze"]:
            print(freeze())
        elif words == ["compile"]:
            save(load())
        else:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
