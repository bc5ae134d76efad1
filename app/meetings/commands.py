"""Every command on meetings in one place; each stands in the module that it is imported from."""

from app.meetings.carrying import Part, Verdict, carry_actions, forget_verdict, merge_actions, split_action
from app.meetings.held import (
    cancel_meeting,
    draft_meeting,
    edit_meeting,
    invite,
    open_meeting,
    plan_meeting,
    set_attendance,
    start_meeting,
    uninvite,
    write_report,
)
from app.meetings.items import (
    add_item,
    add_topic,
    begin_item,
    drop_topic,
    edit_item,
    end_item,
    move_item,
    park_item,
    reject_item,
    remove_item,
    restore_item,
    take_topic,
)
from app.meetings.outcomes import add_outcome, edit_outcome, withdraw_outcome
from app.meetings.series import Member, add_series, edit_series, end_series, resume_series, set_members

__all__ = [
    "Member", "Part", "Verdict", "add_item", "add_outcome", "add_series", "add_topic", "begin_item", "cancel_meeting",
    "carry_actions", "draft_meeting", "drop_topic", "edit_item", "edit_meeting", "edit_outcome", "edit_series",
    "end_item", "end_series", "forget_verdict", "invite", "merge_actions", "move_item", "open_meeting", "park_item",
    "plan_meeting", "reject_item", "remove_item", "restore_item", "resume_series", "set_attendance", "set_members",
    "split_action", "start_meeting", "take_topic", "uninvite", "withdraw_outcome", "write_report",
]  # fmt: skip
