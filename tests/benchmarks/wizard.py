"""The share of columns that the wizard proposes right without a correction: run it, it prints one share a source.

    python -m tests.benchmarks wizard

The goals are 100 % on the practice region and at least 80 % on each public source beside this repository (../shared).
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from app.practice.service import write_region
from tests.benchmarks.measuring import Ratio, say
from tests.wizard import practice_share, public_shares

DATA = Path(__file__).parents[2].parent / "shared" / "data"


def main(_arguments: Sequence[str] = ()) -> list[Ratio]:
    """The share of each source, with the columns that were not found."""
    with tempfile.TemporaryDirectory() as folder:
        shares = [("practice region", practice_share(write_region(Path(folder))), 1.0)]
    if DATA.is_dir():
        shares += [(name, share, 0.8) for name, share in public_shares(DATA)]
    for name, share, _ in shares:
        say(f"{name}: {share.right} of {share.columns} columns, {share.percent:.1f} %", *share.wrong)
    return [
        Ratio(f"columns proposed right: {name}", share.right / share.columns, -goal) for name, share, goal in shares
    ]


if __name__ == "__main__":
    main()
