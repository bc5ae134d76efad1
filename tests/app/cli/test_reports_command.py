"""Reports that go out, from the command line: a plan, its report kept and saved again, the certificate, the queue."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.cli.conftest import Said
from tests.app.reports.certificates import PASSPHRASE, certificate

Say = Callable[..., Said]


def test_a_plan_is_made_carried_out_and_its_report_saved_again(
    say: Say, lines: Path, how: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say("import", lines, "--profile", how)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSPHRASE}\n"))
    found = say("reports", "certificate", certificate(tmp_path / "me.p12"), "--json").json
    assert (found["holder"], found["issuer"]) == ("王芳", "王芳")
    words = ("reports", "add", "季度包", "--kind", "region", "--schedule", "monthly 5 08:00", "--sign")
    assert say(*words).status == 0
    assert "already" in say(*words).err
    assert "No quarter" in say("reports", "send", "季度包").err
    (plan,) = say("reports", "--json").rows
    assert (plan["outcome"], plan["signed"], plan["schedule"]) == ("failed", True, "On day 5 of each month at 08:00")
    say("assess", "--period", "2026-Q1")
    assert say("reports", "send", "季度包", "--json").json["made"] == 1
    assert "before" in say("reports", "send", plan["ref"]).out
    (kept,) = say("reports", "published", "--json").rows
    assert say("reports", "save", kept["ref"], "--out", tmp_path).status == 0
    saved = (tmp_path / kept["name"]).read_bytes()
    assert hashlib.sha256(saved).hexdigest() == kept["sha256"]
    assert b"/ETSI.CAdES.detached" in saved
    assert "not set up" in say("reports", "mail", kept["ref"], "--to", "boss@example.com").err
    assert say("reports", "queue", "--json").rows == []
    assert "that waits" in say("reports", "cancel", "7").err
    assert say("reports", "change", "季度包", "--schedule", "-", "--to", "boss@example.com", "--no-active").status == 0
    (plan,) = say("reports", "plans", "--json").rows
    assert (plan["schedule"], plan["to"], plan["active"], plan["to_contacts"]) == ("By hand", 1, False, False)
    assert say("reports", "change", "季度包", "--kind", "own").status == 0
    assert say("reports", "plans", "--json").rows[0]["to_contacts"], "unless one says that it goes to the others"
    assert say("reports", "change", "季度包", "--no-to-contacts").status == 0
    assert not say("reports", "plans", "--json").rows[0]["to_contacts"]
    words = ("report", "health", "--period", "2026-Q1", "--out", tmp_path / "signed.pdf", "--sign", "--json")
    assert say(*words).json["signed"]
    assert say("reports", "certificate", "-").status == 0
    assert "No certificate" in say(*words).err
    assert say("reports", "remove", "季度包").status == 0
    assert say("reports", "--json").rows == []
