"""Feeds of what was agreed for a time: targets by dealer, product group and month; the steps of rebates."""

from typing import Final

from app.core.texts import N_
from app.dealers.feed import TIERS
from app.imports.facts import fact_table
from app.imports.feeds import Feed, Field
from app.imports.words import PARTY

METHODS: Final = (
    ("cumulative", ("cumulative", "retroactive", "全额累进", "全额", "达档全额返")),
    ("stepped", ("stepped", "incremental", "分段累进", "分段", "超额累进")),
)
"""How a rebate counts once a step is reached: its rate on the whole amount, or on what lies above the step."""

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

REBATE_STEP: Final = Feed(
    id="rebate_step",
    title=N_("Rebate steps"),
    fields=(
        Field("party_code", "code", N_("Dealer code"), PARTY, ref="party"),
        Field("tier", "choice", N_("Tier"), ("经销商级别", "层级", "级别", "tier", "level"), choices=TIERS),
        Field("from", "day", N_("Valid from"), ("返利期起", "考核期起", "开始日期", "生效日期", "valid from", "from"), required=True),
        Field("to", "day", N_("Valid until"), ("返利期止", "考核期止", "结束日期", "失效日期", "valid until", "to"), required=True),
        Field("threshold", "amount", N_("From this amount on"), ("返利起点", "达标金额", "起点", "起点金额", "档位起点", "门槛", "threshold", "tier from"), required=True),
        Field("rate", "rate", N_("Rebate rate"), ("返利率", "返利比例", "返利点数", "rebate rate", "rebate %"), required=True),
        Field("method", "choice", N_("Tier method"), ("计算方式", "返利方式", "累进方式", "tier method", "method"), choices=METHODS),
    ),
    key=("party_code", "tier", "from", "to", "threshold"),
    key_needs=("from", "threshold"),
    scope_on="from_on",
    scope_party="party_code",
    date_indices=("from_on",),
    spans=(("from_on", "to_on"),),
    words=("返利政策", "返利台阶", "返利", "rebate", "rebates"),
    signature=("threshold", "rate"),
)  # fmt: skip

FEEDS: Final = (TARGET, REBATE_STEP)
TABLES: Final = tuple(fact_table(feed) for feed in FEEDS)
