"""No file of the project names a package registry: who builds chooses where packages come from."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = (".ci", ".github", "app", "docs", "installer", "migrations", "resources", "tests", "tools", "ui")
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("yarnpkg", "com"),
        ("crates", "io"), ("rubygems", "org"), ("proxy", "golang", "org"), ("conda", "anaconda", "org"),
        ("deb", "debian", "org"), ("aliyun", "com/pypi"), ("tuna", "tsinghua"), ("mirrors", "cloud", "tencent"),
    )
)  # fmt: skip


def sources() -> Iterator[Path]:
    """Every file that belongs to the project: those of its folders and those beside them."""
    yield from (path for path in ROOT.iterdir() if path.is_file())
    for folder in FOLDERS:
        yield from (path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix != ".pyc")


def named_in(content: bytes) -> list[str]:
    """The registries that a file names."""
    return [one for one in REGISTRIES if one.encode() in content]


def test_no_file_names_a_registry() -> None:
    found = {str(path.relative_to(ROOT)): named_in(path.read_bytes()) for path in sources()}
    assert {path: names for path, names in found.items() if names} == {}


def test_a_named_registry_would_be_found() -> None:
    assert named_in(b"--index-url https://" + REGISTRIES[0].encode() + b"/simple") == [REGISTRIES[0]]
