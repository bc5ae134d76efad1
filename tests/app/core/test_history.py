"""The history of a whole workspace: what is found, how it is told, and what can be taken back."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.actions.service import create_action, edit_action
from app.bootstrap import BOOK, Desk
from app.core.db import Action
from app.core.errors import UserError
from app.core.history import Wanted, heads, taken_back, transaction_ids, transactions, verify_chain
from app.core.journal import journaled_columns
from app.core.journal_rows import changes_of, history
from app.core.model import RECORD_CLASSES
from app.core.progress import Progress
from app.core.records import SILENT, Teller, find_ref, named_like, told
from app.core.texts import EN, ZH, texts
from app.core.undo import redo, standing, undo
from app.core.workspace import Workspace
from app.core.workspace_settings import set_setting
from app.dealers.holdings import HOLDINGS, set_row
from app.dealers.model import Party
from app.dealers.queries import list_parties
from app.dealers.service import edit_party, hand_back
from app.imports.model import ImportBatch
from app.people.service import add_person, edit_person
from tests.desks import desk_of, profile, take_in, write_csv

DEALERS = profile("""
id = "dealers"
source = "erp"
[file]
match = ["dealers*.csv"]
[[feed]]
feed = "party_row"
[feed.columns]
party_code = "code"
name = "name"
payment_days = "days"
""")


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """Two dealers out of a file."""
    found = desk_of(workspace)
    rows = [("code", "name", "days"), ("D1", "杭州一号", 30), ("D2", "温州二号", 60)]
    take_in(found, write_csv(tmp_path / "dealers_1.csv", rows), DEALERS)
    return found


def dealer(desk: Desk, name: str = "杭州一号") -> str:
    with desk.db.read() as session:
        return next(one.id for one in list_parties(session) if one.name == name)


def edit(desk: Desk, reason: str = "", actor: str | None = None, **values: object) -> int:
    party = dealer(desk)
    action = Action("Changed {dealer}", {"dealer": "杭州一号"}, reason)
    done = desk.db.write(action, lambda s: edit_party(s, party_id=party, changes=values), actor=actor)
    assert done.changes.tx is not None
    return done.changes.tx


def found(desk: Desk, lang: str = EN, **wanted: object) -> list[str]:
    """The sentences of the transactions that match."""
    t = texts(lang)
    with desk.db.read() as session:
        ids = transaction_ids(session, Wanted(**wanted), t=t, book=BOOK)  # type: ignore[arg-type]
        return [t.render(one.action) for one in transactions(session, ids)]


def test_every_field_of_every_record_has_words_or_is_left_out_on_purpose() -> None:
    missing = {
        name: fields
        for name, cls in RECORD_CLASSES.items()
        if (fields := set(journaled_columns(cls)) - {"id"} - SILENT - set(BOOK[name].fields) - BOOK[name].silent)
    }
    assert missing == {}
    named = {spec.of for words in BOOK.values() for spec in words.fields.values() if spec.kind == "ref"}
    assert named <= set(BOOK)


def test_transactions_are_found_by_words_in_sentence_name_value_and_reason(desk: Desk) -> None:
    edit(desk, "annual contract", manager="沈立群")
    assert found(desk) == [
        "Changed 杭州一号", "Imported dealers_1.csv", "Start a new device", "Create the workspace",
    ]  # fmt: skip
    assert found(desk, text="annual") == ["Changed 杭州一号"]
    assert found(desk, text="沈立群") == ["Changed 杭州一号"]
    assert found(desk, text="温州") == ["Imported dealers_1.csv"]
    assert found(desk, ZH, text="导入 dealers") == ["导入 dealers_1.csv"]
    assert found(desk, EN, text="导入") == []
    assert found(desk, text="100%") == [], "a percent sign is no wildcard"
    assert found(desk, entity="import_batch") == ["Imported dealers_1.csv"]
    assert found(desk, entity="party", record=dealer(desk)) == ["Changed 杭州一号", "Imported dealers_1.csv"]
    undo(desk.db, desk.undo_handlers)
    assert found(desk, ZH, text="撤销 修改") == ["撤销“修改 杭州一号”"]


def test_values_are_told_in_words_with_references_resolved(desk: Desk) -> None:
    edit(desk, tier="city")
    tx = edit(desk, payment_days=0, credit_limit_e4=5_000_000_000, tier="county")
    with desk.db.read() as session:
        (change,) = changes_of(session, tx)
        seen = told(session, BOOK, [change], {})
        sentences = Teller(texts(EN), BOOK, seen.names).sentences(change)
    assert sentences == [
        "Tier: City tier → County tier",
        "Payment terms: 30 days → Prepaid",
        "Credit limit: 500,000.00",
        "Set by hand: Tier → Credit limit; Payment terms; Tier",
    ]
    assert seen.names["party", dealer(desk)] == "杭州一号"


def test_personal_data_are_told_by_their_ends_until_they_are_revealed(desk: Desk) -> None:
    unmarked = {
        (kind, column)
        for kind, held in HOLDINGS.items()
        for one in held.fields
        if one.personal
        for column in one.columns
        if BOOK[kind].fields[column].kind != "personal"
    }
    assert unmarked == set()
    action = Action("Changed {dealer}", {"dealer": "D1"})
    values = {"account_no": "6222020200112233445", "bank": "工商银行"}
    party = dealer(desk)
    row = desk.db.write(action, lambda s: set_row(s, kind="bank_account", party_id=party, values=values)).value
    with desk.db.read() as session:
        seen = told(session, BOOK, history(session, "bank_account", row), {})
    ends, whole = (Teller(texts(EN), BOOK, seen.names, reveal=reveal) for reveal in (False, True))
    assert seen.personal
    assert ends.name("bank_account", row) == "622****3445"
    assert "Account number: 622****3445" in ends.sentences(seen.changes[0])[0]
    assert "Account number: 6222020200112233445" in whole.sentences(seen.changes[0])[0]


def test_a_record_of_a_newer_program_is_told_by_its_own_names(desk: Desk) -> None:
    person = desk.db.write(Action("Added {name}"), lambda s: add_person(s, name="李雷")).value
    with desk.db.read() as session:
        (change,) = history(session, "person", person)
    sentences = Teller(texts(EN), {}, {}).sentences(change)
    assert sentences == ["name: 李雷"]


def test_a_record_is_found_by_its_reference_and_by_its_name(desk: Desk) -> None:
    party = dealer(desk)
    with desk.db.read() as session:
        ref = session.get_one(Party, party).ref
        assert find_ref(session, BOOK, ref) == ("party", party)
        assert find_ref(session, BOOK, "D-00000-0") is None
        assert party in named_like(session, BOOK, "杭州")


def test_what_can_be_taken_back_is_what_undo_takes_back_and_else_a_sentence(desk: Desk) -> None:
    first, second = edit(desk, manager="甲"), edit(desk, office="乙")

    def say(tx: int, actor: str = "") -> tuple[str, str]:
        with desk.db.read() as session:
            now = standing(session, tx, actor, desk.undo_handlers)
        return now.step, "" if now.why_not is None else str(now.why_not)

    assert say(second) == ("undo", "")
    assert say(first) == ("", "Newer changes of yours are undone first: “Changed 杭州一号”.")
    assert say(second, "somebody else") == ("", "Only the person who did it can undo it.")
    assert say(1)[1] == "Only what a person did in the window or on the command line can be undone."
    with pytest.raises(UserError, match="undone first"):
        undo(desk.db, desk.undo_handlers, tx=first)
    done = undo(desk.db, desk.undo_handlers, tx=second).changes.tx
    assert done is not None
    with desk.db.read() as session:
        assert taken_back(session) == {second: done}
    assert say(second) == say(done) == ("redo", "")
    assert say(first) == ("undo", "")
    again = redo(desk.db, desk.undo_handlers).changes.tx
    assert again is not None
    with desk.db.read() as session:
        assert taken_back(session) == {done: again}, "the undo was taken back, so the change stands"
    assert say(second) == ("undo", "")
    assert say(again)[1] == "It is an undo or a redo itself, and newer changes stand on it."


def test_a_value_changed_since_is_said_before_anybody_tries(desk: Desk) -> None:
    mine = edit(desk, manager="甲")
    edit(desk, manager="乙", actor="somebody else")
    with desk.db.read() as session:
        now = standing(session, mine, "", desk.undo_handlers, BOOK)
    assert now.step == ""
    assert "cannot be undone: Manager of D-" in str(now.why_not), "the field has its name, not its column's"
    with pytest.raises(UserError, match=r"Manager of D-.* was changed since"):
        undo(desk.db, desk.undo_handlers, book=BOOK)


def test_the_chain_is_verified_with_the_head_of_every_device(desk: Desk) -> None:
    with desk.db.read() as session:
        report, (head, old) = verify_chain(session), heads(session)
    assert report.faults == ()
    assert report.rows == head.rows + old.rows
    assert (head.current, old.current) == (True, False)
    assert head.rows == 5, "a batch, two dealers, two codes"
    assert len(head.hash) == 64


def test_a_field_handed_back_takes_what_the_newest_file_says_and_follows_later_ones(desk: Desk, tmp_path: Path) -> None:
    edit(desk, payment_days=45, manager="沈立群")
    rows = [("code", "name", "days"), ("D1", "杭州一号", 90), ("D2", "温州二号", 60)]
    take_in(desk, write_csv(tmp_path / "dealers_2.csv", rows), DEALERS)

    def now() -> tuple[int | None, tuple[str, ...]]:
        with desk.db.read() as session:
            one = next(one for one in list_parties(session) if one.code == "D1")
            return one.payment_days, one.by_hand

    assert now() == (45, ("manager", "payment_days"))
    party = dealer(desk)
    desk.db.write(Action("Back"), lambda s: hand_back(s, party_id=party, fields=["payment_days"]))
    assert now() == (90, ("manager",))
    undo(desk.db, desk.undo_handlers)
    assert now() == (45, ("manager", "payment_days"))
    redo(desk.db, desk.undo_handlers)
    rows[1] = ("D1", "杭州一号", 15)
    take_in(desk, write_csv(tmp_path / "dealers_3.csv", rows), DEALERS)
    assert now() == (15, ("manager",))
    with pytest.raises(UserError, match="No import brings"):
        desk.db.write(Action("Back"), lambda s: hand_back(s, party_id=party, fields=["note"]))
    with pytest.raises(UserError, match="no longer in the workspace"):
        desk.db.write(Action("Back"), lambda s: hand_back(s, party_id="nobody", fields=["name"]))


def test_a_dealer_that_only_a_person_kept_goes_when_the_last_field_is_handed_back(desk: Desk) -> None:
    party = dealer(desk)
    edit(desk, manager="沈立群")
    with desk.db.read() as session:
        batch = session.execute(select(ImportBatch.ref)).scalar_one()
    desk.pipeline.withdraw(batch, progress=Progress())
    with desk.db.read() as session:
        assert not session.get_one(Party, party).removed
    desk.db.write(Action("Back"), lambda s: hand_back(s, party_id=party, fields=["manager"]))
    with desk.db.read() as session:
        assert session.get_one(Party, party).removed


def test_long_texts_are_told_by_the_lines_that_changed(desk: Desk) -> None:
    from app.core.journal_rows import Change, FieldChange
    from app.core.texts import Text

    change = Change("import_profile", "x", 1, 0, "", "cli", "update", Text("Kept an import profile"), "", (
        FieldChange("text", "a = 1\nb = 2\n", "a = 1\nb = 3\n"),
    ))  # fmt: skip
    assert Teller(texts(EN), BOOK, {}).sentences(change) == ["Settings of the profile: \n-b = 2\n+b = 3"]


def test_settings_and_people_are_told_by_their_names(desk: Desk) -> None:
    person = desk.db.write(Action("Added {name}"), lambda s: add_person(s, name="李雷")).value
    desk.db.write(Action("Changed {name}"), lambda s: edit_person(s, person_id=person, phone="138"))
    desk.db.write(Action("Renamed"), lambda s: set_setting(s, key="name", value="浙南"))
    with desk.db.read() as session:
        t = texts(ZH)
        ids = transaction_ids(session, Wanted(), t=t, book=BOOK)[:2]
        lines = []
        for tx in ids:
            seen = told(session, BOOK, changes_of(session, tx), {})
            teller = Teller(t, BOOK, seen.names)
            lines += [(teller.name(one.entity, one.entity_id), teller.sentences(one)) for one in seen.changes]
    assert lines == [("区域数据名称", ["值：Test → 浙南"]), ("李雷", ["电话：1****"])]


def test_what_the_program_asked_for_is_told_in_the_readers_language_and_a_persons_words_as_they_are(desk: Desk) -> None:
    msgid = "Has the renewal of {paper} been applied for?"
    one = desk.db.write(
        Action("Task"), lambda s: create_action(s, title=msgid, params={"paper": "GSP 7"}, code="renew:7")
    ).value
    desk.db.write(Action("Task"), lambda s: edit_action(s, action_id=one, changes={"title": "催{证}"}))
    with desk.db.read() as session:
        t = texts(ZH)
        seen = told(session, BOOK, history(session, entity="action_item", entity_id=one), {})
        teller = Teller(t, BOOK, seen.names)
        said = [line for change in seen.changes for line in teller.sentences(change)]
    asked = t(msgid, paper="GSP 7")
    assert "GSP 7" in asked
    assert asked != msgid
    assert any(f"{asked} → 催{{证}}" in line for line in said)
    assert any(asked in line and "→" not in line for line in said), "as it was made"
    assert teller.name("action_item", one) == "催{证}"


def test_posted_money_is_told_in_currency_units() -> None:
    from app.core.journal_rows import Change, FieldChange
    from app.core.records import FieldWords, RecordWords
    from app.core.texts import Text

    book = {"payment": RecordWords("Payment", (), {"paid_minor": FieldWords("Amount paid", "minor")})}
    change = Change("payment", "x", 1, 0, "", "cli", "update", Text("Paid"), "", (
        FieldChange("paid_minor", 120_050, -5),
    ))  # fmt: skip
    assert Teller(texts(EN), book, {}).sentences(change) == ["Amount paid: 1,200.50 → -0.05"]
