"""The daily digest: what stands in the inbox for a person or a chat, the worst first, in one language."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.texts import N_, Text, texts
from app.inbox.queries import CauseGroup, list_notices
from app.inbox.service import SEVERITIES

_SUBJECT: Final = N_("ChannelDesk {name}: to look after {n}, serious {bad} ({day})")
_HEAD: Final = N_("{severity} ({n})")
_END: Final = N_("Snoozed and put away things are not listed. Open ChannelDesk to act on them.")


def digest_of(session: Session, *, person: str, name: str, today: date, lang: str) -> Mapping[str, Any] | None:
    """Subject and lines for a person (an id), or for a chat with none; None where there is nothing to look after."""
    shown = [one for one in list_notices(session, person=person) if not one.newest.snoozed]
    if not shown:
        return None
    t = texts(lang)
    bad = sum(one.newest.severity == "bad" for one in shown)
    said = {"name": name, "n": len(shown), "bad": bad, "day": today.isoformat()}
    lines: list[str] = []
    for severity in reversed(SEVERITIES):
        own = [one for one in shown if one.newest.severity == severity]
        if own:
            lines += ["", t(_HEAD, severity=Text(SEVERITIES[severity]), n=len(own)), *_told(own, lang)]
    return {"subject": t(_SUBJECT, **said), "lines": [*lines[1:], "", t(_END)], "lang": lang}


def _told(groups: Sequence[CauseGroup], lang: str) -> list[str]:
    t = texts(lang)
    return ["· " + " ".join(t.render(one.newest.subject).split()) for one in groups]


def trial(name: str, lang: str) -> Mapping[str, Any]:
    """What a test sends."""
    t = texts(lang)
    return {
        "subject": t(N_("ChannelDesk {name}: a test"), name=name),
        "lines": [t(N_("This is a test. What is to be looked after will come this way once a day."))], "lang": lang,
    }  # fmt: skip
