"""ChannelDesk: with a command the command line runs, without one the window opens."""

import gc
import sys
from collections.abc import Sequence
from importlib import import_module

COMMANDS = frozenset({
    "account", "actions", "adjust", "alerts", "approve", "aside", "assess", "backtest", "backup", "batches",
    "boards", "briefs", "calendar", "cases", "check", "close", "closings", "coach", "correct", "dealer", "demo",
    "dispute", "doctor", "drivers", "duplicates", "encrypt", "expiring", "export", "fleet", "flows", "fund", "gate",
    "goals", "health", "history", "import", "inbox", "jobs", "known-at", "kpi", "kpis", "lifecycle", "meeting",
    "merge", "model", "move", "next-grade", "pack", "payout", "policy", "profile", "propose", "quality", "quarantine",
    "recalls", "receivables", "redo", "register", "remind", "renewal", "reopen", "report", "reports", "restore",
    "review", "rules", "settle", "share", "simulate", "source", "squad", "statements", "support-bundle", "survey",
    "targets", "territories", "trace", "undo", "units", "updates", "visit-sheet", "visits", "withdraw",
})  # fmt: skip

CHILDREN = {
    "--sandbox-child": "app.imports.sandbox",  # reads a file
    "--display-child": "ui.core.screens",  # looks whether a window can be opened here
    "--parts-child": "ui.core.parts",  # loads every module of the program
    "--paint-child": "ui.app",  # ends when the window has painted
}
"""What a packaged program starts itself for, by the first word: ``serve`` of a module."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words and words[0] in CHILDREN:
        return int(import_module(CHILDREN[words[0]]).serve() or 0)
    if words[:1] == ["--version"]:  # commands have an option of that name
        from app import version_text

        print(f"ChannelDesk {version_text()}")
        return 0
    from app.core.faults import watch_faults

    watch_faults()
    if any(word in COMMANDS or word in {"-h", "--help"} for word in words):
        from app.cli.run import run

        return run(words)
    gc.disable()  # what start-up makes stays: looking for garbage in it costs a fifth of the time; see ui.app
    from ui.app import run as open_window

    return open_window(words)


if __name__ == "__main__":
    sys.exit(main())
