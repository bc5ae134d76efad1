"""The record of a KPI that somebody wrote."""

from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Record


class OwnKpi(Record):
    """A formula over measures with its name; how it may be asked for is derived from it (``deriving.py``)."""

    __tablename__ = "own_kpi"
    ref_prefix = "OK"

    key: Mapped[str] = mapped_column(index=True)
    """The id of the KPI, ``own_...``: what boards, models and references know it by."""
    name: Mapped[str]
    sentence: Mapped[str]
    formula: Mapped[str]
    unit: Mapped[str]
    direction: Mapped[str]
    owner: Mapped[str]
    """A key of ``OWNERS``."""
    grain: Mapped[str]
    """What its counts count, where the formula leaves a choice; else empty."""
    version: Mapped[int]
    """Counts the formulas that it has had."""
