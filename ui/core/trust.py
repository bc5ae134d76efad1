"""The quality of the data under a figure, in the words of a card."""

from typing import TYPE_CHECKING

from app.core.texts import N_, Text
from app.imports.ruling import INDICATORS
from ui.core.words import Words

if TYPE_CHECKING:
    from app.kpi.trust import Trust
    from ui.core.look import Look


def quality_words(look: "Look", trust: "Trust | None") -> tuple[Words, Words]:
    """The score in two words, and what it is made of for the tooltip; nothing where nothing was checked."""
    if trust is not None and trust.unchecked:
        files = {"n": look.formats.number(trust.unchecked)}
        return Text(N_("data not checked yet")), Text(
            N_("Files of an earlier version that are still to be checked before the data has a score: {n}"), files
        )
    value = trust.score.value if trust is not None else None
    if trust is None or value is None:
        return "", ""
    score = look.formats.number(value * 100, 1)
    parts = [
        look.t("{name} {share}", name=look.t(title), share=look.formats.percent(share))
        for name, title in INDICATORS.items()
        if (share := trust.score.share(name)) is not None
    ]
    if trust.late:
        parts.append(look.t("lists missing: {n}", n=look.formats.number(len(trust.late))))
    said = {"score": score, "parts": look.t("; ").join(parts)}
    short = Text(N_("data {score}"), said)
    if trust.late:
        short = Text(N_("data {score} · {n} lists missing"), {**said, "n": look.formats.number(len(trust.late))})
    return short, Text(N_("Quality score of the data that it was computed from: {score}. {parts}"), said)
