"""The mail server of a policy file: what a dialog begins with, and what nobody enters otherwise."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.core.db import Action
from app.core.errors import UserError
from app.core.workspace import Workspace
from app.jobs.delivery.settings import Mail, Plan, read_plan, save_plan, usual_mail
from tests.fleet import put_policy

OWN = Mail("mail.other.example", 587, "starttls", "me", "me@example.com")


def kept(workspace: Workspace, plan: Plan) -> Plan:
    workspace.db.write(Action("x"), lambda session: save_plan(session, plan=plan))
    with workspace.db.read() as session:
        return read_plan(session)


def test_the_servers_default_fills_the_dialog_and_a_lock_holds_for_what_was_entered_before(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put_policy(tmp_path, monkeypatch, "[mail]\nhost = 'smtp.example.com'\nsecurity = 'starttls'")
    assert usual_mail() == Mail("smtp.example.com", 587, "starttls", "", "")
    plan = kept(workspace, Plan(mail=OWN))
    assert plan.mail == OWN
    path.write_text("locked = ['mail']\n[mail]\nhost = 'smtp.example.com'", encoding="utf-8")
    with workspace.db.read() as session:
        plan = read_plan(session)
    assert plan.mail == replace(OWN, host="smtp.example.com")
    with pytest.raises(UserError, match=r"“Mail server” is set by your administrator"):
        kept(workspace, replace(plan, mail=OWN))
    assert kept(workspace, replace(plan, at="09:00")).at == "09:00"
    assert kept(workspace, replace(plan, mail=None)).mail is None, "to send nothing is nobody's lock"


def test_of_a_broken_policy_the_server_stays_as_it_is(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = kept(workspace, Plan(mail=OWN))
    put_policy(tmp_path, monkeypatch, "[mail]\nhost = 'a b'")
    assert kept(workspace, replace(plan, at="09:00")).mail == OWN
    with pytest.raises(UserError, match=r"is broken: until your administrator mends it"):
        kept(workspace, replace(plan, mail=replace(OWN, host="mail.example.com")))
