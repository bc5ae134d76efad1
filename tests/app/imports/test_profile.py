"""A profile as TOML: read, written, refused where it says something that nobody understands."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.bootstrap import FEEDS
from app.core.errors import UserError
from app.imports.profile import Column, Entry, FileShape, Profile, Unpivot, parse_profile, write_profile
from tests.desks import PROFILES
from tests.examples import examples

SMALL = """
id = "p"
source = "erp"
[[feed]]
feed = "order_line"
[feed.columns]
order_no = "订单号"
"""
words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
maybe = st.just("") | words
names = words.filter(lambda name: name.strip() != "")
dates = st.sampled_from(["", "dmy", "mdy", "ymd"])
columns = st.builds(
    Column,
    column=maybe, value=maybe, formula=maybe,
    map=st.dictionaries(words, words, max_size=3).map(lambda d: tuple(d.items())),
    missing=st.lists(words, max_size=2).map(tuple), dates=dates, factor=st.sampled_from(["", "400", "0.001"]),
    join=st.lists(words, max_size=2).map(tuple), otherwise=maybe,
)  # fmt: skip


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    feed = draw(st.sampled_from(sorted(FEEDS)))
    fields = draw(st.lists(st.sampled_from([one.name for one in FEEDS[feed].fields]), unique=True, max_size=4))
    mode = draw(st.sampled_from(["rows", "complete"]))
    return Entry(
        feed=feed,
        columns=tuple((name, draw(columns)) for name in fields),
        mode=mode,  # type: ignore[arg-type]
        scope=draw(st.sampled_from(["date", "month", "all"] if mode == "complete" else [""])),  # type: ignore[arg-type]
        by=draw(st.sampled_from(["", "party"])),  # type: ignore[arg-type]
        unknown=draw(st.sampled_from(["create", "wait"])),  # type: ignore[arg-type]
        head=draw(st.booleans()),
        key=tuple(draw(st.lists(words, max_size=2))),
        where=draw(maybe),
        repeat=draw(st.sampled_from(["", "last"])),  # type: ignore[arg-type]
    )


shapes = st.builds(
    FileShape,
    match=st.lists(words, max_size=2).map(tuple), encoding=maybe, delimiter=maybe, sheet=maybe,
    header_row=st.integers(0, 9), header_rows=st.integers(0, 3), header=st.lists(words, max_size=2).map(tuple),
    missing=st.lists(words, max_size=2).map(tuple), dates=dates, decimal=st.sampled_from(["", ".", ","]),
    fill_down=st.lists(words, max_size=2).map(tuple), where=maybe, extracted_at=maybe,
    unpivot=st.none() | st.builds(Unpivot, columns=names, name=names, value=names),
)  # fmt: skip
profiles = st.builds(
    Profile, id=names, version=st.integers(1, 99), source=names, title=words, file=shapes,
    entries=st.lists(entries(), min_size=1, max_size=3).map(tuple),
)  # fmt: skip


@settings(max_examples=examples(150), deadline=None)
@given(profile=profiles)
def test_what_is_written_reads_back_the_same(profile: Profile) -> None:
    assert parse_profile(write_profile(profile), FEEDS) == profile


@pytest.mark.parametrize("name", sorted(path.stem for path in PROFILES.glob("*.toml")))
def test_kept_profiles_survive_being_written_by_the_program(name: str) -> None:
    profile = parse_profile((PROFILES / f"{name}.toml").read_text("utf-8"), FEEDS)
    again = parse_profile(write_profile(profile), FEEDS)
    assert again == profile
    assert again.sha256 != profile.sha256, "the address is that of the text, comments and all"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('id = "p"', "id = 3", "“id” in profile needs a text"),
        ('source = "erp"\n', "", "needs a text for “source”"),
        ('id = "p"', 'id = "p"\ncolour = "red"', "profile has no setting “colour”"),
        ("[[feed]]", '[file]\nseparator = ";"\n[[feed]]', r"\[file\] has no setting “separator”"),
        ("[[feed]]", '[file]\ndates = "dym"\n[[feed]]', "not “dym”"),
        ('feed = "order_line"', 'feed = "order_line"\nmode = "whole"', "“whole” is no value for mode"),
        ('feed = "order_line"', 'feed = "order_line"\nunknown = "drop"', "“drop” is no value for unknown"),
        ("order_no =", "order_number =", "has no field “order_number”"),
        ('"订单号"', '{ col = "订单号" }', r"\[feed.columns\] has no setting “col”"),
        (SMALL[SMALL.index("[[feed]]") :], "", "names no feed"),
    ],
)
def test_a_profile_that_says_something_unknown_is_refused_by_its_place(old: str, new: str, sentence: str) -> None:
    assert old in SMALL
    with pytest.raises(UserError, match=sentence):
        parse_profile(SMALL.replace(old, new), FEEDS)


@pytest.mark.parametrize(
    "toml",
    [
        SMALL.replace('"订单号"', "7"),
        SMALL.replace("[[feed]]", "[feed]"),
        SMALL.replace('id = "p"', 'id = "p"\nversion = "new"'),
        SMALL.replace("[[feed]]", "[file.unpivot]\ncolumns = 'x'\n[[feed]]"),
        SMALL.replace("[[feed]]", "[file]\nmatch = 'x.csv'\nheader_row = 'two'\n[[feed]]"),
        SMALL.replace('"订单号"', '{ column = "订单号", map = ["4"] }'),
        SMALL.replace('feed = "order_line"', 'feed = "order_line"\nkey = "ID"'),
    ],
)
def test_values_of_the_wrong_kind_are_refused_and_are_no_bug(toml: str) -> None:
    with pytest.raises(UserError):
        parse_profile(toml, FEEDS)


def test_file_names_are_recognised_whatever_their_case_and_form() -> None:
    profile = parse_profile(SMALL.replace("[[feed]]", '[file]\nmatch = ["Lines_*.CSV"]\n[[feed]]'), FEEDS)
    assert profile.fits("lines_202603.csv")
    assert not profile.fits("other.csv")
