"""Hand-made assessments for tests of sheets and reports; the figures are invented."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from app.core.period import day_number
from app.core.texts import Text
from app.health.assembly import health_sheet
from app.health.frozen import Before, Frozen, Pace, Series, Sign, Signs, Unreported
from app.health.kpis import kpi_infos
from app.health.region import KEY_FIGURES, RegionFigures, region_sheet
from app.health.rules import Cap, Presence, Reading, evaluate, judge
from app.health.scheme import Grade, default_scheme
from app.health.sheets import DataQuality, DealerFace, HealthSheet, Provenance, RegionSheet, Standing
from app.health.wording import grading_text
from app.kpi.findings.model import Figure

F = Fraction
SCHEME = default_scheme()
QUARTERS = ("2024-Q2", "2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1")

INFOS = dict(kpi_infos())

CALM = {
    "net_amount_growth": "0.07", "target_attainment": "0.932", "sell_out_growth": "0.02", "stock_out_share": "0.03",
    "days_of_supply": "44", "near_expiry_share": "0.029", "otif_rate": "0.936", "on_time_rate": "0.945",
    "fill_rate": "0.97", "cycle_days_p90": "6.4", "review_in_time_rate": "0.97", "overdue_share": "0.05",
    "dso_days": "62", "return_rate": "0.021", "complaint_rate": "4", "data_coverage": "1", "error_rate": "0.03",
}  # fmt: skip
STUFFED = {
    **CALM, "net_amount_growth": "0.18", "sell_out_growth": "0.01", "days_of_supply": "82", "otif_rate": "0.899",
    "review_in_time_rate": "0.81", "overdue_share": "0.084", "dso_days": "89.9", "return_rate": "0.06",
}  # fmt: skip


def readings(figures: dict[str, str], absent: dict[str, Presence] | None = None) -> list[Reading]:
    """Figures as readings; ``absent`` says why others have none; surveys are not in use unless there is an answer."""
    why: dict[str, Presence] = {} if "csat_mean" in figures else {"csat_mean": "unused"}
    why |= absent or {}
    return [
        Reading(each.kpi, None, why[each.kpi])
        if each.kpi in why
        else Reading(each.kpi, F(figures[each.kpi]) if each.kpi in figures else None)
        for each in SCHEME.indicators
    ]


def frozen(
    name: str = "温州瑞康医药有限公司",
    *,
    now: dict[str, str] | None = None,
    then: dict[str, str] | None = None,
    absent: dict[str, Presence] | None = None,
    previous: Grade | None = "B",
    caps: tuple[Cap, ...] = (),
    code: str = "D0317",
) -> Frozen:
    """One dealer's frozen quarter."""
    before = evaluate(SCHEME, readings(CALM if then is None else then))
    result = evaluate(SCHEME, readings(STUFFED if now is None else now, absent))
    old = judge(SCHEME, before, previous=previous)
    scores = ("70.1", "72.4", "74.9", "73.3", "77", "79.4")
    history = [Standing(q, F(s), "C" if F(s) < 75 else "B") for q, s in zip(QUARTERS[:-2], scores, strict=True)]
    money = ("7420000", "6960000", "8480000", "6610000", "7230000", "6870000", "8950000", "7800000")
    series = (
        Series("net_amount", QUARTERS, tuple(F(x) for x in money)),
        Series("days_of_supply", QUARTERS, tuple(F(x) for x in (38, 41, 39, 42, 40, 43, 44, 82))),
        Series("otif_rate", QUARTERS, tuple(F(x, 1000) for x in (930, 941, 938, 944, 940, 937, 936, 899))),
        Series("overdue_share", QUARTERS, (F(4, 100), None, F(5, 100), F(3, 100), F(4, 100), F(5, 100), F(5, 100),
                                           F(84, 1000))),
        Series("return_rate", QUARTERS, tuple(F(x, 1000) for x in (20, 21, 19, 22, 20, 21, 21, 60))),
    )  # fmt: skip
    return Frozen(
        dealer=DealerFace("p-1", code, name, "", "city", "温州市", "杭州同康医药股份有限公司"),
        region="浙江省区",
        period="2026-Q1",
        scheme=SCHEME,
        result=result,
        verdict=judge(SCHEME, result, previous=old.base, caps=caps),
        caps=caps,
        counts={"otif_rate": 118, "on_time_rate": 418, "overdue_share": 31, "return_rate": 96},
        before=Before("2025-Q4", before, old.grade, old.base, "ab" * 32),
        history=(*history, Standing("2025-Q4", before.score, old.grade)),
        series=series,
        data_until=date(2026, 3, 31),
    )


def provenance(figures_hash: str = "c3" * 32) -> Provenance:
    """Where the figures of the samples come from."""
    return Provenance(
        SCHEME.name, SCHEME.version, date(2026, 3, 31), date(2026, 4, 8), date(2026, 4, 10),
        ("订单行 2026-03", "应收 2026-03-31", "流向 2026-03"), 412, "9f" * 32, figures_hash, grading_text(SCHEME),
    )  # fmt: skip


def sheet(name: str = "温州瑞康医药有限公司", **changes: object) -> HealthSheet:
    """One dealer's sheet."""
    return health_sheet(frozen(name, **changes), INFOS, provenance())  # type: ignore[arg-type]


SILENT = Unreported("p-1", "sellout", ("2026-02", "2026-03"), "2026-02", "2026-01-31", "钱佳宁")
"""The list that the silent dealer of the region owes."""
PACE = Pace("2026-04", "2026-04-10", F(27, 100), F(1, 3), F(1380000))


def signs(dealer: str = "宁波甬丰医药有限公司") -> Signs:
    """Vials that expire with who could sell them, a licence that ended, a rebate step, and what is only looked into."""
    day = day_number(date(2026, 4, 10))
    vials = {
        "product": Figure("text", "人胰岛素注射液"), "left": Figure("quantity", F(1_374_000), "支"),
        "amount": Figure("money", F(3_435_000_000)), "expiry": Figure("day", F(day_number(date(2026, 6, 30)))),
        "other": Figure("text", "杭州同康医药股份有限公司"), "other_pace": Figure("quantity", F(40_000)),
        "other_days": Figure("number", F(9)),
    }  # fmt: skip
    licence = {
        "licence": Figure("text", "药品经营许可证"), "until": Figure("day", F(day_number(date(2026, 3, 31)))),
        "orders": Figure("number", F(3)), "amount": Figure("money", F(1_840_000_000)),
    }  # fmt: skip
    step = {
        "gap": Figure("money", F(260_000_000)), "threshold": Figure("money", F(50_000_000_000)),
        "bought": Figure("money", F(49_740_000_000)), "gain": Figure("money", F(505_200_000)),
        "rate": Figure("percent", F(2, 100)), "next_rate": Figure("percent", F(3, 100)),
    }  # fmt: skip
    last = day_number(date(2026, 3, 31))
    asked = (
        Sign("expiry_at_risk", dealer, day - 9, day + 81, vials),
        Sign("rebate_cliff", "湖州南浔健康食品有限公司", last - 89, last, step),
        Sign("licence_ended", "台州恒信医药有限公司", day - 8, day - 1, licence),
    )
    return Signs(date(2026, 4, 10), asked, {"sold_outside": 1, "third_invoice": 2}, 5)


NAMES = (
    ("温州瑞康医药有限公司", "温州市"), ("嘉兴同济药业有限公司", "嘉兴市"), ("绍兴越泰医药有限公司", "绍兴市"),
    ("金华义利医药有限公司", "金华市"), ("台州恒信医药有限公司", "台州市"), ("丽水康民药业有限公司", "丽水市"),
    ("衢州三衢医药有限公司", "衢州市"), ("宁波甬丰医药有限公司", "宁波市"), ("湖州南浔健康食品有限公司", "湖州市"),
    ("舟山海丰医药有限公司", "舟山市"), ("杭州同康医药股份有限公司", "杭州市"), ("安吉惠民药店连锁有限公司", "湖州市"),
)  # fmt: skip


def region_frozens(count: int = 12) -> list[Frozen]:
    """A small region: stuffed, silent, recovering, late, capped and calm dealers."""
    late = {**CALM, "otif_rate": "0.72", "on_time_rate": "0.718"}
    weak = {**CALM, "overdue_share": "0.38", "dso_days": "118", "sell_out_growth": "-0.18", "return_rate": "0.07",
            "net_amount_growth": "-0.25", "stock_out_share": "0.11"}  # fmt: skip
    owed: dict[str, Presence] = {"sell_out_growth": "owed", "days_of_supply": "owed", "near_expiry_share": "owed"}
    found = []
    for i in range(count):
        name, area = NAMES[i % len(NAMES)]
        if i >= len(NAMES):
            name = f"{name[:-4]}第{i}分公司"
        one: Frozen
        match i % 12:
            case 0:
                one = frozen(name)
            case 1:
                one = frozen(name, now={**CALM, "data_coverage": "1/3"}, absent=owed)
            case 2:
                one = frozen(name, now={**CALM, "overdue_share": "0.04"}, then=weak, previous="D")
            case 4:
                one = frozen(
                    name, now=CALM, caps=(Cap("licence", "C", {"what": "药品经营许可证", "on": "2026-03-31"}),)
                )
            case 5:
                one = frozen(name, now=weak)
            case 6:
                one = frozen(name, now=late)
            case _:
                shade = {**CALM, "dso_days": str(58 + i), "return_rate": f"0.0{i % 5 + 1}"}
                one = frozen(name, now=shade)
        face = DealerFace(f"p-{i}", f"D{300 + i:04d}", name, "", ("province", "city", "county")[i % 3], area)
        found.append(replace(one, dealer=face))
    return found


def region_figures(holder: str = "宁波甬丰医药有限公司") -> RegionFigures:
    """What the region's page needs beside the dealers; ``holder`` is who holds what expires."""
    money = ("60100000", "64200000", "61800000", "79500000", "60100000", "64200000", "61800000", "79500000", "64300000")
    series = (
        Series("net_amount", ("2024-Q1", *QUARTERS), tuple(F(x) for x in money)),
        Series("overdue_share", QUARTERS, tuple(F(x, 1000) for x in (51, 54, 58, 60, 61, 63, 66, 84))),
        Series(
            "collection_amount",
            QUARTERS,
            tuple(F(x) for x in (64000000, 66000000, 63000000, 72500000, 66000000, 70000000, 82800000, 69860000)),
        ),
        Series("days_of_supply", QUARTERS, tuple(F(x) for x in (38, 39, 37, 41, 40, 39, 41, 43))),
        Series("near_expiry_share", QUARTERS, tuple(F(x, 1000) for x in (21, 22, 20, 24, 25, 26, 27, 29))),
        Series("otif_rate", QUARTERS, tuple(F(x, 1000) for x in (941, 938, 942, 940, 939, 937, 936, 899))),
        Series("overdue_amount", QUARTERS[-1:], (F(6120000),)),
    )
    targets = {"net_amount": F(69000000), "collection_amount": F(73500000)}
    return RegionFigures("浙江省区", "2026-Q1", series, targets, reader="总经理",
                         basis=Text("发货口径、不含税、现架构"), pace=PACE, signs=signs(holder),
                         quality={kpi: DataQuality(967 - 31 * n, n) for n, kpi in enumerate(KEY_FIGURES)},
                         unreported=(SILENT,))  # fmt: skip


def region(count: int = 12, *, holder: str = "宁波甬丰医药有限公司") -> tuple[RegionSheet, list[HealthSheet]]:
    """A region's sheet and its dealers' sheets; ``holder`` is who holds what expires."""
    figures = region_figures(holder)
    frozens = region_frozens(count)
    return (
        region_sheet(figures, frozens, SCHEME, INFOS, provenance()),
        [health_sheet(each, INFOS, provenance()) for each in frozens],
    )
