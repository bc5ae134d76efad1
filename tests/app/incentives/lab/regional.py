"""Policies for the small region, whose three dealers buy more every quarter: 420,000 to 1,260,000 in the last one."""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from app.bootstrap import Desk
from app.core.db import Action
from app.core.period import day_number
from app.incentives.policies.service import save_draft
from app.incentives.policy import Basis, Policy
from tests.app.incentives.lab.samples import retroactive

FROM, TO = day_number(date(2026, 7, 1)), day_number(date(2027, 6, 30))
PLAIN = replace(
    retroactive((100_000, 100), (400_000, 200), (800_000, 300), code="Q1"),
    name="季度返利", name_en="Quarterly rebate", from_on=FROM, to_on=TO, basis=Basis(event="ordered"),
)  # fmt: skip
STEPPED = replace(
    PLAIN, code="Q2", name="分段返利", name_en="Stepped rebate", scale=replace(PLAIN.scale, method="stepped")
)


def keep(desk: Desk, *policies: Policy) -> list[str]:
    """Drafts of these; their ids."""

    def command(session: Session) -> list[str]:
        return [save_draft(session, policy=one) for one in policies]

    return desk.db.write(Action("test"), command).value
