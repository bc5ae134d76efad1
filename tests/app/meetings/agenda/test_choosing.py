"""Which proposals fit on an agenda."""

from hypothesis import given
from hypothesis import strategies as st

from app.core.texts import Text
from app.meetings.agenda.choosing import LEAST, Past, allowed, chosen
from app.meetings.agenda.proposal import Proposal, mark_of
from app.meetings.templates import MONTHLY, Section

TEMPLATE = (Section("carried", 10, 2), Section("kpis", 12, 3), Section("dealers", 12, 2), Section("other", 5, 0))


def item(
    section: str, cause: str, weight: int = 0, *, said: str = "x", once: bool = False, topic: str = ""
) -> Proposal:
    return Proposal(section, cause, mark_of(said), Text("{n}", {"n": said}), weight=weight, once=once, topic_id=topic)


def causes(found: list[Proposal]) -> list[str]:
    return [one.cause for one in found]


def test_sections_come_in_the_templates_order_and_the_weightiest_first() -> None:
    found = [item("dealers", "d1", 1), item("dealers", "d2", 9), item("dealers", "d3", 5), item("kpis", "k1")]
    agenda = chosen(found, TEMPLATE, 120, Past())
    assert causes(agenda) == ["k1", "d2", "d3"], "a section has so many items at most"
    assert [one.minutes for one in agenda] == [12, 6, 6], "a section's minutes are shared out"


def test_what_has_no_section_in_the_template_stands_where_it_belongs_or_is_left_out() -> None:
    found = [item("overdue", "o1"), item("squads", "s1")]
    agenda = chosen(found, TEMPLATE, 120, Past())
    assert [(one.cause, one.section) for one in agenda] == [("o1", "carried")]


def test_a_short_meeting_loses_the_lightest_item_of_the_longest_section_first() -> None:
    found = [item("kpis", f"k{n}", n) for n in range(3)] + [item("dealers", "d1")]
    assert causes(chosen(found, TEMPLATE, 25, Past())) == ["k2", "k1", "d1"], "five minutes are for the rest"


def test_what_was_struck_off_comes_back_only_when_it_says_something_else() -> None:
    past = Past(rejected={("d1", mark_of("old"))})
    assert allowed([item("dealers", "d1", said="old")], past) == []
    assert causes(allowed([item("dealers", "d1", said="new")], past)) == ["d1"]


def test_news_is_told_once_and_what_goes_on_is_told_again() -> None:
    past = Past(discussed={("d1", mark_of("x")), ("d2", mark_of("x"))})
    assert causes(allowed([item("dealers", "d1", once=True), item("dealers", "d2")], past)) == ["d2"]


def test_a_topic_that_the_month_speaks_of_is_one_item_in_the_words_of_the_month() -> None:
    (one,) = allowed([item("kpis", "k1", said="now"), item("topics", "k1", said="then", topic="t1")], Past())
    assert (one.section, one.topic_id, one.fingerprint) == ("kpis", "t1", mark_of("now"))


def test_what_is_on_the_agenda_takes_its_place_and_its_time() -> None:
    past = Past(there={"d1": "dealers"}, minutes=100, parked={"k9"})
    found = allowed([item("dealers", "d1"), item("dealers", "d2"), item("dealers", "d3"), item("kpis", "k9")], past)
    assert causes(chosen(found, TEMPLATE, 120, past)) == ["d2"]


ITEMS = st.lists(
    st.tuples(st.sampled_from([one.key for one in MONTHLY] + ["overdue", "review"]), st.integers(0, 9), st.integers()),
    max_size=60,
)


@given(ITEMS, st.integers(30, 240))
def test_no_agenda_has_more_items_or_minutes_than_it_may(rows: list[tuple[str, int, int]], minutes: int) -> None:
    found = allowed([item(section, f"{section}:{n}", weight) for section, n, weight in rows], Past())
    agenda = chosen(found, MONTHLY, minutes, Past())
    for section in MONTHLY:
        own = [one for one in agenda if one.section == section.key]
        assert len(own) <= section.most
        assert [one.weight for one in own] == sorted((one.weight for one in own), reverse=True)
    assert all(one.minutes >= LEAST for one in agenda)
    alone = all(sum(one.section == each.key for one in agenda) <= 1 for each in MONTHLY)
    assert alone or sum(one.minutes for one in agenda) + 5 <= minutes
    assert len(set(causes(agenda))) == len(agenda)
