"""The quarterly health review as an agenda: the quarter in a sentence, what moved it, what is asked, who moved."""

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from app.core.texts import N_, Text
from app.core.wording import money_text
from app.health.region_lines import Ask
from app.health.rules import shown_tenths
from app.health.scheme import GRADES
from app.health.sheets import RegionSheet, WatchLine
from app.health.wording import grade_text, short_name, tenths_text
from app.meetings.agenda.month import RANK, Month, department_of, whole
from app.meetings.agenda.proposal import Proposal, mark_of
from app.meetings.evidence import Evidence, FrozenChart, FrozenFigure, FrozenSeries, exact

if TYPE_CHECKING:
    from app.core.charts import Tone

_HEAD: Final = N_("{period}: {said}")
_MOVED: Final = N_("What moved the score in {period}: {said}")
_TWO: Final = N_("{first}, {second}")
_ASK: Final = N_("{topic}: {proposal}")
_FELL: Final = N_("{dealer}: {before} → {grade}. {said}")
_LATE: Final = N_("Dealers that did not report all their lists: {n}")
_UNSIGNED: Final = N_("The review of {period} is not signed yet")
_BRIDGE: Final = N_("Change of the mean score")
_GRADES: Final = N_("Dealers by grade")
_NAMED: Final = 3


def propose(month: Month) -> list[Proposal]:
    """The parts of the newest assessed quarter in the order in which a review goes through them."""
    sheet = month.assessed.sheet if month.assessed else None
    if sheet is None:
        return []
    said = [_head(sheet), *_bridge(sheet)]
    said += [_ask(sheet, one) for one in sheet.asks]
    said += [_watch(sheet, one, 3) for one in sheet.watch] + [_watch(sheet, one, 2) for one in sheet.improved]
    return [*said, *_late(sheet), *_signing(sheet)]


def _page(sheet: RegionSheet, **more: object) -> dict[str, object]:
    return {"period": sheet.period, **more}


def _head(sheet: RegionSheet) -> Proposal:
    title, key = Text(_HEAD, {"period": sheet.period, "said": sheet.headline}), "review:head"
    counts = tuple(exact(sheet.grades.get(one, 0)) for one in GRADES)
    before = tuple(exact(sheet.grades_before.get(one, 0)) for one in GRADES)
    chart = FrozenChart(
        Text(_GRADES), tuple(grade_text(one) for one in GRADES),
        (FrozenSeries(sheet.period, counts), FrozenSeries(sheet.previous_period or "—", before, "dim")),
    )  # fmt: skip
    score = "—" if sheet.score is None else tenths_text(shown_tenths(sheet.score))
    link = Evidence(title, "health", _page(sheet), key)
    return Proposal(
        "review", f"review:{sheet.period}", mark_of(title), title, department="sales", weight=7 * RANK,
        evidence=(link,), figures={key: FrozenFigure(title, value=score, unit="score", charts=(chart,))}, once=True,
    )  # fmt: skip


def _bridge(sheet: RegionSheet) -> list[Proposal]:
    lines = [one for one in sheet.bridge if one.tenths]
    if not lines:
        return []
    said = lines[0].sentence
    for one in lines[1:_NAMED]:
        said = Text(_TWO, {"first": said, "second": one.sentence})
    title, key = Text(_MOVED, {"period": sheet.period, "said": said}), "review:bridge"
    tones: tuple[Tone, ...] = tuple("good" if one.tenths > 0 else "bad" for one in lines)
    row = FrozenSeries(Text(_BRIDGE), tuple(exact(Fraction(one.tenths, 10)) for one in lines), tones=tones)
    chart = FrozenChart(Text(_BRIDGE), tuple(one.title for one in lines), (row,), "bars", "score")
    return [
        Proposal("review", f"bridge:{sheet.period}", mark_of(title), title, department="sales", weight=6 * RANK,
                 evidence=(Evidence(title, "health", _page(sheet), key),),
                 figures={key: FrozenFigure(title, charts=(chart,))}, once=True)
    ]  # fmt: skip


def _ask(sheet: RegionSheet, one: Ask) -> Proposal:
    title = Text(_ASK, {"topic": one.topic, "proposal": one.proposal})
    words = one.evidence or one.otherwise
    dealer = next((each.dealer.id for each in sheet.ranking if each.dealer.name == one.dealer), None)
    key = f"ask:{mark_of(one.topic)}"
    figure = FrozenFigure(one.topic, money_text(one.amount), department=department_of(one.owner), unit="money",
                          points=((Text(N_("Otherwise")), one.otherwise),))  # fmt: skip
    return Proposal(
        "review", f"ask:{sheet.period}:{dealer or mark_of(one.topic)}", mark_of(title), title,
        department=department_of(one.owner), dealer_id=dealer, weight=5 * RANK + whole(one.amount),
        evidence=(Evidence(words, "health", _page(sheet, **({"dealer": dealer} if dealer else {})), key),),
        figures={key: figure}, once=True,
    )  # fmt: skip


def _watch(sheet: RegionSheet, one: WatchLine, rank: int) -> Proposal:
    before = grade_text(one.before)
    said = {"dealer": short_name(one.dealer.name), "before": before, "grade": grade_text(one.grade), "said": one.brief}
    title = Text(_FELL, said)
    link = Evidence(Text(_FELL, {**said, "said": one.sentence}), "health", _page(sheet, dealer=one.dealer.id),
                    f"course:{one.dealer.id}")  # fmt: skip
    return Proposal(
        "review", f"grade:{one.dealer.id}", mark_of(sheet.period, title), title, department=department_of(one.owner),
        dealer_id=one.dealer.id, weight=rank * RANK + whole(one.amount), evidence=(link,), once=True,
    )  # fmt: skip


def _late(sheet: RegionSheet) -> list[Proposal]:
    if not sheet.late:
        return []
    dealers = {one.dealer.id: one for one in sheet.late}
    title, key = Text(_LATE, {"n": len(dealers)}), "review:late"
    points = tuple((short_name(one.dealer.name), Text(one.title or "—")) for one in sheet.late)
    return [
        Proposal("review", f"late:{sheet.period}", mark_of(title, *sorted(dealers)), title, department="it",
                 weight=4 * RANK, evidence=(Evidence(title, "health", _page(sheet), key),),
                 figures={key: FrozenFigure(title, value=str(len(dealers)), points=points)}, once=True)
    ]  # fmt: skip


def _signing(sheet: RegionSheet) -> list[Proposal]:
    if sheet.review is not None and sheet.review.signed:
        return []
    title = Text(_UNSIGNED, {"period": sheet.period})
    link = Evidence(title, "health", _page(sheet, review=True))
    return [Proposal("review", f"sign:{sheet.period}", mark_of(title), title, department="sales", evidence=(link,))]
