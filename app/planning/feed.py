"""The feed of targets by dealer, product group and month."""

from typing import Final

from app.core.texts import N_
from app.imports.facts import fact_table
from app.imports.feeds import Feed, Field
from app.imports.words import PARTY

TARGET: Final = Feed(
    id="target",
    title=N_("Targets"),
    fields=(
        Field("party_code", "code", N_("Dealer code"), (*PARTY, "employeeid"), required=True, ref="party"),
        Field("group_code", "code", N_("Product group"), ("产品组", "产品组编码", "品类", "产品线", "品种组", "product group", "category")),
        Field("month", "month", N_("Month"), ("目标月份", "月份", "年月", "期间", "month", "period"), required=True),
        Field("kpi", "choice", N_("KPI"), ("目标类型", "指标", "目标指标", "kpi", "measure"),
              choices=(("net_amount", ("net_amount", "sales", "销售", "销售额", "销售净额", "进货", "发货")), ("sell_out", ("sell_out", "纯销", "sell-out")), ("collection", ("collection", "回款", "回款额")), ("quantity", ("quantity", "数量", "销量")))),
        Field("amount", "amount", N_("Target amount"), ("目标金额", "目标额", "目标值", "任务额", "目标", "target", "target amount", "quota")),
        Field("version", "choice", N_("Version"), ("版本", "目标版本", "version"),
              choices=(("original", ("original", "原始", "原始版", "年初版", "初版")), ("adjusted", ("adjusted", "调整", "调整版", "修订版", "revised")))),
        Field("quantity", "quantity", N_("Target quantity"), ("目标数量", "目标销量", "任务量", "target quantity")),
    ),
    key=("party_code", "group_code", "month", "kpi", "version"),
    key_needs=("party_code", "month"),
    scope_on="month_on",
    scope_party="party_code",
    date_indices=("month_on",),
    words=("目标", "任务", "指标", "targets", "quota"),
    signature=("month", "amount", "party_code"),
)  # fmt: skip

FEEDS: Final = (TARGET,)
TABLES: Final = tuple(fact_table(feed) for feed in FEEDS)
