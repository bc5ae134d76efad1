"""A brief says what the tiles say, in at most 600 characters, and never without what it counts and until when."""

from dataclasses import replace

import pytest

from app.boards.briefs import DEFAULTS, LIMIT, Rhythm
from app.core.errors import UserError
from app.core.texts import EN, LANGUAGES, ZH, texts
from app.reports.boards.brief import brief
from tests.app.boards.handmade import handout, ranking


def test_the_daily_brief_in_both_languages() -> None:
    said = brief(handout(ranking(("甲", "乙", "丙", "丁"))), texts(ZH)(DEFAULTS["daily"]), ZH).splitlines()
    assert said == [
        "浙江 board日报：浙江省区，2026年一季度", "销售净额 252.0 万元（同比 +20.0%，环比 +5.0%）",
        "前三名：甲 100.0 万元、乙 91.0 万元、丙 82.0 万元", "口径：发货口径、不含税、现架构", "截至 2026年3月31日",
    ]  # fmt: skip
    said = brief(handout(ranking(("A", "B"))), DEFAULTS["daily"], EN).splitlines()
    assert said[1:3] == ["Net sales 2,520 k CNY (YoY +20.0%, prev. +5.0%)", "First three: A 1,000 k CNY, B 910.0 k CNY"]
    assert said[-1] == "As of 31 Mar 2026"


def test_a_line_without_any_value_is_left_out_and_a_dash_stands_for_one_that_is_missing() -> None:
    said = brief(handout(ranking(())), "首三：{top3}\n{otif_rate} {days_of_supply}\n达成 {attainment}", ZH).splitlines()
    assert said == ["93.1% —", "口径：发货口径、不含税、现架构", "截至 2026年3月31日"], "an unknown value is no zero"


def test_growth_and_change_of_any_figure() -> None:
    said = brief(handout(), "{growth}|{change}|{otif_rate_prev}|{net_amount_yoy}|{refs}", EN).splitlines()[0]
    assert said.startswith("+20.0%|+5.0%|−1.9 pp|+20.0%|net_amount/2026-Q1@9")


@pytest.mark.parametrize("word", ["nothing", "title.__class__", "0", "title!r", "title:>99999", ""])
def test_a_word_that_no_brief_knows_is_refused_with_a_sentence(word: str) -> None:
    with pytest.raises(UserError, match="A brief knows no"):
        brief(handout(), f"x {{{word}}}", EN)


def test_what_a_name_brings_along_is_words_only() -> None:
    said = brief(handout(), "{top3}\n{last3}", EN)
    assert "<b>&{title}</b>" in said, "a placeholder in a name is not filled in"
    assert "台州恒信 医药" in said, "a break in a name makes no line, marks of direction go"
    assert len(said.splitlines()) == 4


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("rhythm", list(DEFAULTS))
def test_never_more_than_600_characters_and_what_is_left_out_is_said(lang: str, rhythm: Rhythm) -> None:
    t = texts(lang)
    many = handout(ranking(tuple(f"名字很长的经销商有限责任公司第{n}号分公司" * 3 for n in range(9))))
    body = t(DEFAULTS[rhythm]) + "\n".join(["", *(f"{n} {{headline}} {{cards}}" for n in range(40))])
    said = brief(many, body, lang)
    assert len(said) <= LIMIT
    assert t("[lines left out: {n}]", n=7).split("7")[0] in said
    assert t("As of {day}", day="")[:2] in said
    assert "发货口径" in said


def test_even_one_endless_word_is_cut() -> None:
    assert len(brief(handout(title="题" * 5000), "{title}", ZH)) <= LIMIT


def test_who_comes_last_is_said_only_where_nobody_is_left_out() -> None:
    whole = ranking(tuple(f"D{n}" for n in range(9)))
    cut = replace(whole, spec=replace(whole.spec, top=9))
    assert brief(handout(whole), "{last3}", EN).splitlines()[0].startswith("D6")
    assert "D6" not in brief(handout(cut), "{last3}", EN)
