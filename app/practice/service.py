"""Writes the practice region: export files of ERP, WMS, TMS, finance and dealers, to be taken in by the real import."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from app import RESOURCES
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.practice.agreement_files import write_agreements
from app.practice.channel_files import write_channel
from app.practice.copies import copied_dealers, copies_for, write_copies
from app.practice.finance_files import write_finance_files
from app.practice.finance_sheet import write_finance
from app.practice.flow_files import write_flow
from app.practice.frame import TODAY
from app.practice.master_files import write_masters
from app.practice.money_files import write_money
from app.practice.move_files import write_moves
from app.practice.order_files import write_orders
from app.practice.paper_files import write_papers
from app.practice.promotion_files import write_promotions
from app.practice.rule_files import write_rules
from app.practice.writers import RegionFile

PROFILES_DIR: Final = RESOURCES / "profiles" / "practice"
"""One TOML profile per kind of file, named by its id."""


@dataclass(frozen=True)
class RegionFiles:
    """The written region: its files in import order, finance's totals beside them, and its own day."""

    folder: Path
    files: tuple[RegionFile, ...]
    totals: Path
    today: date


def write_region(folder: Path, *, lines: int | None = None, progress: Progress | None = None) -> RegionFiles:
    """Write the region's files into a folder; ``lines`` asks for about so many order lines by copying the dealers.

    The same arguments give the same bytes. Raises Cancelled between two files.
    """
    progress = progress or Progress()
    folder.mkdir(parents=True, exist_ok=True)
    progress.step(0, 5, Text(N_("Working out the practice region")))
    copies = copies_for(lines)
    files = write_masters(folder, copied_dealers(copies))
    files += write_rules(folder)
    files += write_papers(folder)
    files += write_agreements(folder)
    progress.step(1, 5, Text(N_("Writing orders")))
    files += write_orders(folder)
    if copies:
        files += write_copies(folder, copies, progress)
    progress.step(2, 5, Text(N_("Writing way bills, stock and sell-out")))
    files += write_flow(folder)
    files += write_moves(folder)
    files += write_channel(folder)
    progress.step(4, 5, Text(N_("Writing receivables, returns and targets")))
    files += write_money(folder)
    files += write_finance_files(folder)
    files += write_promotions(folder)
    totals = write_finance(folder)
    progress.step(5, 5)
    return RegionFiles(folder, tuple(files), totals, TODAY)


def profile_path(profile: str) -> Path:
    """The TOML file of a profile of the region."""
    return PROFILES_DIR / f"{profile}.toml"
