"""``make run``: the practice region in a window, or without a display the same main job and where its PDFs are."""

import os
import sys
from pathlib import Path

from main import main

ROOT = Path(__file__).parents[1]


def has_display() -> bool:
    """Whether a window can be shown here."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def without_window(folder: Path) -> int:
    """Practice region -> KPIs -> health assessment -> PDFs -> check, by the command line."""
    folder.mkdir(parents=True, exist_ok=True)
    workspace = folder / "practice.cdesk"
    for old in (workspace, workspace.with_suffix(".files"), *folder.glob("practice.cdesk-*")):
        old.unlink(missing_ok=True)
    base = ["--workspace", str(workspace)]
    zh, en, dealer = (
        folder / "region-2026-Q1-zh.pdf",
        folder / "region-2026-Q1-en.pdf",
        folder / "dealer-2026-Q1-zh.pdf",
    )
    steps = [
        [*base, "demo"],
        [*base, "kpi", "--from", "2026-01", "--to", "2026-03"],
        [*base, "assess", "--period", "2025-Q4"],
        [*base, "assess", "--period", "2026-Q1"],
        [*base, "report", "health", "--period", "2026-Q1", "--lang", "zh", "--out", str(zh)],
        [*base, "report", "health", "--period", "2026-Q1", "--lang", "en", "--out", str(en)],
        [
            *base,
            "report",
            "health",
            "--period",
            "2026-Q1",
            "--dealer",
            "温州瑞康医药有限公司",
            "--lang",
            "zh",
            "--out",
            str(dealer),
        ],
        [*base, "check"],
    ]
    for step in steps:
        print("$ channeldesk", " ".join(step[2:]), flush=True)
        status = main(step)
        if status:
            return status
    print("No display here, so the main job ran without a window. The PDFs:")
    for pdf in (zh, en, dealer):
        print(" ", pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main(["--practice"]) if has_display() else without_window(ROOT / "out"))
