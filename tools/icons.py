"""Copies the icons that the window uses out of the npm tarball of lucide-static: ``python tools/icons.py TARBALL``."""

import re
import sys
import tarfile
from pathlib import Path

OUT = Path(__file__).parents[1] / "resources" / "icons"
NAMES = """
archive arrow-down arrow-down-right arrow-right arrow-up arrow-up-right ban bell book-open boxes building-2 calendar
calendar-clock chart-column check chevron-down chevron-left chevron-right chevron-up circle circle-check circle-help
circle-x clock columns-3 copy database download ellipsis external-link eye file-down file-spreadsheet file-text filter
folder-open heart-pulse history image inbox info keyboard languages layout-dashboard list-checks loader-circle lock map
map-pin minus monitor moon package panel-left-close panel-left-open pencil play plus redo-2 refresh-cw save search
settings shield-check sliders-horizontal square star store sun table-2 tag trash-2 trending-down trending-up
triangle-alert truck undo-2 upload user users wallet x
""".split()  # noqa: SIM905 - a page of names reads better than a page of quotes


def main(words: list[str]) -> int:
    """Write every icon without comment and class, and the ISC licence."""
    if len(words) != 1:
        print(__doc__)
        return 2
    OUT.mkdir(parents=True, exist_ok=True)
    with tarfile.open(words[0]) as tarball:
        members = {member.name: member for member in tarball.getmembers()}
        for name in NAMES:
            found = tarball.extractfile(members.get(f"package/icons/{name}.svg", ""))
            if found is None:
                sys.exit(f"no icon {name}")
            svg = re.sub(r"<!--.*?-->|\s*class=\"[^\"]*\"", "", found.read().decode(), flags=re.DOTALL)
            (OUT / f"{name}.svg").write_text(re.sub(r"\s+", " ", svg).replace("> <", "><").strip() + "\n", "utf-8")
        licence = tarball.extractfile("package/LICENSE")
        if licence is not None:
            (OUT / "LICENSE.txt").write_bytes(licence.read())
    print(len(NAMES), "icons")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
