"""Kills a program at seeded moments: before any SQL statement, before and after any rename or removal of a file.

A scenario is a function ``run(folder)`` that a child process calls. ``moments`` lets it run once to the end and counts;
``killed_at`` runs it again and has it die by SIGKILL at one of them. What must hold afterwards is the test's own.

``CHANNELDESK_KILLS`` says how many moments are tried (2 unless told); the seed is fixed.
"""

import importlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

ROOT = Path(__file__).parents[2]
_AT = "CHANNELDESK_KILL_AT"
_LIST = "CHANNELDESK_KILL_LIST"
TIMEOUT_S = 300


def kills(default: int = 2) -> int:
    """How many moments to try."""
    return int(os.environ.get("CHANNELDESK_KILLS", default))


def start(
    scenario: str, folder: Path, *words: object, at: int = 0, listing: Path | None = None
) -> subprocess.Popen[str]:
    """A child that runs ``module:function`` and dies at moment ``at`` (0: never)."""
    environment = os.environ | {_AT: str(at), _LIST: str(listing or "")}
    command = [sys.executable, "-m", "tests.torture.kills", scenario, str(folder), *map(str, words)]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def moments(scenario: str, folder: Path, *words: object, seed: int = 7, count: int | None = None) -> list[int]:
    """Seeded moments of a scenario, found by letting it run to its end: some of each kind, spread over the whole."""
    listing = folder / "moments.json"
    child = start(scenario, folder, *words, listing=listing)
    _, complaint = child.communicate(timeout=TIMEOUT_S)
    assert child.returncode == 0, complaint
    kinds: list[str] = json.loads(listing.read_text(encoding="utf-8"))
    return spread(kinds, seeded(seed), kills() if count is None else count)


def seeded(seed: int) -> random.Random:
    """Chance that comes out the same every time."""
    return random.Random(seed)


def spread(kinds: Sequence[str], chance: random.Random, count: int) -> list[int]:
    """``count`` moments: one in each equal stretch of the whole, and of every kind at least one where there is room."""
    total = len(kinds)
    count = min(count, total)
    edges = [round(total * part / count) for part in range(count + 1)]
    found = [chance.randrange(low, high) for low, high in pairwise(edges)]
    for kind in sorted(set(kinds) - {kinds[one] for one in found}):
        found[chance.randrange(count)] = chance.choice([one for one, name in enumerate(kinds) if name == kind])
    return sorted({one + 1 for one in found})


def killed_at(scenario: str, folder: Path, *words: object, at: int) -> str:
    """Run a scenario that dies at a moment; returns what it had said until then.

    Threads make the order of statements vary a little, so that it may also come to its end.
    """
    child = start(scenario, folder, *words, at=at)
    said, complaint = child.communicate(timeout=TIMEOUT_S)
    assert child.returncode in {0, -signal.SIGKILL}, complaint
    return said


class Reaper:
    """Counts moments in the child and kills it at the one that was asked for."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.kinds: list[str] = []

    def moment(self, kind: str) -> None:
        """One more moment."""
        self.kinds.append(kind)
        if len(self.kinds) == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        """Watch every connection that is opened from now on, and every rename and removal."""
        connect = sqlite3.connect

        def watched(*args: Any, **named: Any) -> sqlite3.Connection:
            connection = connect(*args, **named)
            connection.set_trace_callback(lambda statement: self.moment(_kind(statement)))
            return connection

        sqlite3.connect = watched  # type: ignore[assignment]
        sealed = dbapi2.connect

        def watched_too(*args: Any, **named: Any) -> Any:
            connection = sealed(*args, **named)
            connection.set_trace_callback(lambda statement: self.moment(_kind(statement)))
            return connection

        dbapi2.connect = watched_too
        for name in ("replace", "rename", "unlink", "remove"):
            setattr(os, name, self._around(name, getattr(os, name)))

    def _around(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **named: Any) -> Any:
            self.moment(f"before {name}")
            found = real(*args, **named)
            self.moment(f"after {name}")
            return found

        return called


def _kind(statement: str) -> str:
    """A commit is a kind of its own: the moment before it is the one that matters most."""
    return "commit" if statement.strip().upper().startswith("COMMIT") else "statement"


def main(scenario: str, folder: str, *words: str) -> None:
    """In the child: run the scenario under watch."""
    module, name = scenario.split(":")
    run = getattr(importlib.import_module(module), name)
    reaper = Reaper(int(os.environ.pop(_AT)))
    listing = os.environ.pop(_LIST)
    reaper.install()
    run(Path(folder), *words)
    if listing:
        Path(listing).write_text(json.dumps(reaper.kinds), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
