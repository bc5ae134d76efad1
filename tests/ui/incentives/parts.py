"""Parts of the incentives page as its tests open and answer them."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ui.incentives.page import IncentivesPage

Rest = Callable[[], None]
Visit = Callable[[type[IncentivesPage]], IncentivesPage]


def opened(visit: Visit, at_rest: Rest, part: str) -> IncentivesPage:
    """The page with one of its parts in sight."""
    found = visit(IncentivesPage)
    found.choose(part)
    at_rest()
    return found


def answer(monkeypatch: pytest.MonkeyPatch, module: ModuleType, values: dict[str, Any], *paths: Path) -> None:
    """Answer the next dialogs of a part as somebody would."""
    monkeypatch.setattr(module, "ask", lambda *_a, **_k: values)
    monkeypatch.setattr(module, "ask_files", lambda *_a, **_k: list(paths))
