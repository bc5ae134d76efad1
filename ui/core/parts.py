"""Whether every module of the program can be loaded: a package that lacks one says so before anybody opens its page."""

import importlib
import pkgutil
import sys


def serve() -> int:
    """Load every module of the program and print those that fail, each with why; 1 where there are any."""
    failed = []
    for name in sorted(names()):
        try:
            importlib.import_module(name)
        except Exception as fault:  # noqa: BLE001 - whatever stops a module from loading is what is asked for
            failed.append(f"{name}: {type(fault).__name__}: {fault}")
    sys.stdout.write("".join(f"{line}\n" for line in (*failed, f"{len(failed)} modules cannot be loaded")))
    return 1 if failed else 0


def names() -> set[str]:
    """Every module of ``app`` and ``ui``."""
    found = set()
    for top in ("app", "ui"):
        package = importlib.import_module(top)
        found |= {one.name for one in pkgutil.walk_packages(package.__path__, f"{top}.") if one.name != "ui.app"}
    return found
