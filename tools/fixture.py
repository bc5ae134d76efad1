"""``python tools/fixture.py`` leaves a workspace with data at today's schema: ``tests/fixtures/<revision>.cdesk.gz``.

Made once per released schema and never again: the tests upgrade it with every later revision and look for its figures.
"""

import gzip
import os
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from app.bootstrap import Desk

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
FOLDER = ROOT / "tests" / "fixtures"
HEAD = "order,dealer,ordered,promised,shipped,delivered"
LINES = "order,line,product,qty,sent,price"


def make(folder: Path) -> Path:
    """A small region: two dealers, eight orders, a withdrawn batch, a person, an assessment, a meeting."""
    from app.bootstrap import FEEDS, create_desk
    from app.core.db import Action
    from app.core.progress import Progress
    from app.health.service import assess
    from app.imports.profile import parse_profile
    from app.people.service import find_or_add_person

    profiles = {
        "heads": """id = "heads"\nsource = "erp"\n[[feed]]\nfeed = "order_head"\n[feed.columns]\norder_no = "order"
party_code = "dealer"\nordered = "ordered"\npromised_first = "promised"\nshipped = "shipped"\ndelivered = "delivered"
currency = { value = "CNY" }\n""",
        "lines": """id = "lines"\nsource = "erp"\n[[feed]]\nfeed = "order_line"\nhead = true\n[feed.columns]
order_no = "order"\nline_no = "line"\nproduct_code = "product"\nordered_quantity = "qty"\nshipped_quantity = "sent"
price = "price"\namount = { formula = "qty * price" }\n""",
    }
    month = [f"2026-0{1 + n % 3}" for n in range(8)]
    heads = [f"SO{n},D{n % 2},{month[n]}-05,{month[n]}-09,{month[n]}-06,{month[n]}-{8 + n % 3:02d}" for n in range(8)]
    lines = [f"SO{n},{k},P{k},{10 * n + k},{10 * n + k - n % 2},{k}.25" for n in range(8) for k in (1, 2)]
    desk = create_desk(folder / "fixture.cdesk", name="浙江（样例）")
    try:
        person = desk.db.write(
            Action("Said who works here"), lambda session: find_or_add_person(session, name="样例经理")
        )
        desk.workspace.set_person(person.value)
        for name, rows, kind in (
            ("heads.csv", [HEAD, *heads], "heads"),
            ("lines.csv", [LINES, *lines], "lines"),
            ("again.csv", [LINES, *lines[:4], "SO9,1,P1,x,1,1"], "lines"),
        ):
            path = folder / name
            path.write_text("\n".join(rows) + "\n", encoding="utf-8")
            with desk.pipeline.staged(path, parse_profile(profiles[kind], FEEDS), progress=Progress()) as ready:
                loaded = desk.pipeline.load(ready, progress=Progress())
        desk.pipeline.withdraw(loaded.batch_ref, progress=Progress())
        assess(desk.db, desk.workspace.files, desk.figures, period="2026-Q1", progress=Progress())
        hold_meeting(desk, person.value)
    finally:
        desk.close()
    return folder / "fixture.cdesk"


def hold_meeting(desk: "Desk", person: str) -> None:
    """A meeting under way with one action; closed minutes would be a file beside the workspace."""
    from app.core.db import Action
    from app.meetings.commands import add_item, add_outcome, add_series, plan_meeting, set_attendance, start_meeting

    def write(command: "Callable[..., Any]", **how: object) -> "Any":
        return desk.db.write(Action("Held a meeting"), lambda session: command(session, **how)).value

    series = write(add_series, name="月度经营分析会", chair_id=person)
    meeting = write(plan_meeting, series_id=series, period="2026-03", held_on=20_553)
    item = write(add_item, meeting_id=meeting, title="准时率")
    write(start_meeting, meeting_id=meeting, at_ms=0)
    write(add_outcome, item_id=item, kind="action", text="核对迟交清单", owner_id=person, due_on=20_600)
    write(set_attendance, meeting_id=meeting, person_id=person, state="present")


def main() -> int:
    """Write the fixture of the newest revision."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["CHANNELDESK_HOME"] = str(Path(name) / "home")
        path = make(Path(name))
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("VACUUM")
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        FOLDER.mkdir(exist_ok=True)
        out = FOLDER / f"{revision}.cdesk.gz"
        if out.exists():
            print(f"{out.name} is there already; a released schema's fixture is never made again")
            return 1
        out.write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    print(f"wrote {out.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
