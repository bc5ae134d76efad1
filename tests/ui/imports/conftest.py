"""The import page as the shell shows it, and export files to drop on it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desks import write_csv
from ui.imports.page import ImportPage

HEAD = ("订单号", "行号", "客户编码", "存货编码", "订单日期", "数量", "不含税金额", "经办")


@pytest.fixture
def page(visit: Callable[[type[ImportPage]], ImportPage]) -> ImportPage:
    """The page, shown once and told of every commit."""
    return visit(ImportPage)


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """Writes an export of order lines; ``bad`` rows cannot be taken in."""

    def write(
        name: str = "销售订单明细_20260331.csv", *, rows: int = 20, bad: int = 0, day: str = "2026-03-{:02d}"
    ) -> Path:
        lines = [HEAD]
        lines += [
            (f"S{n:05d}", 1, f"C{n % 7}", f"P{n % 5}", day.format(n % 28 + 1), n + 1, (n + 1) * 12.5, "张三")
            for n in range(rows)
        ]
        lines += [(f"B{n:05d}", 1, "C1", "P1", "2026-03-01", "待定", 10, "李四") for n in range(bad)]
        return write_csv(tmp_path / name, lines)

    return write
