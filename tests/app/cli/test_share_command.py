"""A board or a figure leaves from the command line in every shape, offline, with what it counts and until when."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PIL import Image
from pptx import Presentation
from pypdf import PdfReader

from app.reports.boards.shapes import FILES
from tests.app.cli.conftest import Said

Say = Callable[..., Said]
PERIOD = ("--span", "2026-Q1")


@pytest.fixture
def region(say: Say, lines: Path, how: Path) -> Say:
    """The command line of a workspace that has the small export in it."""
    assert say("import", lines, "--profile", how).status == 0
    return say


def read(shape: str, data: bytes) -> Any:
    if shape == "pdf":
        return "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    if shape == "xlsx":
        return " ".join(load_workbook(BytesIO(data)).sheetnames)
    if shape == "pptx":
        return " ".join(one.shapes.title.text_frame.text for one in Presentation(BytesIO(data)).slides)
    if shape == "svg":
        return data.decode()
    with Image.open(BytesIO(data)) as picture:
        assert picture.width == 1080
    return "On time in full (OTIF)"


@pytest.mark.parametrize("shape", list(FILES))
def test_each_shape_of_a_figure(region: Say, tmp_path: Path, shape: str) -> None:
    out = tmp_path / f"x.{shape}"
    said = region("share", "otif_rate", "--as", shape, "--out", out, *PERIOD, "--json").json
    assert said["bytes"] == out.stat().st_size
    assert said["as_of"] == "2026-03-31"
    assert "On time in full (OTIF)" in read(shape, out.read_bytes())
    again = tmp_path / f"y.{shape}"
    region("share", "otif_rate", "--as", shape, "--out", again, *PERIOD)
    if shape != "pptx":
        assert again.read_bytes() == out.read_bytes()


def test_a_brief_is_printed_and_says_what_kpi_says(region: Say) -> None:
    said = region("share", "otif_rate", *PERIOD, "--json").json["text"]
    assert said.splitlines()[0].startswith("On time in full (OTIF) daily brief")
    told = region("boards", "service", *PERIOD, "--json").json["tiles"]
    value = next(one["rows"][0]["values"][1] for one in told if one["kpi"] == "on_time_rate" and one["kind"] == "card")
    brief = region("share", "service", "--template", "weekly", *PERIOD).out
    assert f"{float(value):.1%}" in brief
    assert "Counted:" in said
    assert "As of 31 Mar 2026" in said
    assert region("share", "board", *PERIOD, "--template", "monthly").out.startswith("Board monthly brief")


def test_a_template_of_ones_own(region: Say, tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("{period}: {otif_rate}, {otif_rate_prev}", encoding="utf-8")
    said = region("share", "service", "--template", mine, *PERIOD)
    assert said.out.startswith("Q1 2026: ")
    mine.write_text("{nonsense}", encoding="utf-8")
    refused = region("share", "service", "--template", mine, *PERIOD)
    assert refused.status == 1
    assert "{nonsense}" in refused.err


def test_a_template_is_kept_shown_and_taken_out(region: Say, tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("{period} in short: {otif_rate}", encoding="utf-8")
    assert region("briefs", "keep", "Meeting", mine).status == 0
    assert region("share", "service", "--template", "meeting", *PERIOD).out.startswith("Q1 2026 in short: ")
    mine.write_text("{period}: {otif_rate}", encoding="utf-8")
    region("briefs", "keep", "meeting", mine)
    assert [(one["name"], one["body"]) for one in region("briefs", "--json").json["templates"]] == [
        ("Meeting", "{period}: {otif_rate}")
    ]  # fmt: skip
    region("undo")
    assert region("briefs", "show", "Meeting").out.startswith("{period} in short")
    mine.write_text("{nonsense}", encoding="utf-8")
    refused = region("briefs", "keep", "Other", mine)
    assert refused.status == 1
    assert "{nonsense}" in refused.err
    assert region("briefs", "keep", "daily", tmp_path / "nothing.txt").status == 1
    region("briefs", "remove", "Meeting")
    assert region("share", "service", "--template", "Meeting", *PERIOD).status == 1


@pytest.mark.parametrize("words", [
    ("share", "nothing"), ("share", "board", "--template", "nothing"), ("share", "board", "--as", "pdf"),
    ("share", "board", "--span", "never"),
])  # fmt: skip
def test_what_cannot_be_shared_is_refused_with_a_sentence(region: Say, words: tuple[str, ...]) -> None:
    said = region(*words)
    assert said.status in {1, 2}
    assert said.err.strip()
    assert "Traceback" not in said.err


def test_a_board_of_one_dealer_names_it(region: Say) -> None:
    said = region("share", "board", "--dealer", "D1", *PERIOD)
    assert said.status == 0
    assert "D1" in said.out.splitlines()[0]
