"""Decisions on what codes and names mean, and marks on lines, with the figures that follow in the same transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.progress import Progress
from app.core.texts import N_
from app.flows.balance import set_tolerance
from app.flows.service import NOBODY, Side, decide, take_back
from app.flows.withheld import release_lines, withhold_lines
from app.jobs.products import follow_records


@dataclass(frozen=True)
class Decision:
    """What a code or name of a source means from a day to a day; ``target`` is an id or ``NOBODY``."""

    side: Side
    source_n: int
    word: str
    target: str
    from_on: int | None = None
    to_on: int | None = None


def decide_words(db: Database, decisions: Sequence[Decision], progress: Progress | None = None) -> list[str]:
    """Say what codes and names mean, all or none of them; returns the ids of the aliases.

    Raises UserError as the command does.
    """

    def command(session: Session) -> list[str]:
        found = [
            decide(
                session, side=one.side, source_n=one.source_n, word=one.word, target=one.target, from_on=one.from_on,
                to_on=one.to_on,
            )
            for one in decisions
        ]  # fmt: skip
        follow_records(session, progress)
        return found

    return db.write(_action(decisions), command, progress=progress).value


def _action(decisions: Sequence[Decision]) -> Action:
    if len(decisions) > 1:
        return Action(N_("Matched {n} names and codes"), {"n": len(decisions)})
    said = N_("Said that {word} is none of ours") if decisions[0].target == NOBODY else N_("Said what {word} means")
    return Action(said, {"word": decisions[0].word})


def take_back_word(db: Database, *, side: Side, alias_id: str, word: str, progress: Progress | None = None) -> None:
    """Take one decision back; raises UserError as the command does."""

    def command(session: Session) -> None:
        take_back(session, side=side, alias_id=alias_id)
        follow_records(session, progress)

    db.write(Action(N_("Took back what {word} means"), {"word": word}), command, progress=progress)


def withhold(db: Database, *, rows: Iterable[tuple[str, Sequence[int]]], reason: str) -> list[str]:
    """Withhold lines, by feed and ids of facts; returns the ids of the marks. Raises UserError as the command does."""

    def command(session: Session) -> list[str]:
        return [mark for feed, ids in rows for mark in withhold_lines(session, feed=feed, rows=ids, reason=reason)]

    return db.write(Action(N_("Withheld lines"), reason=reason), command).value


def release(db: Database, *, refs: Sequence[str], reason: str) -> None:
    """Let withheld lines count again; raises UserError as the command does."""
    db.write(
        Action(N_("Released withheld lines"), reason=reason),
        lambda session: release_lines(session, refs=refs, reason=reason),
    )


def change_tolerance(db: Database, *, share: Fraction, quantity_e3: int, held: bool) -> None:
    """Set what the balance of flows tolerates; raises UserError as the command does."""
    db.write(
        Action(N_("Changed the tolerance of the balance of flows")),
        lambda session: set_tolerance(session, share=share, quantity_e3=quantity_e3, held=held),
    )
