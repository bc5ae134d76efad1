"""What stands above a run: why there is none, where its approval is, what of it is locked."""

from typing import TYPE_CHECKING, Final

from app.core.texts import N_, Text
from app.incentives.ledger.reading import NOBODY, RunView
from app.incentives.ledger.releasing import held_words
from ui.core.card import Banner

if TYPE_CHECKING:
    from ui.core.context import Context
    from ui.core.look import Look

MOST_SAID: Final = 3
"""So many dealers are named above the table."""


def state_banner(context: "Context", found: RunView) -> Banner | None:
    """Why there is no run, that nothing is left to post, or where its approval is."""
    look, run = context.look, found.run
    if found.refused is not None:
        return Banner(look, "info", found.refused.text)
    if run is not None and run.is_empty:
        return Banner(look, "info", Text(NOBODY, {"period": run.period.name}))
    if run is None or not run.kept.rows:
        return Banner(look, "good", Text(N_("There is nothing to post: everything is posted as it is now.")))
    if run.closes_only:
        words = N_("Nobody earned anything in {period}. Posting it closes the period; no money moves.")
        return Banner(look, "info", Text(words, {"period": run.period.name}))
    return _approval_banner(context, found)


def _approval_banner(context: "Context", found: RunView) -> Banner | None:
    one = found.approval
    if one is None:
        return None
    if one.state == "approved":
        said = Text(N_("Approved ({ref}): it can be posted as it was seen."), {"ref": one.ref})
        return Banner(context.look, "good", said)
    said = Text(N_("Waiting for approval ({ref}): somebody else decides."), {"ref": one.ref})
    return Banner(
        context.look, "warn", said, action=Text(N_("Approvals")),
        on=lambda: context.go("approvals", {"approval": one.id}),
    )  # fmt: skip


def held_banner(look: "Look", found: RunView) -> Banner | None:
    """Whose payout is locked in part, why and how much; the first few by name, the rest by number."""
    if found.run is None:
        return None
    said = held_words(found.lines, found.run.policy.payout.currency)
    if not said:
        return None
    words = [look.t.render(one) for one in said[:MOST_SAID]]
    if len(said) > MOST_SAID:
        words.append(look.t("And {n} more; the column “Locked” has them.", n=len(said) - MOST_SAID))
    return Banner(look, "warn", "\n".join(words))
