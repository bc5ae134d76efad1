"""How texts are cut, what a question asks of them, and what its marks show."""

import sqlite3
from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from app.meetings.search.rules import Bit, folded, pieces, read_query, snippet, stream

TEXTS = st.text(alphabet="准时率达标合同ab1 ，-*\"'()^:ＡÄß", max_size=14)


def marked(text: str, asked: str) -> list[str]:
    return [bit.text for bit in snippet(text, read_query(asked)) if bit.marked]


def test_a_chinese_run_is_its_characters_and_pairs_and_a_word_of_letters_is_one_piece() -> None:
    assert pieces("准时率 OTIF，95%") == ["准", "准时", "时", "时率", "率", "otif", "95"]
    assert stream("ＡＢ类") == "ab 类"


def test_a_question_is_phrases_and_never_what_was_typed() -> None:
    assert read_query("准时率 Deal").match == '"准时 时 时率" AND "deal" *'
    assert read_query('a" OR NEAR(b*)').match == '"a" * AND "or" * AND "near b" *'
    assert read_query("率").match == '"率"'
    assert read_query("—— *").phrases == ()


def test_words_of_letters_are_found_by_their_beginning_and_chinese_anywhere() -> None:
    assert read_query("deal").is_in("Dealers of Hangzhou")
    assert not read_query("ealers").is_in("Dealers of Hangzhou")
    assert read_query("时率").is_in("准时率达标")
    assert not read_query("率达").is_in("准时率，达标")
    assert read_query("otif 达标").is_in("准时率达标，OTIF 95%")


def test_a_snippet_has_the_line_with_the_words_and_marks_them() -> None:
    assert snippet("第一行\n物流部补签合同", read_query("合同")) == (Bit("物流部补签"), Bit("合同", marked=True))
    assert marked("ＯＴＩＦ and otif-rate", "otif") == ["ＯＴＩＦ", "otif"]
    assert marked("准时准时率", "准时 时率") == ["准时", "准时率"]
    long = "".join(bit.text for bit in snippet("甲" * 200 + "乙丙" + "丁" * 200, read_query("乙丙")))
    assert long.startswith("…")
    assert long.endswith("…")
    assert len(long) < 90


@given(TEXTS, TEXTS)
def test_the_index_of_sqlite_finds_what_the_rules_say(text: str, asked: str) -> None:
    query = read_query(asked)
    if not query.phrases:
        return
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.execute("CREATE VIRTUAL TABLE t USING fts5(words, content='', tokenize='ascii')")
        raw.execute("INSERT INTO t(rowid, words) VALUES (1, ?)", (stream(text),))
        found = raw.execute("SELECT count(*) FROM t WHERE t MATCH ?", (query.match,)).fetchone()[0]
    assert bool(found) == query.is_in(text)


@given(TEXTS, st.text(alphabet="准时率达标合同", min_size=1, max_size=5))
def test_chinese_words_are_found_exactly_where_a_plain_look_finds_them(text: str, word: str) -> None:
    assert read_query(word).is_in(text) == (word in folded(text))
    bits = snippet(text, read_query(word))
    assert any(bit.marked for bit in bits) == (word in folded(text))
