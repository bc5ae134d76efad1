"""The page of approvals by clicks: a rule, passphrases, a yes on the maker's machine, a sheet and its scan."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtWidgets import QPlainTextEdit

from app.approvals.queries import approval, approvals, enrolled, list_rules
from app.approvals.showing import grouped
from app.bootstrap import Desk
from app.core.period import day_of
from tests.approving import CHECKER, MAKER, THIRD, WORDS, People, ask, enrol, give
from tests.ui.conftest import Heard
from tests.ui.looks import check_every_face
from ui.approvals import acts
from ui.approvals.card import ApprovalView
from ui.approvals.page import DECIDED, PEOPLE, RULES, WAITING, ApprovalsPage
from ui.approvals.rules import ConsentDialog, PassphraseDialog, RuleDialog
from ui.core.ask import AskDialog
from ui.core.ask import ask as ask_dialog
from ui.core.look import Look

Rest = Callable[[], None]
CONTENT = b'{"policy": "2026 Q3 rebate", "tiers": [{"from": 0, "rate": "1%"}]}'


@pytest.fixture
def people(desk: Desk) -> People:
    found = enrol(desk.db)
    desk.workspace.set_person(found.maker)
    return found


@pytest.fixture
def asked(desk: Desk, people: People) -> str:
    return ask(desk.db, desk.workspace.files, people.maker, content=CONTENT, kind="policy", amount_minor=123_450_000)


@pytest.fixture
def page(desk: Desk, asked: str, visit: Callable[[type[ApprovalsPage]], ApprovalsPage]) -> ApprovalsPage:
    return visit(ApprovalsPage)


def opened(page: ApprovalsPage, at_rest: Rest) -> ApprovalView:
    page.waiting.opened.emit(page.waiting.grid.row_at(0))
    at_rest()
    assert page.view is not None
    return page.view


def answer(
    monkeypatch: pytest.MonkeyPatch, at_rest: Rest, dialogs: type[AskDialog], values: Mapping[str, object]
) -> list[bool]:
    """Fill a dialog as somebody would and accept it; whether it closed."""
    closed: list[bool] = []

    def run(dialog: AskDialog) -> bool:
        for name, value in values.items():
            dialog.put(name, value)
        dialog.accept()
        at_rest()
        closed.append(bool(dialog.values))
        return bool(dialog.values)

    monkeypatch.setattr(dialogs, "run", run)
    return closed


def asking(monkeypatch: pytest.MonkeyPatch, at_rest: Rest, **values: object) -> list[Mapping[str, Any]]:
    """Answer the dialogs of a decision; what was offered is kept."""
    seen: list[Mapping[str, Any]] = []

    def answered(*args: Any, **more: Any) -> object:
        seen.append({one.name: one for one in args[3]})
        return ask_dialog(*args, **more)

    answer(monkeypatch, at_rest, AskDialog, values)
    monkeypatch.setattr(acts, "ask", answered)
    return seen


def test_another_person_approves_on_the_makers_machine(
    page: ApprovalsPage, desk: Desk, people: People, asked: str, at_rest: Rest, monkeypatch: pytest.MonkeyPatch,
    heard: Heard,
) -> None:  # fmt: skip
    view = opened(page, at_rest)
    assert view.text.toPlainText().startswith('{\n  "policy": "2026 Q3 rebate"')
    said = {"person_id": people.checker, "reason": ""}
    seen = asking(monkeypatch, at_rest, passphrase="not his own", **said)  # noqa: S106 - a wrong one
    view.approve_button.click()
    at_rest()
    assert [name for _, name in seen[0]["person_id"].options] == [CHECKER, THIRD]
    assert heard.said == [] or heard.said[-1][0] != "good"
    asking(monkeypatch, at_rest, passphrase=WORDS[CHECKER], **said)
    assert page.view is not None
    page.view.approve_button.click()
    at_rest()
    with desk.db.read() as session:
        assert approval(session, asked).state == "approved"
    assert page.waiting.grid.rowCount() == 0
    assert page.decided.grid.rowCount() == 1
    assert heard.said[-1][0] == "good"


def test_a_wrong_passphrase_keeps_the_dialog_and_the_reason(
    page: ApprovalsPage, desk: Desk, people: People, asked: str, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = opened(page, at_rest)
    kept: list[tuple[object, str]] = []

    def run(dialog: AskDialog) -> bool:
        for words in ("not his own", WORDS[CHECKER]):
            dialog.put("person_id", people.checker)
            dialog.put("passphrase", words)
            if not kept:
                dialog.put("reason", "预算不足")
            dialog.accept()
            at_rest()
            reason = dialog.fields["reason"]
            note, _ = dialog.form._notes[dialog.fields["passphrase"]]
            kept.append((reason.toPlainText() if isinstance(reason, QPlainTextEdit) else "", note.text()))
        return True

    monkeypatch.setattr(AskDialog, "run", run)
    view.refuse_button.click()
    at_rest()
    (reason, complaint), _ = kept
    assert reason == "预算不足"
    assert "口令" in complaint, "what was wrong stands under the passphrase"
    with desk.db.read() as session:
        (decision,) = approval(session, asked).decisions
    assert (decision.verdict, decision.reason) == ("no", "预算不足")


def test_what_changed_since_it_was_opened_is_not_approved(
    page: ApprovalsPage, desk: Desk, people: People, asked: str, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = opened(page, at_rest)
    asking(monkeypatch, at_rest, person_id=people.checker, passphrase=WORDS[CHECKER], reason="")
    ask(desk.db, desk.workspace.files, people.maker, content=b"another", kind="policy")
    view.acts.decide(view.sheet, view.shown, "yes")  # the view of before
    at_rest()
    with desk.db.read() as session:
        assert {one.state for one in approvals(session)} == {"void", "open"}


def test_the_sheet_prints_the_hash_and_its_scan_is_recorded(
    page: ApprovalsPage, desk: Desk, asked: str, at_rest: Rest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, path = opened(page, at_rest), tmp_path / "sheet.pdf"
    view.acts.save_sheet(view.sheet, view.shown, path)
    at_rest()
    document = pypdfium2.PdfDocument(path)
    text = "".join(one.get_textpage().get_text_range() for one in document)
    document.close()
    sha256 = view.shown.row.content_sha256
    assert grouped(sha256)[:26] in text
    assert "1,234,500.00 元" in text
    assert "rebate" in text
    asking(monkeypatch, at_rest, printed=sha256[:12], verdict="yes", number="OA-7", approver="赵总",
           approved_on=day_of(view.sheet.today).isoformat(), reason="")  # fmt: skip
    view.acts.record_scan(view.sheet, view.shown, path)
    at_rest()
    with desk.db.read() as session:
        found = approval(session, asked)
    assert (found.state, found.decisions[0].oa_number) == ("approved", "OA-7")
    assert desk.workspace.files.get(found.decisions[0].scan_sha256) == path.read_bytes()


def test_a_rule_needs_somebody_elses_consent(
    page: ApprovalsPage, desk: Desk, people: People, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.open({"what": RULES})
    said = {"kind": "settlement", "amount_e4": "50万", "step2": THIRD, "witness_id": people.checker}
    for names, words, closes in (
        ("没有这人", WORDS[CHECKER], False), (f"{CHECKER}，{MAKER}", WORDS[MAKER], False),
        (f"{CHECKER}，{MAKER}", WORDS[CHECKER], True),
    ):  # fmt: skip
        closed = answer(monkeypatch, at_rest, RuleDialog, said | {"step1": names, "witness_passphrase": words})
        page.new_button.click()
        at_rest()
        assert closed == [closes]
    with desk.db.read() as session:
        (rule,) = list_rules(session)
    assert (rule.from_minor, rule.steps) == (50_000_000, ((*sorted((people.maker, people.checker)),), (people.third,)))
    page.rules.view.select(0)
    answer(monkeypatch, at_rest, ConsentDialog, {"witness_id": people.third, "witness_passphrase": WORDS[THIRD]})
    page.remove_button.click()
    at_rest()
    with desk.db.read() as session:
        assert list_rules(session) == []


def test_a_passphrase_is_set_with_a_witness(
    page: ApprovalsPage, desk: Desk, people: People, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.open({"what": PEOPLE})
    new = "a sentence that is new"
    said = {
        "person_id": people.third,
        "passphrase": new,
        "witness_id": people.third,
        "witness_passphrase": WORDS[THIRD],
    }
    for again in ("another", new):
        closed = answer(monkeypatch, at_rest, PassphraseDialog, said | {"again": again})
        page.set_button.click()
        at_rest()
        assert closed == [again == new]
    with desk.db.read() as session:
        assert {one.name: one.witness for one in enrolled(session)}[THIRD] == CHECKER
    give(desk.db, desk.workspace.files, approvals_open(desk)[0], people.third, new)
    at_rest()


def approvals_open(desk: Desk) -> list[str]:
    with desk.db.read() as session:
        return [one.id for one in approvals(session, open_only=True)]


def test_every_face_of_the_page_reads_well(
    page: ApprovalsPage, desk: Desk, people: People, asked: str, look: Look, at_rest: Rest
) -> None:
    views = {what: partial(page.open, {"what": what}) for what in (WAITING, DECIDED, RULES, PEOPLE)}
    assert check_every_face(page, look, views=views) == []
    opened(page, at_rest)
    assert check_every_face(page, look, data=[WORDS[CHECKER]]) == []
