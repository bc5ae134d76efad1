"""What is done to items, outcomes, carried actions, people, reports and topics of a meeting."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.core.texts import N_, Text
from app.meetings.commands import (
    Part,
    Verdict,
    add_item,
    add_outcome,
    add_topic,
    carry_actions,
    drop_topic,
    edit_item,
    edit_outcome,
    forget_verdict,
    invite,
    move_item,
    park_item,
    reject_item,
    remove_item,
    restore_item,
    set_attendance,
    split_action,
    take_topic,
    uninvite,
    withdraw_outcome,
    write_report,
)
from app.meetings.rows import AttendanceRow, ItemRow, MeetingView, OutcomeRow, ReportRow, TopicRow
from app.meetings.words import OUTCOME_KINDS, ROLES, SECTIONS
from ui.core.ask import Ask, ask
from ui.core.words import Words
from ui.meetings.fields import Known, item_fields, item_values, outcome_fields, outcome_values
from ui.meetings.meetings.acts import MeetingActs
from ui.meetings.meetings.carry import CarryLine
from ui.meetings.meetings.outcome import ask_outcome
from ui.meetings.meetings.proxies import ProxyDialog, represent

if TYPE_CHECKING:
    from collections.abc import Mapping


class ItemActs(MeetingActs):
    """The steps inside a meeting."""

    # -- items --------------------------------------------------------------------------------------------------------

    def add_item(self, known: Known, view: MeetingView) -> None:
        """Ask for an item and put it on the agenda."""
        values = self._asked(Text(N_("New agenda item")), item_fields(known, view, None), N_("Add"))
        if values is not None:
            self.write(
                N_("Put an item on an agenda"),
                lambda session: add_item(session, meeting_id=view.meeting.id, **item_values(values)),
            )

    def change_item(self, known: Known, view: MeetingView, one: ItemRow) -> None:
        """Ask for other words, another presenter or other minutes."""
        values = self._asked(one.title, item_fields(known, view, one), N_("Save"))
        if values is not None:
            self.write(
                N_("Changed an item"), lambda session: edit_item(session, item_id=one.id, changes=item_values(values))
            )

    def note(self, one: ItemRow) -> None:
        """Ask for what was said."""
        values = self._asked(one.title, [Ask("notes", Text(N_("Notes")), "long", one.notes)], N_("Save"))
        if values is not None:
            self.write(N_("Wrote notes of an item"), lambda session: edit_item(session, item_id=one.id, changes=values))

    def move(self, one: ItemRow, by: int) -> None:
        """So many places further down."""
        self.write(N_("Moved an item"), lambda session: move_item(session, item_id=one.id, to=max(1, one.n + by)))

    def park(self, one: ItemRow) -> None:
        """Ask why, and put it off to the backlog."""
        self._reasoned(
            one.title,
            N_("Why is it put off?"),
            N_("Put off"),
            N_("Put an item off"),
            lambda session, reason: park_item(session, item_id=one.id, reason=reason),
        )

    def reject(self, one: ItemRow) -> None:
        """Ask why, and strike it off."""
        self._reasoned(
            one.title,
            N_("Why is it struck off?"),
            N_("Strike off"),
            N_("Struck an item off"),
            lambda session, reason: reject_item(session, item_id=one.id, reason=reason),
        )

    def restore(self, one: ItemRow) -> None:
        """Back on the agenda."""
        self.write(N_("Put an item on again"), lambda session: restore_item(session, item_id=one.id))

    def remove(self, one: ItemRow) -> None:
        """Take back one that was added by mistake; undo brings it back."""
        self.write(N_("Took an item back"), lambda session: remove_item(session, item_id=one.id))

    # -- outcomes -----------------------------------------------------------------------------------------------------

    def add_outcome(self, known: Known, one: ItemRow, due_on: int | None) -> None:
        """Ask for what came of an item and write it down."""
        values = ask_outcome(
            self.look,
            self._panel,
            one.title,
            known,
            accept=Text(N_("Add")),
            due_on=due_on,
            department=one.department_id,
        )
        if values is not None:
            kind = values["kind"]
            self.write(
                N_("Wrote an outcome down"),
                lambda session: add_outcome(session, item_id=one.id, kind=kind, **outcome_values(values, kind)),
            )

    def change_outcome(self, known: Known, one: OutcomeRow) -> None:
        """Ask for other words, and of an action another owner or day."""
        values = self._asked(Text(OUTCOME_KINDS[one.kind]), outcome_fields(known, one), N_("Save"))
        if values is not None:
            changes = outcome_values(values, one.kind)
            if one.dealer_id and not changes.get("dealer_id"):
                changes.pop("dealer_id", None)
            self.write(
                N_("Changed an outcome"), lambda session: edit_outcome(session, outcome_id=one.id, changes=changes)
            )

    def withdraw_outcome(self, one: OutcomeRow) -> None:
        """Take it back; undo brings it back."""
        self.write(N_("Took an outcome back"), lambda session: withdraw_outcome(session, outcome_id=one.id))

    # -- carried actions ----------------------------------------------------------------------------------------------

    def carry_all(self, view: MeetingView, verdicts: Sequence[Verdict]) -> None:
        """Every proposal of the rule that needs no reason and no other day, of what nobody looked at yet."""
        if not verdicts:
            self.context.notify("info", Text(N_("What is left needs a reason or a day: look at each of them.")))
            return
        self.write(
            N_("Looked at actions as proposed"),
            lambda session: carry_actions(session, meeting_id=view.meeting.id, verdicts=verdicts),
        )

    def carry(
        self, known: Known, view: MeetingView, line: CarryLine, verdict: str, others: Sequence[CarryLine]
    ) -> None:
        """Ask what a verdict needs, and write it down."""
        one = line.action
        if verdict == "back":
            self.write(
                N_("Took a verdict back"),
                lambda session: forget_verdict(session, meeting_id=view.meeting.id, action_id=one.id),
            )
            return
        fields = self._carry_fields(known, line, verdict, others)
        values = self._asked(one.title, fields, N_("Save"))
        if values is None:
            return
        if verdict == "split":
            part = Part(values["text"], values["owner_id"] or None, values["due_on"])
            self.write(
                N_("Split an action"),
                lambda session: split_action(session, meeting_id=view.meeting.id, action_id=one.id, parts=[part]),
            )
            return
        found = Verdict(
            one.id,
            verdict,
            due_on=values.get("due_on"),
            reason=values.get("reason") or None,
            into_id=values.get("into_id") or None,
            owner_id=values.get("owner_id") or None,
        )
        self.write(
            N_("Looked at an action"),
            lambda session: carry_actions(session, meeting_id=view.meeting.id, verdicts=[found]),
        )

    def _carry_fields(self, known: Known, line: CarryLine, verdict: str, others: Sequence[CarryLine]) -> list[Ask]:
        one = line.action
        reason = Ask("reason", Text(N_("Reason")), "long", one.reason, needed=verdict == "dropped")
        if verdict == "done":
            return [Ask("reason", Text(N_("Outcome")), "long", one.outcome)]
        if verdict == "carried":
            hint: Words = Text(N_("It slips: say why.")) if line.proposal.needs_reason else ""
            return [
                Ask("due_on", Text(N_("New day")), "day", line.due_after, needed=True),
                Ask("reason", Text(N_("Reason")), "long", one.reason, hint=hint),
                Ask("owner_id", Text(N_("Owner")), "choice", one.owner_id, known.persons),
            ]
        if verdict == "merged":
            options = [(each.action.id, each.action.title) for each in others if each.action.id != one.id]
            return [Ask("into_id", Text(N_("Joined with")), "choice", None, options), reason]
        if verdict == "split":
            return [
                Ask("text", Text(N_("What is to be done")), needed=True),
                Ask("owner_id", Text(N_("Owner")), "choice", one.owner_id, known.persons),
                Ask("due_on", Text(N_("Due on")), "day", line.due_after, needed=True),
            ]
        return [reason]

    # -- people -------------------------------------------------------------------------------------------------------

    def attend(self, known: Known, view: MeetingView, act: str, chosen: Sequence[AttendanceRow]) -> None:
        """One of the acts on the list of people."""
        meeting = view.meeting.id
        if act == "invite":
            self._invite(known, meeting)
        elif act == "proxy" and len(chosen) == 1:
            self._represent(known, meeting, chosen[0])
        elif act == "proxy":
            self._proxies(known, meeting, chosen or [one for one in view.attendance if one.role != "reader"])
        elif act == "uninvite":
            self.write(N_("Took people off the list"), lambda session: _take_off(session, meeting, chosen))
        else:
            rows = (
                [one for one in view.attendance if one.state == "invited" and not one.proxy_id and one.role != "reader"]
                if act == "all"
                else chosen
            )
            state = "present" if act == "all" else act
            self.write(
                N_("Took the attendance"),
                lambda session: [
                    set_attendance(session, meeting_id=meeting, person_id=one.person_id, state=state) for one in rows
                ],
            )

    def _invite(self, known: Known, meeting: str) -> None:
        roles: list[tuple[str, Words]] = [(key, Text(title)) for key, title in ROLES.items()]
        values = self._asked(
            Text(N_("Invite somebody")),
            [
                Ask("person_id", Text(N_("Name")), "choice", None, known.persons[1:]),
                Ask("role", Text(N_("Role in it")), "choice", "guest", roles),
            ],
            N_("Invite"),
        )
        if values is not None and values["person_id"]:
            self.write(N_("Invited somebody"), lambda session: invite(session, meeting_id=meeting, **values))

    def _represent(self, known: Known, meeting: str, one: AttendanceRow) -> None:
        values = self._asked(
            one.person,
            [
                Ask("proxy_id", Text(N_("Represented by")), "choice", one.proxy_id, known.persons),
                Ask("note", Text(N_("Note")), value=one.note),
            ],
            N_("Save"),
        )
        if values is not None:
            self.write(
                N_("Took the attendance"),
                lambda session: set_attendance(
                    session,
                    meeting_id=meeting,
                    person_id=one.person_id,
                    state="excused",
                    proxy_id=values["proxy_id"] or None,
                    note=values["note"],
                ),
            )

    def _proxies(self, known: Known, meeting: str, people: Sequence[AttendanceRow]) -> None:
        dialog = ProxyDialog(self.look, self._panel, known, people)
        agreed, values = dialog.run(), dialog.values
        dialog.deleteLater()
        if agreed:
            self.write(
                N_("Took the attendance"),
                lambda session: represent(session, meeting_id=meeting, people=people, proxies=values),
            )

    # -- prepared -----------------------------------------------------------------------------------------------------

    def report(self, known: Known, view: MeetingView, one: ReportRow | None) -> None:
        """Ask for what a department brings."""
        fields = [
            Ask("done", Text(N_("Done since the last meeting")), "long", one.done if one else ""),
            Ask("next", Text(N_("What comes next")), "long", one.next if one else ""),
            Ask("asks", Text(N_("Asked of others")), "long", one.asks if one else ""),
            Ask("ready", Text(N_("Ready")), "check", one.state == "ready" if one else False),
        ]
        if one is None:
            there = {each.department_id for each in view.reports}
            options = [pair for pair in known.departments if pair[0] not in there]
            fields.insert(0, Ask("department_id", Text(N_("Department")), "choice", None, options))
        title: Words = Text(N_("Department report")) if one is None else Text(one.department)
        values = self._asked(title, fields, N_("Save"))
        if values is not None:
            named = dict(values) if one is None else dict(values) | {"department_id": one.department_id}
            self.write(
                N_("Wrote a department's report"),
                lambda session: write_report(session, meeting_id=view.meeting.id, **named),
            )

    def topic(self, known: Known, view: MeetingView, act: str, one: TopicRow | None, today: int) -> None:
        """Add a topic to the backlog, put one on the agenda, or drop it."""
        if act == "add":
            sections: list[tuple[str, Words]] = [(key, Text(title)) for key, title in SECTIONS.items()]
            values = self._asked(
                Text(N_("New topic")),
                [
                    Ask("title", Text(N_("Topic")), needed=True),
                    Ask("section", Text(N_("Section")), "choice", "topics", sections),
                    Ask("department_id", Text(N_("Department")), "choice", "", [("", "—"), *known.departments]),
                    Ask("minutes", Text(N_("Minutes planned")), "number", 10, needed=True),
                    Ask("note", Text(N_("Note")), "long"),
                ],
                N_("Add"),
            )
            if values is not None:
                kept = dict(values) | {"department_id": values["department_id"] or None}
                self.write(
                    N_("Put a topic into the backlog"),
                    lambda session: add_topic(session, series_id=view.series.id, on=today, **kept),
                )
        elif one is not None and act == "take":
            self.write(
                N_("Put a topic on an agenda"),
                lambda session: take_topic(session, topic_id=one.id, meeting_id=view.meeting.id),
            )
        elif one is not None:
            self._reasoned(
                one.title,
                N_("Why is it dropped?"),
                N_("Drop"),
                N_("Dropped a topic"),
                lambda session, reason: drop_topic(session, topic_id=one.id, reason=reason),
            )

    def _asked(self, title: Words, fields: Sequence[Ask], accept: str) -> "Mapping[str, Any] | None":
        return ask(self.look, self._panel, title, fields, accept=Text(accept))

    def _reasoned(self, note: Words, title: str, accept: str, code: str, command: Any) -> None:
        values = ask(
            self.look,
            self._panel,
            Text(title),
            [Ask("reason", Text(N_("Reason")), "long", needed=True)],
            accept=Text(accept),
            note=note,
        )
        if values is not None:
            self.write(code, lambda session: command(session, values["reason"]))


def _take_off(session: Any, meeting: str, chosen: Sequence[AttendanceRow]) -> None:
    for one in chosen:
        uninvite(session, meeting_id=meeting, person_id=one.person_id)
