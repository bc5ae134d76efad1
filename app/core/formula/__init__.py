"""The safe expression language of KPIs and computed columns: no formula can reach Python, SQL or the file system."""

from app.core.formula.dimensions import COUNT, DAYS, MONEY, QUANTITY, RATIO, Dimension, dimension
from app.core.formula.evaluation import Value, evaluate, evaluator, holds
from app.core.formula.parser import Expression, parse, parse_condition
from app.core.formula.rows import compile_rows
from app.core.formula.sql import SqlColumn, condition_sql
from app.core.formula.tree import names, text_names, to_text

__all__ = [
    "COUNT",
    "DAYS",
    "MONEY",
    "QUANTITY",
    "RATIO",
    "Dimension",
    "Expression",
    "SqlColumn",
    "Value",
    "compile_rows",
    "condition_sql",
    "dimension",
    "evaluate",
    "evaluator",
    "holds",
    "names",
    "parse",
    "parse_condition",
    "text_names",
    "to_text",
]
