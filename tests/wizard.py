"""How much of a profile the wizard proposes by itself, held against profiles that people wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.bootstrap import FEEDS
from app.imports.profile import Profile, parse_profile
from app.imports.propose import propose
from app.imports.sample import read_sample
from app.practice.service import RegionFiles, profile_path
from tests.desks import named

PUBLIC: Final = {
    "SCMS": {"scms": "scms/SCMS_Delivery_History_Dataset.csv"},
    "Northwind": {
        "northwind_lines": "northwind/order_details.csv",
        "northwind_orders": "northwind/orders.csv",
        "northwind_customers": "northwind/customers.csv",
        "northwind_products": "northwind/products.csv",
    },
    "AdventureWorks": {
        "adventureworks_orders": "converted/adventureworks-purchasing/PurchaseOrderHeader.csv",
        "adventureworks_lines": "converted/adventureworks-purchasing/PurchaseOrderDetail.csv",
        "adventureworks_vendors": "converted/adventureworks-purchasing/Vendor.csv",
    },
    "resellers": {
        "reseller_sales": "reseller-targets/ResellerSales_202006.csv",
        "reseller_targets": "reseller-targets/ResellerSalesTargets.csv",
    },
}
"""The files of each public source by the profile that a person wrote for them."""


@dataclass(frozen=True)
class Share:
    """Of the columns that a person mapped, how many the wizard maps so by itself."""

    right: int
    columns: int
    wrong: tuple[str, ...]

    def __add__(self, other: "Share") -> "Share":
        return Share(self.right + other.right, self.columns + other.columns, self.wrong + other.wrong)

    @property
    def percent(self) -> float:
        return 100 * self.right / self.columns


def share_of(path: Path, truth: Profile) -> Share:
    """One file's share; what a person computes, joins or lets stand in is no column to propose."""
    sample = read_sample(path)
    best = propose(sample.headers, sample.rows, FEEDS, name=path.name)[0]
    entry = truth.entries[-1]
    own, found = truth.file.unpivot, dict(best.columns)
    names = {own.name: best.unpivot.name, own.value: best.unpivot.value} if own and best.unpivot else {}
    wanted = {
        field: names.get(column.column, column.column)
        for field, column in entry.columns
        if column.column
    }  # fmt: skip
    fits = best.feed == entry.feed
    wrong = [
        f"{truth.id}.{field}: {header}" for field, header in wanted.items() if not fits or found.get(field) != header
    ]
    return Share(len(wanted) - len(wrong), len(wanted), tuple(wrong))


def public_shares(data: Path) -> Iterator[tuple[str, Share]]:
    """The share of each public source."""
    for name, files in PUBLIC.items():
        yield name, sum((share_of(data / file, named(one)) for one, file in files.items()), Share(0, 0, ()))


def practice_share(region: RegionFiles) -> Share:
    """The share of one file of each kind of the practice region."""
    found = Share(0, 0, ())
    seen: set[str] = set()
    for file in region.files:
        if file.profile not in seen:
            seen.add(file.profile)
            found += share_of(file.path, parse_profile(profile_path(file.profile).read_text("utf-8"), FEEDS))
    return found
