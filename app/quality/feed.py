"""The feed of survey answers: satisfaction and recommendation."""

from typing import Final

from app.core.texts import N_
from app.imports.facts import fact_table
from app.imports.feeds import Feed, Field
from app.imports.words import PARTY

SURVEY_ANSWER: Final = Feed(
    id="survey_answer",
    title=N_("Survey answers"),
    fields=(
        Field("answer_no", "code", N_("Answer number"), ("问卷编号", "答卷编号", "问卷号", "answer no", "response id")),
        Field("party_code", "code", N_("Dealer code"), PARTY, required=True, ref="party"),
        Field("answered", "day", N_("Answered on"), ("答卷日期", "回收日期", "填写日期", "调查日期", "answered on", "response date"), required=True),
        Field("question", "choice", N_("Question"), ("题目", "问题", "指标", "question"), required=True,
              choices=(("csat", ("csat", "满意度", "总体满意度", "satisfaction")), ("nps", ("nps", "推荐意愿", "推荐度", "recommendation")))),
        Field("score", "number", N_("Score"), ("得分", "评分", "分数", "score", "rating"), required=True),
    ),
    key=("answer_no", "question"),
    key_needs=("answer_no",),
    scope_on="answered_on",
    scope_party="party_code",
    date_indices=("answered_on",),
    words=("满意度", "问卷", "调查", "survey", "csat", "nps"),
    signature=("answered", "question", "score"),
)  # fmt: skip

FEEDS: Final = (SURVEY_ANSWER,)
TABLES: Final = tuple(fact_table(feed) for feed in FEEDS)
