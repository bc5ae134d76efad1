"""Run benchmarks: ``python -m tests.benchmarks [NAME...] [--lines N] [--rounds N] ...``; without a name all of them.

Each module has ``main(arguments)``, which returns its ratios; options that it does not know are for the others.
"""

import importlib
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.measuring import Ratio, machine, say

ORDER = (
    "first_paint",
    "scroll",
    "dealers",
    "gate",
    "pdf",
    "pack",
    "wizard",
    "dedup",
    "health",
    "import_lines",
    "board",
    "boards",
    "alerts",
    "settle",
    "meetings",
    "encryption",
    "installed",
)


def main(words: list[str]) -> int:
    """Run what is named and print one line for each ratio; 1 where a goal is missed."""
    there = [name for name in ORDER if (Path(__file__).parent / f"{name}.py").exists()]
    named = [word for word in words if word in there]
    rest = [word for word in words if word not in there]
    found: list[Ratio] = []
    for name in named or there:
        say(f"== {name}")
        found += [Ratio(*one) for one in importlib.import_module(f"tests.benchmarks.{name}").main(rest)]
    say(f"\n{datetime.now(UTC).date().isoformat()}, {machine()}")
    for one in found:
        goal = f"at least {-one.goal:.0%}" if one.goal < 0 else f"at most {one.goal:g}"
        value = f"{one.ratio:.1%}" if one.goal < 0 else f"{one.ratio:.3f}"
        say(f"{'met ' if one.met else 'OPEN'}  {value:>8}  ({goal})  {one.name}")
    return 0 if all(one.met for one in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
