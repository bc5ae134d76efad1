"""From a row to its cells: the kept original is read again by the profile that the row was taken in with."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.files import FileStore
from app.core.formula import names, parse
from app.core.formula.tree import Expression
from app.core.progress import Progress
from app.core.scratch import scratch_folder
from app.core.veiled import VeiledPath
from app.imports.cells import FileCell
from app.imports.feeds import Feed
from app.imports.profile import parse_profile
from app.imports.sandbox import run_child
from app.kpi.atoms import atoms
from app.kpi.definitions import FIXED_BASIS, Kpi
from app.lineage.trace import Origin, TracedRow

_MEMORY_MB: Final = 1_024
_SECONDS: Final = 600
_SERVED: Final = ("promised_first", "delivered", "ordered_quantity", "shipped_quantity", "accepted_quantity")
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "otif": _SERVED, "perfect": (*_SERVED, "documents_ok", "condition_ok"), "on_time": ("promised_first", "delivered"),
    "gross": ("gross_amount",), "open": ("status",), "in_full": ("ordered_quantity", "shipped_quantity"),
    "ship_days": ("ordered", "shipped"), "cycle_days": ("ordered", "delivered"), "kind": ("line_type",),
    "documents": ("documents_ok",), "condition": ("condition_ok",), "promised": ("promised_first",),
    "ordered_q": ("ordered_quantity",), "shipped_q": ("shipped_quantity",), "accepted_q": ("accepted_quantity",),
    "rejected_q": ("rejected_quantity",),
}  # fmt: skip
"""Columns of the views that are called otherwise than the fields that they are read from."""


@dataclass(frozen=True)
class OriginalRow:
    """A row as its file has it."""

    file: str
    file_sha256: str
    sheet: str
    row_no: int
    cells: tuple[FileCell, ...]
    corrected: Mapping[str, str]
    """Of a row that was put aside: by header what a person put in the place of what stood there."""


Originals = Mapping[tuple[str, int], OriginalRow]
"""By feed and the id of the fact."""


def read_originals(
    session: Session, files: FileStore, feeds: Mapping[str, Feed], rows: Iterable[TracedRow], *,
    child: Callable[..., Any] = run_child, progress: Progress | None = None,
) -> Originals:  # fmt: skip
    """The original cells of rows and of the heads that complete them; each file is read once, in a child process.

    Raises UserError where a kept original is missing or damaged.
    """
    by_file: dict[tuple[str, str, str], list[TracedRow]] = {}
    for each in rows:
        for one in (each, *([each.head] if each.head else [])):
            by_file.setdefault((one.origin.file_sha256, one.origin.profile_sha256, one.feed), []).append(one)
    found: dict[tuple[str, int], OriginalRow] = {}
    for (sha256, how, feed), some in by_file.items():
        profile = parse_profile(files.get(how).decode(), feeds)
        entry = next(place for place, part in enumerate(profile.entries) if part.feed == feed)
        with scratch_folder() as folder:
            place = folder / f"original{_suffix(some[0].origin.file)}"
            path = VeiledPath.under(place, files.disposable_key())
            path.write_bytes(files.get(sha256))
            cells: Mapping[int, tuple[FileCell, ...]] = child(
                "app.imports.cells:read_cells",
                (path, profile, entry, frozenset(one.origin.row_no for one in some)),
                memory_mb=_MEMORY_MB, seconds=_SECONDS, progress=progress or Progress(),
            )  # fmt: skip
        value = profile.file.unpivot.value if profile.file.unpivot else ""
        across = {name for name, column in profile.entries[entry].columns if value and column.column == value}
        for one in some:
            at = one.origin
            own = _own_cells(cells.get(at.row_no, ()), across, one.place)
            sheet = own[0].sheet if own else ""
            row = OriginalRow(at.file, sha256, sheet, at.row_no, own, _corrected(session, at, feed))
            found[feed, one.fact.id] = row
    return found


def _own_cells(cells: tuple[FileCell, ...], across: Collection[str], place: tuple[int, int]) -> tuple[FileCell, ...]:
    """Of values that lie across (months) the one that became this fact; all of them where that cannot be told."""
    values = [one for one in cells if one.field in across]
    index, count = place
    if not across or len(values) != count:
        return cells
    return tuple(one for one in cells if one.field not in across or one is values[index])


def _suffix(name: str) -> str:
    return f".{name.rpartition('.')[2]}" if "." in name else ""


def _corrected(session: Session, origin: Origin, feed: str) -> Mapping[str, str]:
    """The cells that a person corrected before the row was taken in."""
    if not origin.parent_id:
        return {}
    sql = """SELECT cells FROM quarantine q JOIN import_batch b ON b.n = q.batch_n
             WHERE b.id = :batch AND q.feed = :feed AND q.row_no = :row AND q.state = 'fixed'"""
    found = session.execute(text(sql), {"batch": origin.batch_id, "feed": feed, "row": origin.row_no}).scalar()
    return {} if found is None else {str(name): str(cell) for name, cell in json.loads(found).items()}


def telling_fields(
    kpi: Kpi | None, feed: Feed, measure: str = "", *, grain: str = "", basis: str = ""
) -> tuple[str, ...]:
    """The fields of a feed that a KPI is computed from, in the feed's order: what is looked at first.

    Of what is no KPI all of them.
    """
    if kpi is None:
        return tuple(one.name for one in feed.fields)
    used: set[str] = set()
    for one in atoms(parse(kpi.formula), grain or kpi.grains[0], basis or (kpi.bases or (FIXED_BASIS,))[0]):
        if measure not in {"", one.name}:
            continue
        pack, column = one.measure.pack, one.measure.column
        used |= set(names(Expression(pack.day)))
        if column != "n":
            used |= set(names(Expression(pack.slots[int(column[1:]) - 1].node)))
    wanted = {field for name in used for field in _FIELDS.get(name, (name,))}
    return tuple(one.name for one in feed.fields if one.name in wanted)
