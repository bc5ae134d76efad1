"""The guide's own laws: the same topics in both languages, links that lead on, words that stand on the screen."""

import re
from functools import cache

import pytest
from babel.messages.pofile import read_po

from app.core.texts import EN, ZH
from tests.laws.test_texts import keeper
from tests.ui.looks import PO
from ui.help import guide
from ui.shell.pages import PAGES
from ui.shell.specs import PageSpec

LANGUAGES = (ZH, EN)
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)]+)\)")
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")
BOLD = re.compile(r"\*\*(.+?)\*\*")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_folder_holds_the_topics_and_nothing_else(lang: str) -> None:
    assert {path.stem for path in (guide.FOLDER / lang).glob("*")} == set(guide.TOPICS)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("topic", guide.TOPICS)
def test_every_link_leads_to_a_topic(lang: str, topic: str) -> None:
    links = LINK.findall(guide.markdown(lang, topic))
    assert [link for link in links if link.removesuffix(".md") not in guide.TOPICS] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("spec", PAGES, ids=lambda spec: spec.key)
def test_every_page_is_shown_as_it_looks_in_that_language(lang: str, spec: PageSpec) -> None:
    (name,) = PICTURE.findall(guide.markdown(lang, spec.key))
    assert (guide.FOLDER / lang / name).resolve() == guide.picture_file(lang, spec.key)
    assert guide.picture_file(lang, spec.key).read_bytes()[:4] == b"\x89PNG"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_contents_lead_to_every_topic_in_order(lang: str) -> None:
    links = [link.removesuffix(".md") for link in LINK.findall(guide.markdown(lang, guide.CONTENTS))]
    assert links == list(guide.TOPICS[1:])


@pytest.mark.parametrize("topic", guide.TOPICS)
def test_both_languages_tell_the_same(topic: str) -> None:
    shapes = [
        [re.match(r"#+|\d\.|-|\||", line)[0] for line in guide.markdown(lang, topic).splitlines() if line]  # type: ignore[index]
        for lang in LANGUAGES
    ]
    marks = [[mark for mark in shape if mark] for shape in shapes]
    assert marks[0] == marks[1]


@pytest.mark.parametrize("spec", PAGES, ids=lambda spec: spec.key)
def test_every_page_has_its_topic(spec: object) -> None:
    assert guide.topic_of(spec.key) == spec.key  # type: ignore[attr-defined]


@cache
def on_the_screen() -> dict[str, set[str]]:
    """The words of every text that is used, by language."""
    with PO.open("rb") as file:
        catalogue = read_po(file, locale="zh_CN")
    used = keeper().used_msgids()
    pairs = [(str(one.string), str(one.id)) for one in catalogue if one.id in used and one.string]
    return {ZH: {chinese for chinese, _ in pairs}, EN: {english for _, english in pairs}}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bold_words_stand_on_the_screen(lang: str) -> None:
    known = on_the_screen()[lang]
    bold = {topic: set(BOLD.findall(guide.markdown(lang, topic))) - known - HEADS for topic in guide.TOPICS[1:]}
    assert {topic: words for topic, words in bold.items() if words} == {}


HEADS = {
    "日期有两种读法", "某个词是否表示没有值", "币种",
    "Dates with two readings", "Whether a word means no value", "Currency",
}  # fmt: skip
"""Bold words that begin a line instead of naming what stands on the screen."""


def test_what_says_a_word_in_its_heading_comes_first() -> None:
    assert guide.search(ZH, "撤回")[0].title == "撤回一个导入批次"
    assert guide.search(EN, "BACKUPS")[0].title == "Settings, backups and restore"
    assert guide.search(EN, "nosuchword") == guide.search(EN, " ") == []


def test_an_excerpt_shows_the_word_without_marks() -> None:
    section = guide.search(EN, "Ctrl+O")[0]
    said = guide.excerpt(section, "Ctrl+O")
    assert "Ctrl+O" in said
    assert not set("*`|[") & set(said)
