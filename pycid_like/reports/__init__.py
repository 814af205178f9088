"""A whole analysis as one value, and as a self-contained HTML page, Markdown or JSON."""

from .answers import MEANINGS, AnswerRow, AnswerTable, ColumnGroup
from .building import report
from .markdown import markdown_table, plain
from .report import Report, report_suffix
from .structure import Reliance

__all__ = [
    "MEANINGS",
    "AnswerRow",
    "AnswerTable",
    "ColumnGroup",
    "Reliance",
    "Report",
    "markdown_table",
    "plain",
    "report",
    "report_suffix",
]
