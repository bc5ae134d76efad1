"""The text of a version that is approved and signed: both languages, and the hashes of its content and simulation."""

from sqlalchemy.orm import Session

from app.core.texts import EN, ZH, texts
from app.incentives.ledger.changing import change_words, changes_of
from app.incentives.policies.naming import policy_names
from app.incentives.policies.queries import VersionRow
from app.incentives.policies.wording import policy_text

ANNEX = "\f\n"
"""What stands behind it in a kept text was approved with it and names others: no statement for a dealer shows it."""


def policy_document(session: Session, row: VersionRow) -> str:
    """The whole text; the same version, names and program give the same bytes.

    Where it changes what is settled for good, the true-up of each dealer stands behind ``ANNEX``.
    """
    parts = list[str]()
    for lang in (ZH, EN):
        t = texts(lang)
        names = policy_names(session, row.policy, lang)
        parts.append(policy_text(t, row.policy, names, number=row.number).plain())
    seals = [f"SHA-256 (content): {row.content_sha256}", f"SHA-256 (simulation): {row.simulation_sha256 or '-'}"]
    told = "\n\n".join([*parts, "\n".join(seals)]) + "\n"
    changed = changes_of(session, row.id)
    if not changed:
        return told
    annex = ("\n".join(change_words(texts(lang), changed)) for lang in (ZH, EN))
    return told + ANNEX + "\n\n".join(annex) + "\n"
