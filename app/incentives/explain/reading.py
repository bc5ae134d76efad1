"""A payout read again: what was posted, the rows that count today, the tree, and whether both are the same."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.files import FileStore
from app.core.period import Period, day_of
from app.core.texts import N_, Text
from app.core.workspace_settings import NAME, setting
from app.incentives.base import REASONS, BaseRows, Row, read_rows
from app.incentives.base.reading import shelf_of
from app.incentives.base.spans import span_period
from app.incentives.canonical import policy_from_json
from app.incentives.engine import ENGINE, Figures, figures_from_json, settle
from app.incentives.explain.accruals import accrual_tree, booked_before
from app.incentives.explain.payouts import Payout, payout_of, with_locked
from app.incentives.explain.policy_words import policy_words
from app.incentives.explain.statement import Statement, StatementHead, StatementRow
from app.incentives.explain.titles import Titles
from app.incentives.explain.tree import Check, Filtered, Tree, build
from app.incentives.ledger.rules import Row as LedgerRow
from app.incentives.model import INCENTIVE_ENTRY, IncentivePolicy, IncentivePosting, PolicyVersion
from app.incentives.policy import Policy
from app.kpi.own.known import known_kpis


@dataclass(frozen=True)
class Version:
    """A version with what it belongs to."""

    id: str
    ref: str
    number: int
    policy_ref: str
    content_sha256: str
    text_sha256: str | None
    policy: Policy


def payout_tree(session: Session, files: FileStore, posting_id: str, n: int) -> Tree:
    """The tree of one row of a posting, computed again; its checks say whether it is what was posted.

    Raises UserError where there is no such row, or it follows from no policy.
    """
    return posted_statement(session, files, posting_id=posting_id, n=n).tree


def posted_statement(session: Session, files: FileStore, *, posting_id: str, n: int) -> Statement:
    """Everything about one row of a posting; raises UserError like ``payout_tree``."""
    posting = session.get(IncentivePosting, posting_id)
    entry = session.execute(
        select(INCENTIVE_ENTRY).where(INCENTIVE_ENTRY.c.posting_id == posting_id, INCENTIVE_ENTRY.c.n == n)
    ).first()
    if posting is None or entry is None:
        raise UserError("There is no such row in the ledger.")
    posting, payout = payout_of(session, posting, entry)
    posting_id, entry = posting.id, payout.entry
    if entry.version_id is None or entry.figures is None:
        raise UserError("This row follows from no policy: it was posted by hand, or takes another row back.")
    version = version_of(session, entry.version_id)
    figures = figures_from_json(entry.figures)
    rows = read_rows(
        session, version.policy, figures.party_id, period_of(version.policy, figures), through=posting.cutoff_on
    )
    checks = _same_rows(rows, figures, posting.tx, posting.engine)
    head = _head(session, version, figures, entry.period)
    head = replace(
        head, posting_ref=posting.ref, posted_on=posting.posted_on, cutoff_on=posting.cutoff_on, tx=posting.tx,
        engine=posting.engine,
    )  # fmt: skip
    made = _statement(session, files, version, figures, rows, head, checks)
    if posting.kind == "accrual":
        booked = booked_before(
            session, posting_id=posting_id, party_id=figures.party_id, version_id=version.id, period=entry.period
        )
        tree = accrual_tree(
            version.policy, figures, through=posting.cutoff_on, booked_minor=booked,
            filtered=filtered(rows.excluded), titles=made.titles, checks=checks,
        )  # fmt: skip
    else:
        tree = with_locked(made.tree, payout.rows)
    return replace(made, tree=replace(tree, checks=(*tree.checks, _same_amount(payout, tree))))


def trial_statement(
    session: Session, files: FileStore, *, version_id: str, figures: Figures, through: int | None = None,
    posts: Sequence[LedgerRow] = (),
) -> Statement:  # fmt: skip
    """The same of figures that nobody has posted; ``posts`` are the rows that a run would post of them."""
    version = version_of(session, version_id)
    period = period_of(version.policy, figures)
    rows = read_rows(session, version.policy, figures.party_id, period, through=through)
    head = _head(session, version, figures, period.name)
    head = replace(head, cutoff_on=through, engine=ENGINE)
    checks = _same_rows(rows, figures, None, ENGINE)
    made = _statement(session, files, version, figures, rows, head, checks)
    return replace(made, tree=with_locked(made.tree, posts))


def version_of(session: Session, version_id: str) -> Version:
    """A version by its id or reference; raises UserError where there is none."""
    found = session.execute(
        select(PolicyVersion, IncentivePolicy.ref)
        .join(IncentivePolicy, IncentivePolicy.id == PolicyVersion.policy_id)
        .where((PolicyVersion.id == version_id) | (PolicyVersion.ref == version_id))
    ).first()
    if found is None:
        raise UserError("There is no version “{ref}” of a policy.", ref=version_id)
    one, policy_ref = found
    return Version(
        one.id, one.ref, one.number, policy_ref, one.content_sha256, one.text_sha256, policy_from_json(one.content)
    )


def period_of(policy: Policy, figures: Figures) -> Period:
    """The period of figures, by the policy's own calendar."""
    return span_period(policy, day_of(figures.first_on))


def statement_rows(rows: Iterable[Row]) -> tuple[StatementRow, ...]:
    """Rows of a base as a statement shows them: what came back below zero."""
    return tuple(_row(one) for one in rows)


def why_text(reason: str, note: str = "") -> Text:
    """Why a row does not count, with what was said when it was withheld."""
    said = Text(REASONS.get(reason, reason))
    return Text(N_("{why} ({note})"), {"why": said, "note": note}) if note else said


def titles_of(session: Session, policy: Policy) -> Titles:
    """What the figures and products of a policy are called."""
    known = known_kpis(session)
    named = {one.kpi: known[one.kpi] for one in policy.conditions if one.kpi in known}
    products: dict[str, str] = {}
    if policy.protection is not None:
        wanted = policy.protection.cuts
        products = {one.id: one.name for one in shelf_of(session).products.values() if one.id in wanted}
    return Titles(
        MappingProxyType({key: one.name for key, one in named.items()}), MappingProxyType(products),
        frozenset(key for key, one in named.items() if one.unit == "ratio"),
    )  # fmt: skip


def filtered(rows: Sequence[Row]) -> tuple[Filtered, ...]:
    """Rows that do not count, by reason, in the order of the reasons."""
    by_reason: dict[str, list[Row]] = defaultdict(list)
    for one in rows:
        by_reason[one.reason].append(one)
    order = {code: place for place, code in enumerate(REASONS)}
    return tuple(
        Filtered(reason, why_text(reason), len(some), sum(map(_amount, some)), sum(map(_quantity, some)))
        for reason, some in sorted(by_reason.items(), key=lambda pair: order.get(pair[0], len(order)))
    )


def _statement(
    session: Session, files: FileStore, version: Version, figures: Figures, rows: BaseRows, head: StatementHead,
    checks: Sequence[Check],
) -> Statement:  # fmt: skip
    outcome = settle(version.policy, figures)
    titles = titles_of(session, version.policy)
    tree = build(outcome, filtered(rows.excluded), titles, checks=checks)
    return Statement(
        head, version.policy, figures, outcome, tree, statement_rows(rows.counted), statement_rows(rows.excluded),
        policy_words(
            session, files, version.policy, party_id=figures.party_id, number=version.number,
            text_sha256=version.text_sha256,
        ), titles,
    )  # fmt: skip


def _head(session: Session, version: Version, figures: Figures, period: str) -> StatementHead:
    found = session.execute(
        text("""SELECT p.name, coalesce(p.name_en, ''),
                       coalesce((SELECT min(c.code) FROM party_code c WHERE c.party_id = p.id AND c.removed = 0), p.ref)
                FROM party p WHERE p.id = :party"""),
        {"party": figures.party_id},
    ).first()
    name, name_en, code = found if found is not None else (figures.party_id, "", "")
    return StatementHead(
        name,
        name_en,
        code,
        version.policy_ref,
        version.number,
        version.ref,
        version.content_sha256,
        period,
        str(setting(session, NAME) or ""),
    )


def _same_rows(rows: BaseRows, figures: Figures, tx: int | None, engine: str) -> tuple[Check, ...]:
    """Whether the rows that count now are those of then, and the arithmetic too."""
    base = rows.base
    is_same = base.keys_sha256 == figures.keys_sha256 and (base.amount_e4, base.quantity_e3, base.rows) == (
        figures.amount_e4, figures.quantity_e3, figures.rows,
    )  # fmt: skip
    said = Text(N_("The counted rows are those that were settled (SHA-256 {hash})"), {"hash": figures.keys_sha256[:12]})
    if is_same and tx is None:
        said = Text(N_("Computed from the rows of today (SHA-256 {hash})"), {"hash": figures.keys_sha256[:12]})
    elif not is_same and tx is not None:
        said = Text(N_("Documents came in or changed since; open the workspace as it was known at transaction {tx}"),
                    {"tx": str(tx)})  # fmt: skip
    elif not is_same:
        said = Text(N_("Documents came in or changed since; compute it again"))
    checks = [Check(said, is_same)]
    if engine != ENGINE:
        other = Text(N_("It was computed by version {old} of the arithmetic; this is {new}"),
                     {"old": engine, "new": ENGINE})  # fmt: skip
        checks.append(Check(other, holds=False))
    return tuple(checks)


def _same_amount(payout: Payout, tree: Tree) -> Check:
    """Whether what was posted comes out again: what is payable, or nothing where nothing was settled."""
    is_paid = payout.settled or tree.is_accrual
    holds = payout.amount_minor == tree.payable_minor if is_paid else tree.payable_minor <= 0
    if holds:
        return Check(Text(N_("The amount that was posted comes out again")), holds)
    return Check(Text(N_("Another amount was posted than comes out again")), holds)


def _row(one: Row) -> StatementRow:
    return StatementRow(
        one.document, one.line, one.day, one.product_code, one.product, _quantity(one), _amount(one),
        one.role == "return", one.baskets, one.reason, why_text(one.reason, one.note) if one.reason else None,
    )  # fmt: skip


def _sign(one: Row) -> int:
    return -1 if one.role == "return" else 1


def _amount(one: Row) -> int:
    return _sign(one) * (one.amount_e4 or 0)


def _quantity(one: Row) -> int:
    return _sign(one) * (one.quantity_e3 or 0)
