"""The words of the command line."""

import argparse
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli import doctor, encrypt, fleet, move, updates
from app.cli.action_acts import add_words as add_actions
from app.cli.alerts import add_words as add_alerts
from app.cli.backtest import add_words as add_backtest
from app.cli.boards import add_words as add_boards
from app.cli.briefs import add_words as add_briefs
from app.cli.drivers import add_words as add_drivers
from app.cli.filters import add_filters
from app.cli.flows import add_words
from app.cli.goals import add_words as add_goals
from app.cli.health import add_words as add_health
from app.cli.incentives import PARTS as INCENTIVES
from app.cli.kpis import add_kpis
from app.cli.meetings import PARTS as MEETINGS
from app.cli.model import add_words as add_model
from app.cli.next_grade import add_words as add_next_grade
from app.cli.pack import add_words as add_pack
from app.cli.reports import add_words as add_reports
from app.cli.review import add_words as add_review
from app.cli.share import add_words as add_share
from app.cli.survey import add_words as add_survey
from app.cli.targets import add_words as add_targets
from app.core.texts import LANGUAGES, texts
from app.kpi.queries import DIMENSIONS
from app.planning.calendars import KIND_TITLES
from app.reports.kinds import KINDS

if TYPE_CHECKING:
    _Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse names it so


@cache
def build_parser(lang: str) -> argparse.ArgumentParser:
    """The parser of ``channeldesk``, made once for each language; without a command the window opens."""
    t = texts(lang)
    parser = argparse.ArgumentParser(
        prog="channeldesk", description=t("Offline workbench for regional channel managers.")
    )
    parser.add_argument("--workspace", "-w", type=Path, metavar="FILE", help=t("the region's data file (.cdesk)"))
    parser.add_argument("--as", dest="person", metavar="NAME", help=t("who works here"))
    parser.add_argument("--lang", choices=["zh", *LANGUAGES], help=t("language of the output"))
    parser.add_argument(
        "--known-at", metavar="K",
        help=t("as it was known then, to be read only: a transaction, a day or time, a record's reference"),
    )  # fmt: skip
    parser.add_argument(
        "--recovery-code", action="store_true",
        help=t("read the recovery code of an encrypted workspace from standard input, and keep its key"),
    )  # fmt: skip
    parser.add_argument("--version", action="store_true", help=t("print the version"))
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _data(commands, lang)
    _sources(commands, lang)
    _trust(commands, lang)
    _figures(commands, lang)
    _papers(commands, lang)
    _gate(commands, lang)
    _agreements(commands, lang)
    _dealings(commands, lang)
    _months(commands, lang)
    _duplicates(commands, lang)
    _care(commands, lang)
    for name, words in doctor.WORDS.items():
        doctor.add_words(name, _add(commands, name, t(words)), t)
    for module in (encrypt, move):
        for name, words in module.WORDS.items():
            module.add_words(name, _add(commands, name, t(words)), t)
    for name, words in fleet.WORDS.items():
        fleet.add_words(name, _add(commands, name, t(words)), t)
    for name, words in updates.WORDS.items():
        updates.add_words(name, _add(commands, name, t(words)), t)
    for name, words, add in (*INCENTIVES, *MEETINGS):
        add(_add(commands, name, t(words)), t)
    return parser


def _add(commands: "_Commands", name: str, text: str) -> argparse.ArgumentParser:
    one = commands.add_parser(name, help=text, description=text)
    one.add_argument("--json", action="store_true", help="JSON")
    one.add_argument("--lang", choices=["zh", *LANGUAGES], default=argparse.SUPPRESS)
    return one


def _data(commands: "_Commands", lang: str) -> None:
    t = texts(lang)
    one = _add(commands, "import", t("take export files in"))
    one.add_argument("files", nargs="+", type=Path, metavar="FILE")
    one.add_argument(
        "--profile",
        metavar="P",
        help=t("a profile file (TOML) or the id of a kept profile; default: the one that fits the file's name"),
    )
    one.add_argument("--dry-run", action="store_true", help=t("say what would change, write nothing"))
    one.add_argument("--dates", choices=["dmy", "mdy"], help=t("how ambiguous dates are read"))
    one.add_argument("--extracted-at", metavar="ISO", help=t("when the file was taken out of its system"))
    one = _add(commands, "withdraw", t("take a batch out again"))
    one.add_argument("batch", metavar="BATCH")
    _add(commands, "batches", t("list the batches"))
    one = _add(commands, "quarantine", t("list the rows that were put aside, with reasons"))
    one.add_argument("--batch", metavar="BATCH", default="")
    one.add_argument("--out", type=Path, metavar="FILE", help=t("write them to an XLSX or CSV file, to be corrected"))
    one.add_argument("--reveal", action="store_true", help=t("columns of personal data too, which are left out else"))
    one = _add(commands, "correct", t("take rows that were put aside in, as they were corrected"))
    one.add_argument("batch", metavar="BATCH")
    one.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help=t("what quarantine --out has written, corrected")
    )
    one.add_argument("--again", action="store_true", help=t("as they were corrected when the file was read before"))
    one.add_argument("--reason", default="", metavar="TEXT", help=t("why the rows are right now"))
    one.add_argument("--dry-run", action="store_true", help=t("say what would change, write nothing"))
    one.add_argument("--dates", choices=["dmy", "mdy"], help=t("how ambiguous dates are read"))
    one = _add(commands, "propose", t("propose a profile for a file and print it"))
    one.add_argument("file", type=Path, metavar="FILE")
    one.add_argument("--feed", help=t("the feed that the file holds"))
    one.add_argument("--source", default="erp", help=t("name of the source"))
    one = _add(commands, "profile", t("keep profiles in the workspace"))
    one.add_argument("files", nargs="+", type=Path, metavar="FILE")


def _trust(commands: "_Commands", lang: str) -> None:
    t = texts(lang)
    one = _add(commands, "aside", t("rows put aside: correct all alike, teach the profile, read again"))
    one.add_argument("what", choices=["alike", "teach", "again"])
    words = t("alike, teach: the id of a row (quarantine --json); again: a batch, default all")
    one.add_argument("word", nargs="?", metavar="ROW | BATCH", help=words)
    one.add_argument("--to", metavar="TEXT", help=t("what is right"))
    one.add_argument("--field", metavar="FIELD", help=t("the field that is meant, where a row has several faults"))
    one.add_argument("--reason", metavar="TEXT", help=t("why the rows are right so"))
    one.add_argument("--dry-run", action="store_true", help=t("say what would change, write nothing"))
    one = _add(commands, "rules", t("the data rules: list, keep, switch on or off, try"))
    one.add_argument("what", nargs="?", choices=["list", "keep", "on", "off", "remove", "try"], default="list")
    words = t("keep: a TOML file of rules; try: a rule or such a file; else: a rule")
    one.add_argument("word", nargs="?", metavar="RULE | FILE", help=words)
    one = _add(commands, "quality", t("the quality score of the data by source, dealer and month"))
    one.add_argument("--by", metavar="WHAT", help="source,dealer,month")
    one.add_argument("--dealer", metavar="CODE")
    one.add_argument("--month", metavar="MONTH", help="2026-03")
    one.add_argument("--source", metavar="SOURCE")
    one.add_argument("--recheck", action="store_true", help=t("hold every kept file against the rules of today"))
    one = _add(commands, "remind", t("the message to a dealer that says what is missing"))
    one.add_argument("--dealer", metavar="CODE", required=True)


def _sources(commands: "_Commands", lang: str) -> None:
    t = texts(lang)
    one = _add(commands, "source", t("read databases, endpoints and folders, by hand or when they are due"))
    acts = ["list", "add", "run", "test", "secret", "pause", "resume", "remove", "runs"]
    one.add_argument("what", choices=acts, nargs="?", default="list")
    one.add_argument("name", nargs="?", metavar="NAME", default="", help=t("the data source; for add a file (TOML)"))
    one.add_argument("--anew", action="store_true", help=t("run: from the beginning, not only what is new"))
    one.add_argument("--due", action="store_true", help=t("run: every source that is due now"))
    one.add_argument("--out", type=Path, metavar="FILE", help=t("test: write the first rows to a CSV file"))
    one = _add(commands, "jobs", t("what runs by itself and how it went; run-due does all that is due now"))
    one.add_argument("what", choices=["list", "run-due"], nargs="?", default="list")
    add_alerts(_add(commands, "alerts", t("rules of alerts, their back-test, and what they found")), t)
    one = _add(commands, "inbox", t("what is off, late or about to run out, and what one says to it"))
    says = ["list", "look", "snooze", "wake", "done", "not-useful", "reopen"]
    one.add_argument("what", choices=says, nargs="?", default="list")
    one.add_argument("ref", nargs="?", metavar="REF", default="", help=t("the notice's reference"))
    one.add_argument("--reason", metavar="TEXT", help=t("not-useful: why"))
    one.add_argument("--mine", action="store_true", help=t("only what is for me and for everybody"))
    one.add_argument("--all", action="store_true", help=t("what is over, put away or snoozed too"))


def _figures(commands: "_Commands", lang: str) -> None:
    t = texts(lang)
    add_kpis(_add(commands, "kpis", t("the KPIs with their formulas; write own ones")), t)
    one = _add(commands, "kpi", t("print KPIs with numerator and denominator"))
    one.add_argument("--only", metavar="IDS", help=t("comma-separated KPI ids; default: all"))
    one.add_argument("--from", dest="first", metavar="PERIOD", help="2014-01")
    one.add_argument("--to", dest="last", metavar="PERIOD", help="2014-12")
    one.add_argument("--by", default="total", help=" | ".join(DIMENSIONS))
    one.add_argument("--grain", choices=["order", "line"])
    one.add_argument("--basis", choices=["ordered", "shipped", "signed", "invoiced"])
    add_filters(one, t)
    add_drivers(_add(commands, "drivers", t("why a KPI changed from one period to another, in parts that add up")), t)
    one = _add(commands, "trace", t("from a figure's reference to its rows, their batches, the files and the cells"))
    one.add_argument("ref", metavar="REF", help=t("as it stands beside the figure in a report or on a screen"))
    one.add_argument("--rows", type=int, default=10, metavar="N", help=t("at most so many rows; 0 is all"))
    words = t("targets of a year: versions of a plan, cells, files, approval")
    add_targets(_add(commands, "targets", words), t)
    add_goals(_add(commands, "goals", t("what a KPI shall be: list, set, remove")), t)
    one = _add(commands, "receivables", t("open items by invoices and receipts, beside the list of open items"))
    one.add_argument("--as-of", metavar="D", help=t("2026-03-31; default: today"))


def _papers(commands: "_Commands", lang: str) -> None:
    t = texts(lang)
    add_words(_add(commands, "flows", t("names and codes to be matched, the balance of goods, withheld lines")), t)
    one = _add(commands, "assess", t("assess every dealer's health for a quarter"))
    one.add_argument("--period", required=True, metavar="PERIOD", help="2014-Q3")
    words = t("where a dealer's points went and why they moved; what contradicts itself in the region")
    add_health(_add(commands, "health", words), t)
    words = t("a dealer's place, the way to his next grade, and what other figures would give")
    add_next_grade(_add(commands, "next-grade", words), t)
    words = t("the health model: versions, files, weights by rule, what a quarter would have been")
    add_model(_add(commands, "model", words), t)
    words = t("the review of a quarter: comments, decided grades, signature, publishing, reopening")
    add_review(_add(commands, "review", words), t)
    words = t("scores that people give by hand: questions, scores with evidence, files")
    add_survey(_add(commands, "survey", words), t)
    words = t("whether the health score tells ahead what becomes of dealers")
    add_backtest(_add(commands, "backtest", words), t)
    one = _add(commands, "report", t("write a report of a quarter"))
    one.add_argument("kind", choices=["health"])
    one.add_argument("--period", required=True, metavar="PERIOD", help="2014-Q3")
    one.add_argument("--dealer", metavar="CODE", help=t("one dealer's report; default: the region's pack"))
    one.add_argument("--kind", dest="about", choices=list(KINDS), help=t("which of the reports of a quarter"))
    one.add_argument("--workbook", action="store_true", help=t("the figures as XLSX beside it"))
    words = t("who the region's pack is for, said on its first page")
    one.add_argument("--reader", default="", metavar="WHO", help=words)
    one.add_argument("--out", required=True, type=Path, metavar="FILE")
    one.add_argument("--sign", action="store_true", help=t("signed with the certificate of this computer's user"))
    words = t("reports that go out: plans, what was handed out, the queue of mail, the certificate that signs")
    add_reports(_add(commands, "reports", words), t)
    one = _add(commands, "register", t("the whole register of dealers as XLSX, and a changed one back in"))
    one.add_argument("what", choices=["export", "import"])
    one.add_argument("file", type=Path, metavar="FILE")
    one.add_argument("--dry-run", action="store_true", help=t("say what would change, write nothing"))
    one.add_argument("--reveal", action="store_true", help=t("personal data in full, not only their ends"))
    one = _add(commands, "export", t("write a table as XLSX or CSV"))
    one.add_argument("table", metavar="TABLE")
    one.add_argument("--out", required=True, type=Path, metavar="FILE")
    one.add_argument("--reveal", action="store_true", help=t("personal data in full, not only their ends"))


def _agreements(commands: "_Commands", lang: str) -> None:
    t = texts(lang)
    one = _add(commands, "dealer", t(
        "one dealer's card (show), its rows (set KIND FIELD=VALUE …, remove KIND --row REF), the handover of its "
        "territories, its exit settlement sheet (settle)"))  # fmt: skip
    one.add_argument("step", choices=["show", "set", "remove", "handover", "settle"])
    one.add_argument("dealer", metavar="DEALER", help=t("code, reference or name"))
    one.add_argument(
        "words", nargs="*", metavar="KIND | FIELD=VALUE", help=t("set, remove: what kind of row, and its values")
    )
    one.add_argument("--row", default="", metavar="REF", help=t("set, remove: which row"))
    one.add_argument("--on", metavar="D", help=t("2026-03-31; default: today"))
    one.add_argument("--reveal", action="store_true", help=t("personal data in full, not only their ends"))
    one.add_argument("--to", metavar="DEALER", help=t("handover: the successor"))
    one.add_argument("--from", dest="first", metavar="D", help=t("handover: from which day on"))
    one.add_argument("--territory", action="append", metavar="REF", help=t("handover: only this; default: all"))
    one.add_argument("--with-person", action="store_true", help=t("handover: responsible person and office too"))
    one.add_argument(
        "--with-targets", action="store_true", help=t("handover: targets that begin on that day or later too")
    )
    one.add_argument("--contract", default="", metavar="NO", help=t("handover: into this contract of the successor"))
    one.add_argument("--out", type=Path, metavar="FILE", help=t("settle: write the sheet as a PDF"))
    one = _add(commands, "territories", t("where dealers may sell what to whom, or where two were promised the same"))
    one.add_argument("--conflicts", action="store_true", help=t("only territories that cannot both be kept"))
    one.add_argument("--drafts", action="store_true", help=t("only conflicts of contracts that are still drafts"))
    one.add_argument("--dealer", metavar="CODE")
    one.add_argument("--on", metavar="D", help=t("2026-03-31; default: today"))


def _gate(commands: "_Commands", lang: str) -> None:
    t = texts(lang)
    one = _add(commands, "recalls", t("what is called back, whom it reached, who has answered"))
    one.add_argument("what", nargs="?", choices=["list", "show", "add", "answer", "close"], default="list")
    one.add_argument("number", nargs="?", metavar="NUMBER")
    one.add_argument("--product", metavar="CODE")
    one.add_argument("--lots", default="", metavar="LOTS", help=t("with commas between them; default: every lot"))
    one.add_argument("--level", choices=["1", "2", "3"], default="2")
    one.add_argument("--reason", default="", metavar="TEXT")
    one.add_argument("--dealer", metavar="CODE")
    one.add_argument("--held", default="0", metavar="N", help=t("how much the dealer found in stock, in base units"))
    one.add_argument("--returned", default="0", metavar="N", help=t("how much of it was sent back"))
    one.add_argument("--on", metavar="D", help=t("2026-03-31; default: today"))
    one.add_argument("--due", metavar="D", help=t("until when dealers answer; default: at once"))
    one.add_argument("--note", default="", metavar="TEXT")
    one = _add(commands, "gate", t("may a dealer receive a product on a day; exit status 1 where it may not"))
    one.add_argument("--dealer", metavar="CODE")
    one.add_argument("--product", metavar="CODE")
    one.add_argument("--date", metavar="D", help=t("2026-03-31; default: today"))
    one.add_argument("--map", action="store_true", help=t("every dealer by product group"))
    one = _add(commands, "expiring", t("list licences that run out, by the ladder of their type"))
    one.add_argument("--days", type=int, metavar="N", help=t("all that end within so many days instead"))
    one = _add(commands, "renewal", t("write the letter that asks a dealer for papers, and make the tasks"))
    one.add_argument("--dealer", required=True, metavar="CODE")
    one.add_argument("--out", required=True, type=Path, metavar="FILE")


def _dealings(commands: "_Commands", lang: str) -> None:
    t = texts(lang)
    one = _add(commands, "lifecycle", t("where dealers stand in their life cycle, and the next step of one"))
    one.add_argument("--dealer", metavar="CODE")
    one.add_argument("--to", metavar="STATE", help=t("lead it into a state"))
    one.add_argument("--on", metavar="D", help=t("2026-03-31; default: today"))
    one.add_argument("--reason", default="", metavar="TEXT", help=t("why, where it is not the usual next step"))
    one = _add(commands, "actions", t("what people owe: list it, add to it, change it, say what is done"))
    one.add_argument("--dealer", metavar="CODE")
    one.add_argument("--all", action="store_true", help=t("closed ones too"))
    add_actions(one, t)
    one = _add(commands, "cases", t("list the cases of the compliance register"))
    one.add_argument("--dealer", metavar="CODE")
    one.add_argument("--all", action="store_true", help=t("closed ones too"))
    add_boards(_add(commands, "boards", t("list the boards, or print the figures of one")), t)
    add_share(_add(commands, "share", t("a board or a figure as a brief, a picture or a file")), t)
    add_briefs(_add(commands, "briefs", t("templates of briefs: list, show, keep, remove")), t)
    one = _add(commands, "visits", t("list the visits of a month, or whom to visit and why"))
    one.add_argument("--month", metavar="MONTH", help="2026-04")
    one.add_argument("--propose", action="store_true", help=t("whom to visit, why, and on which free day"))
    one = _add(commands, "visit-sheet", t("write the one-page sheet for a visit as PDF"))
    one.add_argument("--dealer", required=True, metavar="CODE")
    one.add_argument("--out", required=True, type=Path, metavar="FILE")


def _months(commands: "_Commands", lang: str) -> None:
    t = texts(lang)
    one = _add(commands, "close", t("close a month and those before it: their printed figures never change"))
    one.add_argument("period", metavar="MONTH", help="2026-03")
    one.add_argument("--reason", default="", metavar="TEXT", help=t("a word on the closing"))
    one = _add(commands, "reopen", t("open a closed month and those after it again"))
    one.add_argument("period", metavar="MONTH", help="2026-03")
    one.add_argument("--reason", required=True, metavar="TEXT", help=t("why the month is opened again"))
    one = _add(commands, "closings", t("list closed months and what came after they were closed"))
    one.add_argument("period", nargs="?", metavar="MONTH", help=t("one month: the batches and rows that came later"))
    one.add_argument("--only", metavar="KPI", default="net_amount", help=t("the KPI whose rows are listed"))
    one = _add(commands, "units", t("list products with their units, or rows with a suspicious unit"))
    one.add_argument("product", nargs="?", metavar="PRODUCT", help=t("one product by its code or name"))
    one.add_argument("--unit", metavar="UNIT", help=t("the unit that a factor is set for, such as 件"))
    one.add_argument("--factor", metavar="N", help=t("how many base units it holds"))
    one.add_argument("--from", dest="first", metavar="D", help=t("from which day on; default: ever since"))
    one.add_argument("--lacking", action="store_true", help=t("only products without a base unit or a factor"))
    one.add_argument("--suspects", action="store_true", help=t("rows whose unit price or unit cannot be"))
    one = _add(commands, "calendar", t("by which months figures are counted, and the holidays of working days"))
    one.add_argument(
        "what", nargs="?", choices=["show", "import", "built-in", "list", "add", "use", "remove"], default="show"
    )
    one.add_argument(
        "words", nargs="*", metavar="NAME | FILE",
        help=t("import: holidays as JSON, CSV or ICS; add: a name and a file of periods (name, first day, last day); "
               "use, remove: a calendar"),
    )  # fmt: skip
    one.add_argument("--kind", choices=[one for one in KIND_TITLES if one != "rows"],
                     help=t("add a calendar without a file: {kinds}", kinds="; ".join(
                         f"{name}: {t(title)}" for name, title in KIND_TITLES.items() if name != "rows")))  # fmt: skip
    one.add_argument("--first", type=int, default=1, metavar="N", help=t("its first day of the month, or first month"))


def _duplicates(commands: "_Commands", lang: str) -> None:
    t = texts(lang)
    one = _add(commands, "duplicates", t("dealers that may be one and the same, with what speaks for it"))
    one.add_argument("--apart", nargs=2, metavar=("A", "B"), help=t("say that two are not the same"))
    one.add_argument("--reason", metavar="TEXT", help=t("why they are two"))
    one = _add(commands, "merge", t("make one dealer of two; undo makes two again"))
    one.add_argument("survivor", metavar="A", help=t("the dealer that stays: code, name or reference"))
    one.add_argument("other", metavar="B", help=t("the dealer that becomes it"))
    one.add_argument("--take", metavar="FIELDS", help=t("fields of B that A shall have; default: those that it lacks"))


def _care(commands: "_Commands", lang: str) -> None:
    t = texts(lang)
    _add(commands, "check", t("check the file, the journal and the figures"))
    add_pack(
        _add(commands, "pack", t("configuration packs of head office: make, compare, install, what is in force")), t
    )
    one = _add(commands, "history", t("who changed what, when and why"))
    one.add_argument("--record", metavar="REF", help=t("the changes of one record, such as D-7F3K2-X"))
    one.add_argument("--reveal", action="store_true", help=t("personal data in full, not only their ends"))
    one.add_argument("--person", dest="who", metavar="P", help=t("only what this person did: a name or a reference"))
    one.add_argument("--from", dest="first", metavar="D", help="2026-01-01")
    one.add_argument("--to", dest="last", metavar="D", help="2026-01-31")
    one.add_argument("--text", metavar="WORDS", help=t("only what holds these words"))
    one.add_argument("--limit", type=int, default=200, metavar="N", help=t("at most so many lines; 0 is all"))
    one = _add(commands, "known-at", t("the workspace as it was known at a transaction, as a copy to be read only"))
    one.add_argument("when", metavar="K", help=t("a transaction, a day or time, a record's reference"))
    words = t("keep the copy there too, with the original files beside it")
    one.add_argument("--out", type=Path, metavar="FILE", help=words)
    _add(commands, "backup", t("back the workspace up now"))
    one = _add(commands, "restore", t("restore a backup; the present state is backed up first"))
    one.add_argument("backup", type=Path, metavar="FILE")
    _add(commands, "undo", t("undo your newest change"))
    _add(commands, "redo", t("redo what was undone"))
    one = _add(commands, "demo", t("make the practice region and take it in"))
    one.add_argument("--lines", type=int, metavar="N", help=t("number of order lines"))
    one.add_argument("--files", type=Path, metavar="FOLDER", help=t("where to write the export files"))
