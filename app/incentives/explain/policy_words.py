"""A policy in words for one dealer: as it was approved, without what is agreed with other dealers alone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.files import FileStore
from app.core.texts import LANGUAGES, N_, Text, texts
from app.incentives.base.who import members
from app.incentives.policies.document import ANNEX
from app.incentives.policies.naming import policy_names
from app.incentives.policies.wording import policy_text
from app.incentives.policy import Policy


@dataclass(frozen=True)
class PolicyWords:
    """A policy's text by language, and what text that is."""

    by_language: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    note: Text = field(default_factory=lambda: Text(""))


def own_part(policy: Policy, party_id: str, formerly: Collection[str] = ()) -> Policy:
    """The policy without what names other dealers: their baselines, factors, and that they take part or do not.

    ``formerly`` are ids of those who were merged into this one.
    """
    mine = {party_id, *formerly}

    def own(values: Mapping[str, int]) -> Mapping[str, int]:
        return MappingProxyType({party: value for party, value in values.items() if party in mine})

    parties = policy.parties
    named = tuple(one for one in parties.dealers if one in mine)
    return replace(
        policy, parties=replace(parties, dealers=named, excluded=()), dealer_factors=own(policy.dealer_factors),
        baseline=replace(policy.baseline, adjusted=own(policy.baseline.adjusted)),
    )  # fmt: skip


def policy_words(
    session: Session, files: FileStore, policy: Policy, *, party_id: str, number: int, text_sha256: str | None
) -> PolicyWords:
    """The text that a dealer gets. Where names or the program changed since the approval, the one that was approved.

    An approved text that is missing is said so: no other may stand in the place of what was signed.
    """
    member = members(session).get(party_id)
    own = own_part(policy, party_id, () if member is None else member.formerly)
    said = {
        lang: policy_text(texts(lang), own, policy_names(session, own, lang), number=number).plain()
        for lang in LANGUAGES
    }
    if text_sha256 is None:
        return PolicyWords(MappingProxyType(said), Text(N_("Not signed yet.")))
    about = {"hash": text_sha256}
    if own != policy:
        note = N_("As it was signed, without what concerns other dealers alone (SHA-256 of the whole text: {hash}).")
        return PolicyWords(MappingProxyType(said), Text(note, about))
    note = N_("As it was signed (SHA-256 of the text: {hash}).")
    try:
        approved = files.get(text_sha256).decode().partition(ANNEX)[0]
    except UserError as error:
        return PolicyWords(MappingProxyType({lang: texts(lang).render(error.text) for lang in LANGUAGES}), Text(""))
    shown = {lang: words if words in approved else approved for lang, words in said.items()}
    return PolicyWords(MappingProxyType(shown), Text(note, about))
