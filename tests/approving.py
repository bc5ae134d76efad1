"""Helpers of tests in which something is approved: people with passphrases, a request, a decision."""

from dataclasses import dataclass
from typing import Final
from unittest.mock import patch

from app.approvals import passphrases
from app.approvals.enrolling import set_passphrase
from app.approvals.queries import approval
from app.approvals.rules import Verdict
from app.approvals.service import decide, request_approval
from app.core.db import Action, Database
from app.core.files import FileStore
from app.core.period import day_number
from app.people.service import find_or_add_person

MAKER: Final = "王经办"
CHECKER: Final = "李审核"
THIRD: Final = "陈总监"
WORDS: Final = {
    CHECKER: "checker counts blue boats", THIRD: "third sings on the hill", MAKER: "maker walks by the river",
}  # fmt: skip
CHEAP: Final = "scrypt:4:8:1"
"""A way that costs nothing to try: what is tested is not how slow it is."""


@dataclass(frozen=True)
class People:
    """The ids of who makes and of who approves."""

    maker: str
    checker: str
    third: str

    def words(self, person_id: str) -> str:
        """The passphrase of one of them."""
        return {self.maker: WORDS[MAKER], self.checker: WORDS[CHECKER], self.third: WORDS[THIRD]}[person_id]


def add_person(db: Database, name: str) -> str:
    """The id of the person of a name."""
    return db.write(Action("add"), lambda session: find_or_add_person(session, name=name)).value


def enrol(db: Database) -> People:
    """Three people with passphrases; the checker comes first, so that nobody's witness is the maker."""
    ids = {name: add_person(db, name) for name in WORDS}
    with patch.object(passphrases, "WAY", CHEAP):
        set_passphrase(db, person_id=ids[CHECKER], passphrase=WORDS[CHECKER])
        for name in (THIRD, MAKER):
            set_passphrase(
                db, person_id=ids[name], passphrase=WORDS[name], witness_id=ids[CHECKER],
                witness_passphrase=WORDS[CHECKER],
            )  # fmt: skip
    return People(ids[MAKER], ids[CHECKER], ids[THIRD])


def ask(
    db: Database, files: FileStore, maker: str, *, content: bytes = b"pay 1,000", kind: str = "settlement",
    about_id: str = "thing", amount_minor: int = 100_000, region: str | None = None,
) -> str:  # fmt: skip
    """Ask for approval of a content as its maker; returns the approval's id."""
    sha256 = files.put(content)
    today = day_number(db.clock.today())
    return db.write(
        Action("ask"),
        lambda session: request_approval(
            session, kind=kind, about_entity="policy_version", about_id=about_id, title="Policy", params={},
            content_sha256=sha256, amount_minor=amount_minor, region=region, today=today,
        ),
        actor=maker,
    ).value  # fmt: skip


def give(
    db: Database, files: FileStore, approval_id: str, person_id: str, words: str, *, verdict: Verdict = "yes",
    reason: str = "",
) -> None:  # fmt: skip
    """Decide the next step of an approval as one who looked at it a moment ago."""
    with db.read() as session:
        seen = approval(session, approval_id).content_sha256
    decide(db, files, approval_id=approval_id, person_id=person_id, passphrase=words, verdict=verdict,
           seen_sha256=seen, reason=reason)  # fmt: skip
