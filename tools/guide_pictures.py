"""The guide's pictures out of the practice region: ``python -m tools.guide_pictures make|check [PAGE ...]``.

``make`` writes one picture of each page and language beside the guide; ``check`` takes them anew and says which of
those kept show something else than today's program (exit status 1). A practice region is made for it, if none is given.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageChops

from app.core.texts import EN, ZH

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from ui.shell.program import Program

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
SIZE: Final = (1366, 768)
COLOURS: Final = 96
"""As many as a page of ours needs; a picture has 40 to 90 KB with them."""
LEVELS: Final = 40
"""A point counts as changed from here on: below lie the steps between the colours kept."""
MOST_CHANGED: Final = 0.03
"""Days and times of the run itself stand on some pages."""


def main(words: list[str]) -> int:
    """Make or check; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("make", "check"))
    parser.add_argument("--workspace", type=Path, help="a prepared one, which is only looked at")
    parser.add_argument("pages", nargs="*", default=[])
    args = parser.parse_intermixed_args(words)
    with tempfile.TemporaryDirectory(prefix="channeldesk-guide-") as home:
        os.environ["CHANNELDESK_HOME"] = home
        workspace = args.workspace or _prepared(Path(home) / "practice.cdesk")
        stale = [
            str(path)
            for path, picture in _taken(workspace, set(args.pages))
            if not _kept(args.what, path, _small(picture))
        ]
    for path in stale:
        print(f"{path} shows something else than the program: python -m tools.guide_pictures make {Path(path).stem}")
    return int(bool(stale))


def _kept(what: str, path: Path, picture: Image.Image) -> bool:
    """Write a picture, or say whether the one that is there shows the same."""
    if what == "make":
        path.parent.mkdir(parents=True, exist_ok=True)
        picture.save(path, optimize=True)
        print(f"{path.name} {path.stat().st_size // 1024} KB")
        return True
    return path.exists() and changed(picture, Image.open(path)) <= MOST_CHANGED


def changed(one: Image.Image, other: Image.Image) -> float:
    """The share of points in which two pictures differ to the eye; 1 where their sizes do."""
    if one.size != other.size:
        return 1.0
    apart = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).convert("L")
    return sum(apart.histogram()[LEVELS:]) / (one.width * one.height)


def _small(picture: Image.Image) -> Image.Image:
    return picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


_MANAGER: Final = "李经理"
_FIGURES: Final[tuple[tuple[str, ...], ...]] = (
    ("demo",),
    ("assess", "--period", "2025-Q4"),
    ("assess", "--period", "2026-Q1"),
)
_WORK: Final[tuple[tuple[str, ...], ...]] = (
    ("squad", "new", "浙西线准时交付", "浙西线准时足量率回到 95 %", "--sponsor", _MANAGER, "--lead", _MANAGER,
     "--to", "2026-06-30"),
    ("actions", "add", "与承运商核对浙西线迟交清单", "--owner", _MANAGER, "--due", "2026-04-17"),
    ("actions", "add", "温州瑞康三月压货核查", "--owner", _MANAGER, "--due", "2026-04-08"),
    ("alerts", "test", "delivery", "--save", "交付迟到"),
    ("alerts", "run"),
    ("recalls", "add", "2026-01", "--product", "10030101", "--level", "2", "--reason", "标签印刷错误"),
    ("targets", "new", "2027 年指标", "--year", "2027", "--growth", "8"),
    ("policy", "new", "2026-Q2", "--template", "growth"),
    ("simulate", "2026-Q2", "--keep"),
    ("policy", "submit", "2026-Q2"),
    ("reports", "add", "月度经营报告", "--kind", "executive", "--schedule", "monthly 5 08:00"),
)  # fmt: skip
"""What a manager would have done by then, so that few pages are empty."""


def _prepared(path: Path) -> Path:
    """A practice region in which the work has begun."""
    from app.bootstrap import open_desk
    from main import main as channeldesk

    def run(*words: str) -> None:
        with redirect_stdout(StringIO()):
            refused = channeldesk(["-w", str(path), "--lang", "zh", *words])
        if refused:
            sys.exit(f"the practice region could not be made: {' '.join(words)}")

    for step in _FIGURES:
        run(*step)
    desk = open_desk(path)
    try:
        _plan_meeting(desk)
    finally:
        desk.close()
    for step in _WORK:
        run("--as", _MANAGER, *step)
    return path


def _plan_meeting(desk: "Desk") -> None:
    from app.core.db import Action
    from app.core.period import day_number
    from app.core.texts import N_
    from app.meetings.agenda.service import write_agenda
    from app.meetings.commands import add_series, plan_meeting
    from app.people.service import find_or_add_person

    action, today = Action(N_("Plan a meeting")), day_number(desk.clock.today())
    chair = desk.db.write(action, lambda session: find_or_add_person(session, name=_MANAGER)).value
    series = desk.db.write(
        action,
        lambda session: add_series(
            session, name="浙江省区月度经营分析会", name_en="Zhejiang monthly channel meeting", chair_id=chair
        ),
    ).value
    meeting = desk.db.write(
        action, lambda session: plan_meeting(session, series_id=series, period="2026-03", held_on=today)
    ).value
    write_agenda(desk.db, desk.workspace.files, meeting_id=meeting)


def _taken(workspace: Path, wanted: set[str]) -> Iterator[tuple[Path, Image.Image]]:
    """Each page's picture and where it is kept, in both languages."""
    from PySide6.QtWidgets import QApplication

    from app.core.settings import MachineSettings
    from tools.pictures import shows, wait
    from ui.app import openers
    from ui.core.memory import Memory
    from ui.help.guide import picture_file
    from ui.shell.pages import PAGES
    from ui.shell.program import Program

    app, machine = QApplication([]), MachineSettings()
    program = Program(app, Memory(), machine, openers(machine))
    program.window.resize(*SIZE)
    program.look.set_mode("light")
    program.window.show()
    program.open(workspace)
    wait(app, program, lambda: program.window.desk is not None)
    if program.window.who is not None:
        program.window.who.hide()
    for spec in PAGES:
        if not wanted or spec.key in wanted:
            program.window.go(spec.key, {})
            wait(app, program, partial(shows, program, spec.key))
            for lang in (ZH, EN):
                program.look.set_language(lang)
                wait(app, program, lambda: True)
                yield picture_file(lang, spec.key), _grabbed(program)
    program.stop()


def _grabbed(program: "Program") -> Image.Image:
    from PySide6.QtGui import QImage

    program.window.notices.hide()  # what the program says of itself at that moment
    shot = program.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    return Image.frombytes("RGB", SIZE, bytes(shot.constBits()), "raw", "RGB", shot.bytesPerLine())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
