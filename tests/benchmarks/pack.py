"""A region's pack of a thousand dealers, from the frozen quarter in a workspace to the bytes of the PDF.

    python -m tests.benchmarks pack [--dealers N]

Each a process of its own: reads the frozen figures, computes ranges and reasons, draws. Goals: two minutes, 700 MB for
1,000 dealers; a dealer more may not cost more memory where there are many than where there are few.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.core.settings import MachineSettings
from app.core.workspace import Workspace
from tests.app.health.rounds import keep_quarter
from tests.benchmarks.measuring import Ratio, say

SECONDS, MEMORY_MB = 120.0, 700.0


def measured(folder: Path, dealers: int) -> dict[str, Any]:
    """One pack in a fresh process."""
    path = folder / f"{dealers}.cdesk"
    with Workspace.create(path, name="Pack", machine=MachineSettings(folder / "home")) as workspace:
        keep_quarter(workspace, dealers)
    words = [sys.executable, "-m", "tests.benchmarks.pack_child", str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    say(
        f"{dealers} dealers: {found['pages']} pages, {found['bytes'] / 1e6:.1f} MB in {found['seconds']:.1f} s "
        f"({found['used']:.1f} s of processors), {found['mb']:.0f} MB of memory, {found['before']:.0f} before it, "
        f"{found['steps']} steps to be cancelled at"
    )
    return found


def main(arguments: Sequence[str] = ()) -> list[Ratio]:
    """Measure and say."""
    parser = argparse.ArgumentParser(prog="pack")
    parser.add_argument("--dealers", type=int, default=1000)
    asked, _ = parser.parse_known_args(list(arguments))
    with tempfile.TemporaryDirectory() as folder:
        few, half, whole = (measured(Path(folder), asked.dealers // part) for part in (4, 2, 1))
    first = (half["mb"] - few["mb"]) / (asked.dealers / 4)
    then = (whole["mb"] - half["mb"]) / (asked.dealers / 2)
    say(f"memory by dealer: {first * 1024:.0f} kB, then {then * 1024:.0f} kB")
    return [
        Ratio(f"pack of {asked.dealers} dealers, of {SECONDS:g} s", whole["seconds"] / SECONDS, 1),
        Ratio(f"pack of {asked.dealers} dealers, memory of {MEMORY_MB:g} MB", whole["mb"] / MEMORY_MB, 1),
    ]
