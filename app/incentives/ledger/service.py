"""What window and command line do with the ledger: ask for approval of a run, post it, take a posting back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from app.approvals.queries import ApprovalRow, approvals_about
from app.approvals.service import request_approval, require_approved
from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.money import decimal_text
from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import N_, Text, packed
from app.incentives.explain.amounts import currency_words
from app.incentives.ledger.before import posted_of, release_of
from app.incentives.ledger.kept import Kept, kept_from_json, kept_json, kept_sha256, ordered
from app.incentives.ledger.posting import Asked as Posting
from app.incentives.ledger.posting import action_of, add_posting, keep_rows, ledger_head, post, require_come
from app.incentives.ledger.queries import posting, posting_entries
from app.incentives.ledger.run import APPROVED_BACK, Asked, Run, through_of
from app.incentives.ledger.runs import preview_run
from app.incentives.rounding import minor_per_unit
from app.incentives.words import POSTING_TITLES

if TYPE_CHECKING:
    from app.incentives.ledger.rules import Row

ASKED: Final = N_("{kind}: {policy}, {period}, dealers: {dealers}, {total} {currency}")
"""What an approval of rows of the ledger is called."""


def run_of(db: Database, asked: Asked, progress: Progress | None = None) -> Run:
    """Compute a run without posting anything."""
    with db.read(progress) as session:
        return preview_run(session, asked)


def request_run(db: Database, files: FileStore, run: Run, *, reason: str = "") -> str:
    """Ask for approval of a run as it was seen; returns the approval's id. Raises UserError where it needs none.

    ``reason`` says why somebody's payout is kept back, where it is; it stands in the history.
    """
    if not run.kept.rows:
        raise UserError("There is nothing to post.")
    if not run.needs_approval:
        raise UserError("This run moves no money; it is posted without approval.")
    today = day_number(db.clock.today())
    require_come(run.asked.day_on, today)
    files.put(kept_json(run.kept))

    def command(session: Session) -> str:
        about = about_run(session, run)
        return request_approval(
            session, kind="settlement", about_entity="policy_version", about_id=about, title=ASKED,
            params=said_of(run.kept, run.policy.name, run.settled_minor, run.asked.day_on), content_sha256=run.sha256,
            amount_minor=gross_of(run.kept.rows), region=None, today=today,
        )  # fmt: skip

    action = Action(N_("Asked for approval of a settlement for {period}"), {"period": run.period.name}, reason=reason)
    return db.write(action, command).value


def about_run(session: Session, run: Run) -> str:
    """What an approval of a run is about: the version, its period, and how often that was posted to before.

    A run that is asked for again replaces the first one; what was approved and posted stays approved.
    """
    return f"{run.asked.version_id}/{run.period.name}/{posted_of(session, run.asked.version_id, run.period.name)}"


def gross_of(rows: Sequence["Row"]) -> int:
    """What rows move, given and taken back together: by it the rules choose who approves, not by what is left of it."""
    return sum(abs(row.amount_minor) for row in rows if row.moved != "accrue")


def said_of(kept: Kept, policy: str, total_minor: int, day_on: int) -> dict[str, object]:
    """The values of ``ASKED`` for rows that wait for approval."""
    dealers = len({row.party_id for row in kept.rows})
    unit = currency_words(kept.currency)
    amount = decimal_text(total_minor, minor_per_unit(kept.currency)) or "0"
    return {
        "kind": [POSTING_TITLES[kept.kind], {}], "policy": policy, "period": kept.period, "dealers": dealers,
        "total": amount, "currency": list(packed(unit)) if isinstance(unit, Text) else unit, "day_on": day_on,
    }  # fmt: skip


def post_run(
    db: Database, files: FileStore, asked: Asked, *, seen_sha256: str, approval_id: str | None = None,
    progress: Progress | None = None,
) -> str:  # fmt: skip
    """Compute a run anew and post it if it is still what was seen and, where it moves money, approved.

    Returns the posting's id. Raises UserError where a fact, a version or the ledger changed since, or the approval is
    missing, of something else or not given; nothing is posted then.
    """
    run = run_of(db, asked, progress)
    if run.sha256 != seen_sha256:
        raise UserError("The figures of this run changed since you looked; look again, then post.")
    keep_rows(files, kind=run.kept.kind, period=run.kept.period, entries=run.kept.rows, currency=run.kept.currency)
    wanted = Posting(
        kept=run.kept, sha256=run.sha256, tx=run.tx, seen=run.seen, cutoff_on=through_of(asked),
        approval_id=approval_id if run.needs_approval else None,
    )  # fmt: skip
    today = day_number(db.clock.today())

    def command(session: Session) -> str:
        if run.needs_approval:
            require_approved(
                session, approval_id=approval_id, content_sha256=run.sha256, about_id=about_run(session, run)
            )
        return add_posting(session, wanted, today=today)

    return db.write(action_of(run.kept), command).value


# ------------------------------------------------------------------------------------------------- taking back


def reversal_of(session: Session, posting_id: str, *, day_on: int) -> Kept:
    """The rows that take a whole posting back; raises UserError for one that was taken back and for a reversal."""
    found = posting(session, posting_id)
    if found.kind == "reversal":
        raise UserError("A reversal is not reversed; post again what it took back.")
    if found.reversed_by is not None:
        raise UserError("Posting {ref} was taken back already.", ref=found.ref)
    released = release_of(session, found.ref)
    if released is not None:
        raise UserError("What posting {ref} kept back was released; take posting {other} back first.",
                        ref=found.ref, other=released)  # fmt: skip
    rows = [
        replace(
            each.row, kind="reverse", moves=each.row.kind, amount_minor=-each.row.amount_minor, day_on=day_on,
            reverses_n=each.n, figures=None, keys_sha256=None,
        )
        for each in posting_entries(session, found.id)
    ]  # fmt: skip
    return Kept("reversal", found.period, found.currency, ordered(rows))


def request_reversal(db: Database, files: FileStore, *, posting_id: str, day_on: int, reason: str) -> str:
    """Ask for approval of taking a posting back; returns the approval's id."""
    require_reason(reason)
    today = day_number(db.clock.today())
    require_come(day_on, today)
    with db.read() as session:
        found, kept = posting(session, posting_id), reversal_of(session, posting_id, day_on=day_on)
    sha256 = files.put(kept_json(kept))
    total = sum(row.amount_minor for row in kept.rows if row.moved != "accrue")
    return db.write(
        Action(N_("Asked for approval to take back a posting"), reason=reason.strip()),
        lambda session: request_approval(
            session, kind="settlement", about_entity="incentive_posting", about_id=found.id, title=ASKED,
            params=said_of(kept, found.ref, total, day_on), content_sha256=sha256, amount_minor=gross_of(kept.rows),
            region=None, today=today,
        ),
    ).value  # fmt: skip


def reverse_posting(
    db: Database, files: FileStore, *, posting_id: str, day_on: int, reason: str, approval_id: str | None = None
) -> str:
    """Take a whole posting back by rows that say the contrary; returns the new posting's id.

    What moved money is taken back with an approval like the one that it was posted with. Raises UserError without a
    reason, where it was taken back already, and where the approval is missing.
    """
    require_reason(reason)
    with db.read() as session:
        found, kept = posting(session, posting_id), reversal_of(session, posting_id, day_on=day_on)
        seen = ledger_head(session)
    needs = found.kind in APPROVED_BACK and any(row.moved != "accrue" for row in kept.rows)

    def also(session: Session, _posting: str) -> None:
        if needs:
            require_approved(session, approval_id=approval_id, content_sha256=kept_sha256(kept), about_id=found.id)

    return post(
        db, files, kind="reversal", period=found.period, entries=kept.rows, currency=found.currency, tx=found.tx,
        seen=seen, reason=reason, approval_id=approval_id if needs else None, reverses_id=found.id, also=also,
    )  # fmt: skip


def approval_of_reversal(session: Session, posting_id: str, *, day_on: int) -> tuple[str | None, int]:
    """The approval that waits or was given for taking a posting back, with the day that its rows count on.

    Without one None and the day that was asked for.
    """
    found = posting(session, posting_id)
    for one in approvals_about(session, found.id):
        day = asked_day(one, day_on)
        same = one.content_sha256 == kept_sha256(reversal_of(session, posting_id, day_on=day))
        if same and one.state in {"open", "approved"}:
            return one.id, day
    return None, day_on


def asked_day(approval: ApprovalRow, otherwise: int) -> int:
    """The day that the rows of what was to be approved count on."""
    found = approval.title.params.get("day_on", otherwise)
    return found if isinstance(found, int) else otherwise


def require_reason(reason: str) -> None:
    """Raise UserError where nobody says why."""
    if not reason.strip():
        raise UserError("Say why it is taken back; the reason is kept with it.")


def posted_content(files: FileStore, sha256: str) -> Kept:
    """The rows that an approval or a posting names."""
    return kept_from_json(files.get(sha256))
