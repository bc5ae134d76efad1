"""What policies are computed on, out of the facts: sums, the rows behind them, why others are left out."""

from app.incentives.base.bases import read_bases
from app.incentives.base.reading import read_rows
from app.incentives.base.values import REASONS, Base, BaseRows, Row

__all__ = ["REASONS", "Base", "BaseRows", "Row", "read_bases", "read_rows"]
