"""Keeps PySide6 from reading the source of every module that is imported after it."""

import importlib
from contextlib import suppress


def skip_source_scan() -> None:
    """Tell PySide6's import hook that no module asks for ``snake_case`` or ``true_property``.

    The hook (shibokensupport.feature, 6.11) otherwise searches the source of each imported module for "PySide6", 0.4 ms
    a module, 27 ms before the first paint. Another version of PySide6 without that function is left as it is.
    """
    with suppress(ImportError):
        feature = importlib.import_module("shibokensupport.feature")
        if hasattr(feature, "_mod_uses_pyside"):
            vars(feature)["_mod_uses_pyside"] = _never  # there is no other switch


def _never(_module: object) -> bool:
    return False
