"""Asking a dealer for papers: the letter, the tasks, and how they close by themselves when the papers come."""

from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.queries import actions_about, all_actions
from app.bootstrap import Desk
from app.compliance.gate.expiring import expiring
from app.compliance.gate.renewal import renewal_pack
from app.core.clock import FixedClock
from app.core.db import Action
from app.core.errors import UserError
from app.core.undo import undo
from app.core.workspace import Workspace
from app.dealers.model import Licence, Party
from app.dealers.queries import find_party
from app.jobs.renewal import take_scan, write_renewal
from tests.desks import desk_of, profile, take_in, write_csv

TODAY = date(2026, 4, 10)
HOW = """
id = "{feed}s"
source = "erp"
[[feed]]
feed = "{feed}"
[feed.columns]
{columns}
"""
DEALERS = HOW.format(feed="party_row", columns='party_code = "code"\nname = "name"\nrole = { value = "dealer" }')
GOODS = HOW.format(
    feed="product_row", columns='product_code = "code"\nname = "name"\ngroup_code = "group"\ngoods_class = "class"'
)
LICENCES = HOW.format(
    feed="licence_row",
    columns='party_code = "code"\nlicence_type = "type"\nnumber = "no"\ngoods_scope = "scope"\n'
    'from = "from"\nto = "to"',
)
HEAD = ("code", "type", "no", "scope", "from", "to")
OLD = ("D1", "药品经营许可证", "A1", "化学药制剂、中成药", "2021-05-01", "2026-04-30")
FILED = ("D1", "仅销售预包装食品备案", "F1", "食品", "2024-01-01", "")


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    workspace.db.clock = FixedClock(TODAY)
    found = desk_of(workspace)
    take_in(found, write_csv(tmp_path / "d.csv", [("code", "name"), ("D1", "台州恒信医药有限公司")]), profile(DEALERS))
    goods = [("code", "name", "group", "class"), ("P1", "感冒片", "G1", "化学药制剂"), ("P2", "酸奶", "G2", "食品"),
             ("P3", "血压计", "G3", "三类医疗器械")]  # fmt: skip
    take_in(found, write_csv(tmp_path / "p.csv", goods), profile(GOODS))
    take_in(found, write_csv(tmp_path / "l.csv", [HEAD, OLD, FILED]), profile(LICENCES))
    return found


def licence(desk: Desk, number: str) -> str:
    with desk.db.read() as session:
        return session.scalars(select(Licence.id).where(Licence.number == number, Licence.removed.is_(False))).one()


def dealer(desk: Desk) -> str:
    with desk.db.read() as session:
        return find_party(session, "D1").id


def open_codes(desk: Desk) -> list[str]:
    with desk.db.read() as session:
        return sorted(one.code.partition(":")[0] for one in all_actions(session, open_only=True))


def scan(tmp_path: Path, name: str = "scan.pdf") -> Path:
    (tmp_path / name).write_bytes(b"%PDF " + name.encode())
    return tmp_path / name


def words_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    return "".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh_CN", ("致：台州恒信医药有限公司", "药品经营许可证", "2026年4月30日", "请于 2026年4月17日 前全部提供",
                "三类医疗器械需要", "您好", "顺祝商祺")),
     ("en", ("To: 台州恒信医药有限公司", "A1", "30 Apr 2026", "by 17 Apr 2026", "which 三类医疗器械 needs",
             "Dear Sir or Madam,", "The following papers", "Yours faithfully,"))],
)  # fmt: skip
def test_the_letter_names_papers_days_and_what_is_missing(
    desk: Desk, tmp_path: Path, lang: str, said: tuple[str, ...]
) -> None:
    asked = write_renewal(desk.workspace, dealer_id=dealer(desk), lang=lang, path=tmp_path / "letter.pdf")
    found = words_of(asked.path)
    for words in said:
        assert words in found
    assert asked.pack.missing == (("医疗器械经营许可证", "三类医疗器械"),)
    assert [one.number for one in asked.pack.unscanned] == ["F1"]
    again = write_renewal(desk.workspace, dealer_id=dealer(desk), lang=lang, path=tmp_path / "again.pdf")
    assert again.path.read_bytes() == asked.path.read_bytes()


def test_tasks_are_made_once_and_a_scan_closes_its_own(desk: Desk, tmp_path: Path) -> None:
    for _ in range(2):
        write_renewal(desk.workspace, dealer_id=dealer(desk), lang="en", path=tmp_path / "letter.pdf")
    assert open_codes(desk) == ["licence_missing", "licence_renewal", "licence_scan"]
    assert take_scan(desk.workspace, licence_id=licence(desk, "F1"), number="F1", path=scan(tmp_path)) == 1
    assert open_codes(desk) == ["licence_missing", "licence_renewal"]
    undo(desk.db, desk.undo_handlers)
    assert open_codes(desk) == ["licence_missing", "licence_renewal", "licence_scan"], "scan and closing are one step"


def test_tasks_are_about_the_dealer_and_its_managers(desk: Desk, tmp_path: Path) -> None:
    def charge(session: Session) -> None:
        session.get_one(Party, dealer(desk)).manager = "林巧珍"

    desk.db.write(Action("manager"), charge)
    write_renewal(desk.workspace, dealer_id=dealer(desk), lang="en", path=tmp_path / "letter.pdf")
    with desk.db.read() as session:
        found = actions_about(session, "party", dealer(desk))
    assert [one.owner for one in found] == ["林巧珍"] * 3


def test_what_was_missing_has_come_when_a_valid_one_has_a_scan(desk: Desk, tmp_path: Path) -> None:
    write_renewal(desk.workspace, dealer_id=dealer(desk), lang="en", path=tmp_path / "letter.pdf")
    over = ("D1", "医疗器械经营许可证", "M0", "三类医疗器械", "2020-01-01", "2024-12-31")
    valid = (*over[:2], "M1", over[3], "2025-01-01", "2029-12-31")
    take_in(desk, write_csv(tmp_path / "n.csv", [HEAD, OLD, FILED, over, valid]), profile(LICENCES))
    take_scan(desk.workspace, licence_id=licence(desk, "M0"), number="M0", path=scan(tmp_path, "over.pdf"))
    assert "licence_missing" in open_codes(desk), "that one has ended"
    take_scan(desk.workspace, licence_id=licence(desk, "M1"), number="M1", path=scan(tmp_path, "valid.pdf"))
    assert "licence_missing" not in open_codes(desk)


def test_who_only_lacks_scans_is_not_asked_for_renewed_papers(desk: Desk, tmp_path: Path) -> None:
    longer = (*OLD[:5], "2031-04-30")
    take_in(desk, write_csv(tmp_path / "n.csv", [HEAD, longer, FILED]), profile(LICENCES))
    asked = write_renewal(desk.workspace, dealer_id=dealer(desk), lang="en", path=tmp_path / "letter.pdf")
    found = words_of(asked.path)
    assert asked.pack.ending == ()
    assert "Our file of your company's papers is not whole" in found
    assert "Each document" in found
    assert "receipt for the application" not in found
    assert "we may not deliver" not in found


def test_a_scan_of_the_old_paper_renews_nothing_and_one_of_the_new_does(desk: Desk, tmp_path: Path) -> None:
    write_renewal(desk.workspace, dealer_id=dealer(desk), lang="en", path=tmp_path / "letter.pdf")
    assert not take_scan(desk.workspace, licence_id=licence(desk, "A1"), number="A1", path=scan(tmp_path, "old.pdf"))
    assert "licence_renewal" in open_codes(desk)
    new = ("D1", "药品经营许可证", "A2", "化学药制剂、中成药", "2026-05-01", "2031-04-30")
    take_in(desk, write_csv(tmp_path / "n.csv", [HEAD, OLD, FILED, new]), profile(LICENCES))
    assert "licence_renewal" in open_codes(desk), "the row alone is no paper"
    take_scan(desk.workspace, licence_id=licence(desk, "A2"), number="A2", path=scan(tmp_path, "new.pdf"))
    assert "licence_renewal" not in open_codes(desk)


def test_a_scan_that_was_there_first_waits_for_the_row(desk: Desk, tmp_path: Path) -> None:
    write_renewal(desk.workspace, dealer_id=dealer(desk), lang="en", path=tmp_path / "letter.pdf")
    take_scan(desk.workspace, licence_id=licence(desk, "A1"), number="A1", path=scan(tmp_path))
    longer = (*OLD[:5], "2031-04-30")
    take_in(desk, write_csv(tmp_path / "n.csv", [HEAD, longer, FILED]), profile(LICENCES))
    assert "licence_renewal" not in open_codes(desk), "the import that brought its new days closed it"


def test_what_cannot_be_attached_is_refused_and_closes_nothing(desk: Desk, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pdf"
    empty.touch()
    for path, why in ((empty, "empty"), (tmp_path / "gone.pdf", "cannot be read")):
        with pytest.raises(UserError, match=why):
            take_scan(desk.workspace, licence_id=licence(desk, "A1"), number="A1", path=path)
    with pytest.raises(UserError, match="no longer"):
        take_scan(desk.workspace, licence_id="gone", number="A1", path=scan(tmp_path))


def test_a_successor_takes_the_old_paper_off_the_list_only_where_it_covers_all(desk: Desk, tmp_path: Path) -> None:
    with desk.db.read() as session:
        assert [one.number for one in expiring(session, TODAY)] == ["A1"]
    part = ("D1", "药品经营许可证", "A2", "化学药制剂", "2026-05-01", "2031-04-30")
    take_in(desk, write_csv(tmp_path / "n.csv", [HEAD, OLD, FILED, part]), profile(LICENCES))
    with desk.db.read() as session:
        assert [one.number for one in expiring(session, TODAY)] == ["A1"]
    late = ("D1", "药品经营许可证", "A3", "化学药制剂、中成药", "2026-05-02", "2031-04-30")
    take_in(desk, write_csv(tmp_path / "m.csv", [HEAD, OLD, FILED, part, late]), profile(LICENCES))
    with desk.db.read() as session:
        assert [one.number for one in expiring(session, TODAY)] == ["A1"], "a day without any paper lies between"
    whole = (*late[:2], "A4", late[3], "2026-05-01", late[5])
    take_in(desk, write_csv(tmp_path / "k.csv", [HEAD, OLD, FILED, part, late, whole]), profile(LICENCES))
    with desk.db.read() as session:
        assert expiring(session, TODAY) == []


def test_where_nothing_is_to_be_asked_no_letter_is_written(desk: Desk, tmp_path: Path) -> None:
    def settle(session: object) -> None:
        for row in session.scalars(select(Licence)):  # type: ignore[attr-defined]
            row.to_on = None

    desk.db.write(Action("open"), settle)
    take_in(
        desk,
        write_csv(tmp_path / "l2.csv", [HEAD, ("D1", "医疗器械经营许可证", "M1", "", "2024-01-01", "")]),
        profile(LICENCES),
    )
    for number in ("A1", "F1", "M1"):
        take_scan(desk.workspace, licence_id=licence(desk, number), number=number, path=scan(tmp_path, f"{number}.pdf"))
    with desk.db.read() as session:
        assert renewal_pack(session, dealer_id=dealer(desk), today=TODAY).empty
    with pytest.raises(UserError, match="nothing is missing"):
        write_renewal(desk.workspace, dealer_id=dealer(desk), lang="en", path=tmp_path / "letter.pdf")
    assert not (tmp_path / "letter.pdf").exists()
