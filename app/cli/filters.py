"""The words of commands that ask for figures: which lines count, of which dealers, by which organisation."""

import argparse

from app.core.calendars import CALENDARS
from app.core.texts import Texts
from app.kpi.against import ALIGNS, CUMULATIVE
from app.kpi.counting import SELLERS, TAXES
from app.kpi.model import LINE_KINDS
from app.kpi.organisation import FOLLOWED, STRUCTURES, SUCCESSORS, TITLES, Structure


def add_filters(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``kpi`` and ``drivers``."""
    one.add_argument(
        "--tax", choices=list(TAXES), help=t("amounts of lines without or with tax; default: each KPI's own")
    )
    one.add_argument(
        "--types", metavar="TYPES",
        help=t("types of lines with commas between them, or all: {types}; default: sales and discounts",
               types=", ".join(LINE_KINDS)),
    )  # fmt: skip
    one.add_argument("--sellers", choices=list(SELLERS), help=t("whose sales to dealers count; default: ours"))
    one.add_argument("--dealer", metavar="CODE")
    for dimension, title in TITLES.items():
        one.add_argument(f"--{dimension}", metavar="NAME", help=t("only this: {what}", what=t(title)))
    one.add_argument(
        "--structure", choices=list(STRUCTURES), default="current",
        help=t("by whom dealers are now (restated), or by who had them in each month; a change inside a month splits "
               "it by days, by product group the month is whose it was on its last day"),
    )  # fmt: skip
    one.add_argument(
        "--successors", choices=list(SUCCESSORS), default=FOLLOWED.successors,
        help=t("follow: a dealer's figures count for who took its business over, as on the board; own: each code by "
               "itself; default: follow"),
    )  # fmt: skip
    one.add_argument(
        "--calendar", metavar="CALENDAR",
        help=t("by which months: {known}, or an own calendar; default: the chosen one", known=", ".join(CALENDARS)),
    )  # fmt: skip
    one.add_argument(
        "--align", choices=ALIGNS, default=CUMULATIVE,
        help=t("what growth compares: January and February together, each month, or days to an event"),
    )  # fmt: skip


def structure_of(args: argparse.Namespace) -> Structure:
    """By which organisation, and of whose dealers."""
    named = {one: getattr(args, one.replace("-", "_")) for one in TITLES}
    only = tuple((dimension, name) for dimension, name in named.items() if name is not None)
    return Structure(args.structure == "historical", args.successors, only)
