"""What of the collected files stays out of a package: modules, data and libraries that the program never uses."""

import posixpath
import re
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath
from typing import Final

EXCLUDED_MODULES: Final = (
    "_pytest", "apsw", "babel.messages.frontend", "cairosvg", "Cython", "distutils", "doctest", "duckdb", "ensurepip",
    "fontTools", "hypothesis", "idlelib", "IPython", "lib2to3", "matplotlib", "migrations.models", "mypy", "numpy.f2py",
    "numpy.testing", "numpy.distutils", "openpyxl", "OpenGL", "pandas", "pip", "pkg_resources", "pydoc_data", "pypdf",
    "pytest", "rlPyCairo", "scipy", "setuptools", "sphinx", "sqlalchemy.testing", "tests", "tkinter", "tools",
    "trytond", "turtledemo", "wheel", "installer",
    "curses", "readline", "PIL._avif", "PIL._imagingcms", "PIL._imagingft", "PIL._imagingtk", "PIL._webp",
    "PySide6.QtNetwork", "PySide6.QtPrintSupport", "PySide6.QtQml",
    "PySide6.QtQuick", "PySide6.QtSql", "PySide6.QtTest", "PySide6.QtUiTools", "PySide6.QtXml",
)  # fmt: skip
"""Never imported by the program; some libraries would like them where they are there (readline is GPL-3)."""

_LOCALES: Final = r"(root|en|en_001|en_US|zh|zh_Hans|zh_Hans_CN)"
DROPPED: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(^|/)tests?/",
        r"(^|/)__pycache__/(?!\d{4}_)",
        r"\.(pyi|pxd|h|hpp|c|cpp|lib|a|po|pot)$",
        rf"^babel/locale-data/(?!{_LOCALES}\.dat$)",
        r"^PySide6/(.*/)?translations/(?!qtbase_(zh_CN|en)\.qm$)",
        r"^PySide6/(.*/)?qml/",
        r"^PySide6/(.*/)?plugins/(designer|egldeviceintegrations|generic|networkinformation|printsupport)/",
        r"^PySide6/(.*/)?plugins/(qmllint|qmltooling|sqldrivers|tls|vectorimageformats|wayland-[^/]*)/",
        r"^PySide6/(.*/)?plugins/xcbglintegrations/",
        r"^PySide6/(.*/)?plugins/imageformats/(lib)?q(pdf|tga|tiff|wbmp|webp|icns|macheif|macjp2)\.",
        r"^PySide6/(.*/)?plugins/platforms/(lib)?q(eglfs|linuxfb|minimal|minimalegl|vkkhrdisplay|vnc|wayland|direct2d)\.",
        r"^PySide6/(.*/)?plugins/platforminputcontexts/.*virtualkeyboard",
        r"^PySide6/(.*/)?plugins/platformthemes/.*gtk3",
        r"opengl32sw\.dll$",
        r"^reportlab/fonts/",
        r"^pyqtgraph/(examples|icons|colors|canvas|flowchart)/",
        r"^resources/locale/\.lock$",
    )
)
"""Paths inside the package, with slashes."""
_SHARED: Final = re.compile(r"^[^/]+$|^[^/]+\.libs/|^PySide6/(Qt/lib/)?[^/]+\.(so[.\d]*|dll|dylib)$|^PySide6/Qt/lib/")

Entry = tuple[str, str, str]
"""Path inside the package, path on the machine that builds, PyInstaller's kind."""


def kept(entries: Iterable[Entry]) -> list[Entry]:
    """The entries without what is dropped by name."""
    return [one for one in entries if not any(pattern.search(_slashed(one[0])) for pattern in DROPPED)]


def reached(binaries: Iterable[Entry], needs: Callable[[str], Iterable[str]]) -> list[Entry]:
    """The binaries without shared libraries that nothing loads any more; ``needs`` names what one file loads.

    Extension modules, plugins and what lies in a package's own folder stay as they are: they are loaded by name.
    """
    entries = list(binaries)
    by_name: dict[str, list[Entry]] = {}
    for one in entries:
        by_name.setdefault(PurePosixPath(_slashed(one[0])).name, []).append(one)
    waiting = [one for one in entries if one[2] == "EXTENSION" or not _SHARED.search(_slashed(one[0])) or _python(one)]
    found = set(waiting)
    while waiting:
        for name in needs(waiting.pop()[1]):
            fresh = [other for other in by_name.get(PurePosixPath(_slashed(name)).name, ()) if other not in found]
            found.update(fresh)
            waiting += fresh
    return [one for one in entries if one in found]


def linked(datas: Iterable[Entry], binaries: Iterable[Entry]) -> list[Entry]:
    """The data without links to what stays out."""
    entries = list(datas)
    there = {_slashed(one[0]) for one in (*entries, *binaries)}
    return [one for one in entries if one[2] != "SYMLINK" or _target(one) in there]


def _python(one: Entry) -> bool:
    name = PurePosixPath(_slashed(one[0])).name.lower()
    return name.startswith(("libpython", "python3", "vcruntime", "msvcp", "ucrtbase", "api-ms-")) or name == "python"


def _target(one: Entry) -> str:
    folder = PurePosixPath(_slashed(one[0])).parent
    return posixpath.normpath(str(folder / _slashed(one[1])))


def _slashed(path: str) -> str:
    return path.replace("\\", "/")
