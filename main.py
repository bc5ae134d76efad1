"""ChannelDesk: with a command the command line runs, without one the window opens."""

import gc
import sys
from collections.abc import Sequence

COMMANDS = frozenset({
    "account", "actions", "adjust", "alerts", "approve", "aside", "assess", "backtest", "backup", "batches", "boards",
    "briefs", "calendar", "cases", "check", "close", "closings", "coach", "correct", "dealer", "demo", "dispute",
    "doctor", "drivers", "duplicates", "encrypt", "expiring", "export", "fleet", "flows", "fund", "gate", "goals", "health",
    "history", "import", "inbox", "jobs", "known-at", "kpi", "kpis", "lifecycle", "meeting", "merge", "model",
    "next-grade", "pack", "payout", "policy", "profile", "propose", "quality", "quarantine", "recalls", "receivables",
    "redo", "register", "remind", "renewal", "reopen", "report", "reports", "restore", "review", "rules", "settle",
    "share", "simulate", "source", "squad", "statements", "support-bundle", "survey", "targets", "territories", "trace",
    "undo", "units", "updates", "visit-sheet", "visits", "withdraw",
})  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["--sandbox-child"]:  # how a packaged program starts the child that reads a file
        from app.imports.sandbox import serve

        serve()
        return 0
    if words[:1] == ["--display-child"]:  # how the doctor looks whether a window can be opened here
        from ui.core.screens import serve as serve_screens

        serve_screens()
        return 0
    if words[:1] == ["--parts-child"]:  # how a package is asked whether every module of the program is inside
        from ui.core.parts import serve as serve_parts

        return serve_parts()
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
