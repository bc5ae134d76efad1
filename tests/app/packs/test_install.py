from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from app.bootstrap import Desk
from app.core.db import Action
from app.core.errors import UserError
from app.core.locks import PART_TITLES, lock_of, pack_in_force, pack_text
from app.core.period import quarter
from app.core.undo import undo
from app.core.workspace import Workspace
from app.health.versions import list_versions, save_version
from app.incentives.policies.templates import begun, known_templates
from app.kpi.own.known import known_kpis
from app.kpi.own.service import Draft, add_own_kpi, change_own_kpi, remove_own_kpi
from app.meetings.templates import known_templates as agendas
from app.packs.differences import find_differences
from app.packs.model import Pack
from app.packs.service import install_pack, remove_pack
from app.planning.calendars import chosen_calendar
from app.planning.targets.service import mark_approved, new_plan, set_goal
from tests.app.packs.samples import AT, FIRST, LAST, PARTS, add_kpi, fill, made, pack_of, second, set_goal_of, written
from tests.desks import desk_of, sign

KPI = {
    "kpi": "own_order_value", "name": "订单均值", "formula": "net_amount / order_count", "sentence": "每单的金额",
    "unit": "money", "direction": "higher", "owner": "sales", "grain": "order",
}  # fmt: skip


def kpi(**said: str) -> dict[str, Any]:
    return KPI | {"grain": ""} | said


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    found = desk_of(workspace)
    sign(found)
    return found


@pytest.fixture
def empty(template: Path, tmp_path: Path) -> Iterator[Desk]:
    found = second(template, tmp_path)
    yield found
    found.close()


def parts_of(pack: Pack) -> dict[str, dict[str, Any]]:
    return {part: dict(items) for part, items in pack.parts.items()}


def faults(desk: Desk) -> list[str]:
    with desk.db.read() as session:
        return [str(one) for one in desk.cells_check(session)]


def last_tx(desk: Desk) -> int:
    return desk.db.last_tx()


def test_a_pack_of_the_practice_region_makes_another_region_the_same(own_region: Desk, empty: Desk) -> None:
    fill(own_region)
    pack = made(own_region).pack
    assert all(pack.parts[key] for key in PART_TITLES if key not in {"holidays", "profiles"})
    sign(empty)
    nothing = parts_of(made(empty).pack)
    found = install_pack(empty.db, PARTS, pack)
    assert found.changed
    assert found.differences.count("added") > 100
    assert parts_of(made(empty).pack) == parts_of(pack)
    before = last_tx(empty)
    again = install_pack(empty.db, PARTS, pack)
    assert not again.changed
    assert not again.differences.rows
    assert last_tx(empty) == before
    with empty.db.read() as session:
        assert chosen_calendar(session).name == "集团月"
        assert [one.key for one in agendas(session)["monthly"]] == ["carried", "kpis"]
        policy = begun("JT-1", code="X", name="省返利", from_on=quarter(2026, 1).first_day,
                       to_on=quarter(2026, 1).last_day, known=known_templates(session))  # fmt: skip
        assert policy.scale.tiers
        assert str(pack_text(session)).startswith("Configuration pack 集团配置 1 (cp-")
    assert faults(empty) == []
    undo(empty.db, empty.undo_handlers)
    assert parts_of(made(empty).pack) == nothing
    assert faults(empty) == []


def test_where_a_region_has_figures_they_follow_the_pack(own_region: Desk) -> None:
    pack = made(own_region).pack
    items = deepcopy(parts_of(pack)["products"])
    unit = next(one for one in items.values() if one["kind"] == "unit" and one["holds"] != "1")
    unit["holds"] = str(int(float(unit["holds"])) * 2)
    changed = pack_of({"products": items.values()})
    found = install_pack(own_region.db, PARTS, changed, by_policy=True)
    assert [one.what for one in found.differences.rows] == ["replaced"]
    assert faults(own_region) == []


def test_the_whole_installation_is_one_step_to_undo(desk: Desk) -> None:
    add_kpi(desk, name="省里的", formula="net_amount / line_count")
    before = parts_of(made(desk).pack)
    install_pack(desk.db, PARTS, pack_of({"kpis": [kpi()], "holidays": [
        {"name": "2026.json", "free": ["2026-01-01"], "worked": []}]}))  # fmt: skip
    assert parts_of(made(desk).pack) != before
    undo(desk.db, desk.undo_handlers)
    assert parts_of(made(desk).pack) == before
    with desk.db.read() as session:
        assert pack_in_force(session) is None


def test_the_next_version_changes_what_was_given_and_leaves_the_regions_own_alone(desk: Desk) -> None:
    written(
        desk, lambda session: add_own_kpi(session, draft=Draft("省里的", "net_amount / line_count"), key="own_ours")
    )
    other = kpi(kpi="own_other", name="另一个", formula="line_count", unit="count")
    install_pack(desk.db, PARTS, pack_of({"kpis": [kpi(), other]}))
    second_ = pack_of({"kpis": [kpi(formula="net_amount / line_count")]}, "2")
    with desk.db.read() as session:
        found = find_differences(session, PARTS, second_)
    assert {one.key: one.what for one in found.rows} == {
        "own_order_value": "changed", "own_other": "ended", "own_ours": "own"
    }  # fmt: skip
    (change,) = next(one for one in found.rows if one.what == "changed").fields
    assert (change.path, change.old, change.new) == ("formula", "net_amount / order_count", "net_amount / line_count")
    install_pack(desk.db, PARTS, second_, seen=found.seal)
    with desk.db.read() as session:
        known = known_kpis(session)
        assert known["own_order_value"].version == 2
        assert known["own_ours"].listed
        assert not known["own_other"].listed


def test_what_the_region_changed_is_told_as_replaced(desk: Desk) -> None:
    add_kpi(desk, name="省里的")
    set_goal_of(desk, 9_000)
    goal = dict(next(iter(made(desk).pack.parts["goals"].values()))) | {"value": "0.97"}
    with desk.db.read() as session:
        found = find_differences(session, PARTS, pack_of({"kpis": [kpi()], "goals": [goal]}))
    assert [one.what for one in found.rows] == ["replaced", "replaced"]
    install_pack(desk.db, PARTS, pack_of({"kpis": [kpi()], "goals": [goal]}))
    assert made(desk).pack.parts["goals"][found.rows[1].key]["value"] == "0.97"


def test_the_model_of_health_gets_another_version_and_loses_none(desk: Desk) -> None:
    model = deepcopy(dict(made(desk).pack.parts["health"]["model"])) | {"name": "集团模型", "margin": "2"}
    install_pack(desk.db, PARTS, pack_of({"health": [model]}))
    with desk.db.read() as session:
        assert [(one.number, one.scheme.name) for one in list_versions(session)] == [
            (2, "集团模型"), (1, "Neutral default"),
        ]  # fmt: skip
        with pytest.raises(UserError, match=r"Health model: locked|same as version|Say why"):
            save_version(desk.db, list_versions(session)[0].scheme, base=2, reason="")


def test_an_older_version_is_installed_only_when_asked_for(desk: Desk) -> None:
    install_pack(desk.db, PARTS, pack_of({"kpis": [kpi()]}, "2026.2"))
    older = pack_of({"kpis": [kpi(name="早先的")]}, "2026.1")
    with pytest.raises(UserError, match=r"version 2026\.1 is older"):
        install_pack(desk.db, PARTS, older)
    with pytest.raises(UserError, match=r"in force with other content"):
        install_pack(desk.db, PARTS, pack_of({"kpis": [kpi(name="同号不同物")]}, "2026.2"))
    install_pack(desk.db, PARTS, older, older=True)
    with desk.db.read() as session:
        found = pack_in_force(session)
    assert found is not None
    assert found.version == "2026.1"


def test_what_was_not_looked_at_is_not_installed(desk: Desk) -> None:
    pack = pack_of({"kpis": [kpi()]})
    with desk.db.read() as session:
        seen = find_differences(session, PARTS, pack).seal
    add_kpi(desk, name="省里的")
    with pytest.raises(UserError, match=r"changed since the list of differences was made"):
        install_pack(desk.db, PARTS, pack, seen=seen)


def test_a_refusal_of_one_thing_installs_nothing(desk: Desk) -> None:
    written(desk, lambda session: add_own_kpi(session, draft=Draft("订单均值", "net_amount"), key="own_ours"))
    before = last_tx(desk)
    with pytest.raises(
        UserError, match=r"KPI definitions, own_order_value: .*called “订单均值”.* Nothing was installed"
    ):
        install_pack(desk.db, PARTS, pack_of({"profiles": [], "kpis": [kpi()]}))
    assert last_tx(desk) == before


def test_what_is_locked_is_not_changed_by_hand_and_not_by_undo(desk: Desk) -> None:
    add_kpi(desk, name="省里的")
    install_pack(desk.db, PARTS, pack_of({"kpis": [kpi()]}, locks=("kpis",)))
    said = r"KPI definitions: locked by head office's configuration pack 集团配置 1"
    for command in (
        lambda session: add_own_kpi(session, draft=Draft("x", "net_amount")),
        lambda session: change_own_kpi(session, key="own_order_value", draft=Draft("x", "net_amount")),
        lambda session: remove_own_kpi(session, key="own_order_value"),
    ):
        with pytest.raises(UserError, match=said):
            written(desk, command)
    with pytest.raises(UserError, match=r"locks parts, so that it is not undone"):
        undo(desk.db, desk.undo_handlers)
    set_goal_of(desk, 9_000)
    with desk.db.read() as session:
        assert lock_of(session, "goals") is None
    with pytest.raises(UserError, match=r"only its own next version"):
        install_pack(desk.db, PARTS, _of_another_id())
    install_pack(desk.db, PARTS, pack_of({"kpis": [kpi(name="新名")]}, "2", locks=("kpis",)))


def test_a_draft_of_before_the_lock_does_not_bring_its_own_goals(desk: Desk) -> None:
    sign(desk)
    plan = desk.db.write(Action("planned"), lambda session: new_plan(session, name="2026", year=2026, kpis=())).value
    spot: dict[str, Any] = {"kpi": "otif_rate", "level": "all", "place": "", "first": FIRST, "last": LAST}
    written(desk, lambda session: set_goal(session, **spot, value_e4=9_000, plan_id=plan))
    set_goal_of(desk, 9_500)
    goals = list(made(desk).pack.parts["goals"].values())
    install_pack(desk.db, PARTS, pack_of({"goals": goals}, locks=("goals",)))
    with pytest.raises(UserError, match=r"Goals: locked by head office's configuration pack 集团配置 1"):
        written(desk, lambda session: mark_approved(session, plan_id=plan, batch_id=None, at=AT))
    plain = desk.db.write(Action("planned"), lambda session: new_plan(
        session, name="销售", year=2026, kpis=("net_amount",))).value  # fmt: skip
    written(desk, lambda session: mark_approved(session, plan_id=plain, batch_id=None, at=AT))


def _of_another_id() -> Pack:
    from dataclasses import replace

    found = pack_of({"kpis": [kpi()]})
    return replace(found, manifest=replace(found.manifest, id="theirs"))


def test_a_change_before_the_lock_is_not_undone_around_it(desk: Desk) -> None:
    sign(desk, "另一人")
    sign(desk)
    add_kpi(desk, name="省里的")
    sign(desk, "另一人")
    install_pack(desk.db, PARTS, pack_of({"kpis": []}, locks=("kpis",)))
    sign(desk)
    with pytest.raises(UserError, match=r"KPI definitions: locked"):
        undo(desk.db, desk.undo_handlers)


def test_a_pack_is_taken_out_with_a_reason_and_what_it_gave_stays(desk: Desk) -> None:
    install_pack(desk.db, PARTS, pack_of({"kpis": [kpi()]}, locks=("kpis",)))
    with pytest.raises(UserError, match=r"Say why"):
        remove_pack(desk.db, reason=" ")
    with pytest.raises(UserError, match=r"whoever keeps the policy"):
        remove_pack(desk.db, reason="x", named_by_policy=True)
    remove_pack(desk.db, reason="试点结束")
    with desk.db.read() as session:
        assert pack_in_force(session) is None
        assert known_kpis(session)["own_order_value"].listed
    written(desk, lambda session: remove_own_kpi(session, key="own_order_value"))
    with pytest.raises(UserError, match=r"No configuration pack"):
        remove_pack(desk.db, reason="noch einmal")


def test_products_that_a_pack_gives_no_more_go_where_no_file_names_them(own_region: Desk, empty: Desk) -> None:
    pack = made(own_region, parts=("products",)).pack
    install_pack(empty.db, PARTS, pack)
    with empty.db.raw_read() as raw:
        assert raw.execute("SELECT count(*) FROM product WHERE removed = 0 AND by_hand <> ''").fetchone()[0] > 30
    install_pack(empty.db, PARTS, _emptied(pack))
    with empty.db.read() as session:
        assert session.execute(text("SELECT count(*) FROM product WHERE removed = 0")).scalar() == 0


def _emptied(pack: Pack) -> Pack:
    from dataclasses import replace

    return replace(pack, parts={"products": {}}, sha256="0" * 64, manifest=replace(pack.manifest, version="2"))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.data())
def test_an_item_with_any_value_is_taken_or_refused_in_a_sentence(data: st.DataObject) -> None:
    part = PARTS[data.draw(st.sampled_from([*PART_TITLES]))]
    item = deepcopy(data.draw(st.sampled_from(_GOOD[part.key])))
    item[data.draw(st.sampled_from(sorted(item)))] = data.draw(_JSON)
    try:
        assert isinstance(part.check_item(item), str)
    except UserError:
        return


_GOOD: dict[str, list[dict[str, Any]]] = {
    "profiles": [{"profile": "a", "toml": 'id = "a"\nsource = "e"\n[[feed]]\nfeed = "area_row"'}],
    "products": [
        {"kind": "group", "code": "a", "name": "b"},
        {"kind": "product", "codes": [["e", "1"]], "name": "x", "group": None, "specification": None, "base_unit": "盒",
         "pack_factor": 10, "temperature_class": None, "list_price": "1.5", "must_stock": None, "report_unit": None,
         "goods_class": None},
        {"kind": "unit", "source": "e", "code": "1", "unit": "箱", "holds": "10", "from": None},
    ],
    "kpis": [kpi()],
    "goals": [{"kpi": "otif_rate", "level": "all", "place": "", "from": "2026-01-01", "to": "2026-12-31",
               "value": "0.95", "upper": None, "note": ""}],
    "health": [{"version": 0, "name": "x", "dimensions": [], "indicators": [], "bounds": [], "margin": "1",
                "coverage_floor": "1"}],
    "calendars": [
        {"kind": "chosen", "calendar": "natural"},
        {"kind": "calendar", "name": "x", "counts": "rows", "first": 1, "rows": [[2026, "a", "2026-01-01",
                                                                                  "2026-01-31"]]},
    ],
    "holidays": [{"name": "x", "free": ["2026-01-01"], "worked": []}],
    "policies": [{"key": "a", "title": "b", "text": "", "policy": {"code": "", "name": "b"}}],
    "agendas": [{"kind": "monthly", "sections": [{"key": "kpis", "minutes": 5, "most": 1}]}],
    "plans": [{"name": "x", "kind": "executive", "lang": "en", "schedule": "", "workbook": True, "signed": False,
               "to_contacts": False}],
}  # fmt: skip
