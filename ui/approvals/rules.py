"""The dialogs of rules and passphrases: what one person cannot change alone asks for another one's passphrase."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from app.approvals.passphrases import SHORTEST
from app.approvals.rules import KIND_TITLES, Rule
from app.core.errors import UserError
from app.core.texts import N_, Text
from app.dealers.typed import amount
from app.incentives.rounding import e4_per_minor
from ui.core.ask import Ask, AskDialog
from ui.core.form import typed_list
from ui.core.words import Words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.approvals.reading import ApprovalsSheet
    from ui.core.look import Look

ANYBODY: Final = "*"
STEPS: Final = ("step1", "step2", "step3")
_OWN: Final = ""


def _consent(sheet: "ApprovalsSheet") -> list[Ask]:
    """Who agrees and his passphrase, once anybody can; nobody agrees with himself."""
    if not sheet.enrolled:
        return []
    can: list[tuple[str, Words]] = [
        (one.person_id, one.name) for one in sheet.enrolled if one.person_id != sheet.person
    ]  # fmt: skip
    return [
        Ask("witness_id", Text(N_("Who agrees")), "choice", can[0][0] if can else None, can),
        Ask("witness_passphrase", Text(N_("His passphrase")), "secret", needed=True),
    ]


def _steps_of(text: str, people: Sequence[tuple[str, str]]) -> tuple[str, ...] | None:
    """The ids of the people of a step; none for anybody, None where there is no step."""
    if not text.strip():
        return None
    if text.strip() == ANYBODY:
        return ()
    found = []
    for name in typed_list(text):
        same = [key for key, known in people if known == name]
        if not same:
            raise UserError("Nobody in this workspace is called “{name}”.", name=name)
        if len(same) > 1:
            raise UserError("There are several people called “{name}”; give the reference instead.", name=name)
        found.append(same[0])
    return tuple(found)


class RuleDialog(AskDialog):
    """A rule of approval, new or changed; ``rule`` has its values once it was accepted."""

    def __init__(self, look: "Look", parent: "QWidget | None", sheet: "ApprovalsSheet", old: Rule | None) -> None:
        """``old`` None for a new one."""
        kinds: list[tuple[str, Words]] = [("", Text(N_("Everything")))]
        kinds += [(key, Text(title)) for key, title in KIND_TITLES.items()]
        steps = [ANYBODY if not step else sheet.who(step) for step in old.steps] if old else [ANYBODY]
        hint = Text(N_("Names with commas: one of them approves. * is anybody but the maker."))
        asked = [
            Ask("kind", Text(N_("Kind")), "choice", old.kind if old else "", kinds),
            Ask("region", Text(N_("Region")), value=old.region if old else "", hint=Text(N_("Empty: every region"))),
            Ask("amount_e4", Text(N_("From this amount on")), value=_plain(sheet, old), needed=True,
                read=partial(_typed, sheet)),
            *(
                Ask(key, Text(N_("Step {n}"), {"n": n + 1}), value=steps[n] if n < len(steps) else "",
                    read=lambda text: _steps_of(text, sheet.people), hint=hint if n == 0 else "", needed=n == 0,
                    offered=[name for _, name in sheet.people])
                for n, key in enumerate(STEPS)
            ),
            Ask("note", Text(N_("Note")), value=old.note if old else ""),
            *_consent(sheet),
        ]  # fmt: skip
        title = Text(N_("Change a rule of approval")) if old else Text(N_("New rule of approval"))
        super().__init__(look, parent, title, asked, accept=Text(N_("Save")))
        self._per_minor = e4_per_minor(sheet.currency)

    @property
    def rule(self) -> Mapping[str, Any]:
        """What ``set_rule`` is told."""
        said = self.values
        return {
            "kind": said["kind"], "region": said["region"], "from_minor": said["amount_e4"] // self._per_minor,
            "steps": [said[key] for key in STEPS if said[key] is not None], "note": said["note"],
            **{key: said[key] for key in ("witness_id", "witness_passphrase") if key in said},
        }  # fmt: skip


def _typed(sheet: "ApprovalsSheet", text: str) -> int:
    """An amount in whole minor units: nothing is cut off silently."""
    found = amount(text)
    if found % e4_per_minor(sheet.currency):
        raise UserError("“{text}” is not an amount.", text=text)
    return found


def _plain(sheet: "ApprovalsSheet", old: Rule | None) -> str:
    e4 = sheet.e4(old.from_minor) if old else 0
    return f"{e4 // 10_000}" + (f".{e4 % 10_000:04d}".rstrip("0") if e4 % 10_000 else "")


class ConsentDialog(AskDialog):
    """Somebody else's consent to taking a rule out."""

    def __init__(self, look: "Look", parent: "QWidget | None", sheet: "ApprovalsSheet", title: Words) -> None:
        """``title`` says to what."""
        super().__init__(look, parent, title, _consent(sheet), accept=Text(N_("Remove")), danger=True)


class PassphraseDialog(AskDialog):
    """A person's passphrase, new or changed."""

    def __init__(self, look: "Look", parent: "QWidget | None", sheet: "ApprovalsSheet", person: str) -> None:
        """``person`` is chosen at first."""
        who: list[tuple[str, Words]] = list(sheet.people)
        by: list[tuple[str, Words]] = [(one.person_id, one.name) for one in sheet.enrolled]
        asked = [
            Ask("person_id", Text(N_("Person")), "choice", person or (who[0][0] if who else None), who),
            Ask("passphrase", Text(N_("New passphrase")), "secret", needed=True,
                hint=Text(N_("At least {n} characters: a sentence that you remember."), {"n": SHORTEST})),
            Ask("again", Text(N_("The same again")), "secret", needed=True),
        ]  # fmt: skip
        note: Words = Text(N_("The first passphrase of a workspace needs nobody else. Let it be one who approves: for "
                              "everybody after him somebody with a passphrase vouches."))  # fmt: skip
        if by:
            note = Text(N_("Somebody else who has a passphrase vouches that it is this person, and types his own. Who "
                           "knows his old one chooses himself and types that."))  # fmt: skip
            asked += [
                Ask("witness_id", Text(N_("Vouched for by")), "choice", by[0][0], by),
                Ask("witness_passphrase", Text(N_("His passphrase")), "secret", needed=True),
            ]
        super().__init__(look, parent, Text(N_("Set a passphrase")), asked, accept=Text(N_("Set")), note=note)

    def missing(self, values: Mapping[str, Any]) -> Mapping[str, Words]:
        """Both times the same."""
        if values["passphrase"] != values["again"]:
            return {"again": Text(N_("The two are not the same."))}
        return {}

    @property
    def told(self) -> Mapping[str, Any]:
        """What ``set_passphrase`` is told."""
        said = {key: value for key, value in self.values.items() if key != "again"}
        if said.get("witness_id") == said["person_id"]:
            return {"person_id": said["person_id"], "passphrase": said["passphrase"],
                    "own": said["witness_passphrase"]}  # fmt: skip
        return said
