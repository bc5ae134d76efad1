"""What window and command line do with approvals; who decides proves by his own passphrase that he is himself."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from app.approvals import commands
from app.approvals.commands import request_approval, require_approved, void_changed
from app.approvals.enrolling import prove, require_proof, with_proof
from app.approvals.queries import ApprovalRow, approval, open_for
from app.approvals.rules import Verdict
from app.core.attachments import require_attachable
from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.period import day_number
from app.core.texts import N_

__all__ = [
    "ApprovalRow", "approval", "decide", "open_for", "record_oa", "request_approval", "require_approved",
    "void_changed", "withdraw",
]  # fmt: skip
SCANS: Final[Sequence[bytes]] = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
"""How files begin that can be the scan of a sheet: PDF, JPEG, PNG."""


def decide(
    db: Database, files: FileStore, *, approval_id: str, person_id: str, passphrase: str, verdict: Verdict,
    seen_sha256: str, reason: str = "",
) -> None:  # fmt: skip
    """Decide the next step of an approval as the person who knows the passphrase, whoever works here.

    ``seen_sha256`` is that of the content that was shown. Raises UserError where it is another by now, where the
    person made it, decided another step or is not asked, and where the passphrase is wrong; nothing was decided then.
    """
    today = day_number(db.clock.today())
    with db.read() as session:  # what is refused anyway costs no try of a passphrase
        commands.require_decidable(session, approval_id=approval_id, person_id=person_id, seen_sha256=seen_sha256)
    files.get(seen_sha256)
    proof = prove(db, person_id=person_id, passphrase=passphrase)

    def command(session: Session) -> None:
        require_proof(session, proof)
        commands.keep_decision(
            session, approval_id=approval_id, person_id=person_id, verdict=verdict, seen_sha256=seen_sha256,
            reason=reason, today=today,
        )  # fmt: skip

    code = N_("Approved something by own passphrase") if verdict == "yes" else N_("Refused something by own passphrase")
    with_proof(db, proof, lambda: db.write(Action(code, reason=reason.strip()), command, actor=person_id))


def record_oa(
    db: Database, files: FileStore, *, approval_id: str, printed: str, verdict: Verdict, number: str, approver: str,
    approved_on: int, scan: bytes, reason: str = "",
) -> None:  # fmt: skip
    """Record what the company's own approval system decided; its steps stand for all of ours.

    ``printed`` is the hash, or its first characters, as the scanned sheet prints it; ``approved_on`` is a stored day.
    Raises UserError where the sheet is of another content, where the maker approved himself, where the number was
    recorded for something else, and where the scan is no PDF, JPEG or PNG.
    """
    if not any(scan.startswith(one) for one in SCANS):
        raise UserError(
            "The scan of the sheet has to be a PDF, JPEG or PNG file; this one is none. Nothing was recorded."
        )
    require_attachable(len(scan))
    today = day_number(db.clock.today())
    scan_sha256 = files.put(scan)
    db.write(
        Action(N_("Recorded a decision of the approval system"), reason=reason.strip()),
        lambda session: commands.keep_oa(
            session, approval_id=approval_id, printed=printed, verdict=verdict, number=number, approver=approver,
            approved_on=approved_on, scan_sha256=scan_sha256, reason=reason, today=today,
        ),
    )  # fmt: skip


def withdraw(db: Database, *, approval_id: str) -> None:
    """Take back what one asked for oneself."""
    today = day_number(db.clock.today())
    db.write(
        Action(N_("Took back a request for approval")),
        lambda session: commands.withdraw(session, approval_id=approval_id, today=today),
    )
