"""Every sentence of the program is in the catalogue, in Chinese, with the same braces; nothing left over."""

import importlib.util
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]


def keeper() -> ModuleType:
    """``tools/texts.py``, which is no part of the program."""
    spec = importlib.util.spec_from_file_location("keeper", ROOT / "tools" / "texts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_kept_minutes_and_agendas_say_keeps_its_chinese() -> None:
    found = keeper()
    have = {str(one.id): str(one.string) for one in found.load() if one.id}
    frozen = found.frozen_msgids()
    assert len(frozen) > 1000
    assert [one for one in sorted(frozen) if not have.get(one)] == []


def test_the_catalogue_is_complete() -> None:
    assert keeper().problems() == []
