"""What sets two versions of a profile apart, in sentences of both languages."""

from dataclasses import replace

from app.bootstrap import FEEDS
from app.core.texts import ZH, texts
from app.imports import draft
from app.imports.changes import differences
from app.imports.profile import Column, Unpivot
from tests.desks import named


def test_every_difference_is_a_sentence_and_the_same_has_none() -> None:
    old = named("northwind_orders")
    entry = draft.with_column(
        old.entries[0], "status", Column(column="s", map=(("4", "closed"),), missing=("x",), dates="dmy", factor="2")
    )
    entry = draft.with_column(entry, "shipped", Column())
    entry = replace(entry, mode="complete", scope="month", head=True)
    new = draft.with_entry(replace(old, title="Other"), 0, entry)
    shape = replace(old.file, where="[a] = 'b'", unpivot=Unpivot("^M", "m", "v"), fill_down=("a",))
    new = draft.with_shape(new, shape)
    assert differences(old, old, FEEDS) == []
    said = [texts(ZH).render(one) for one in differences(old, new, FEEDS)]
    assert "方案名称：Northwind orders → Other" in said
    assert "计入的行：— → [a] = 'b'" in said
    assert "横排的列转为行：— → ^M → m, v" in said
    assert any("“4”表示“closed”" in one for one in said)
    assert any("不再取值" in one for one in said)
    assert all("{" not in str(one) for one in differences(old, new, FEEDS))


def test_another_kind_of_data_is_a_difference() -> None:
    one, two = named("scms"), named("northwind_orders")
    assert any("What the file holds" in str(found) for found in differences(one, two, FEEDS))
