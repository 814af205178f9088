"""Text to plain trees with the line of every key and value, and back: YAML and JSON, within limits."""

from .document import Document, Place, Tree, TreePath, path_text
from .limits import DEFAULT_LIMITS, Limits
from .reading import FORMATS, format_of, read_bytes, read_document, read_source, read_text
from .schemas import STRICT, by_shape, left_out, published_schema
from .validation import MOST_PROBLEMS, hint_among, in_file_order, structure_problems, version_problem
from .writing import document_text, write_document

__all__ = [
    "DEFAULT_LIMITS",
    "FORMATS",
    "MOST_PROBLEMS",
    "STRICT",
    "Document",
    "Limits",
    "Place",
    "Tree",
    "TreePath",
    "by_shape",
    "document_text",
    "format_of",
    "hint_among",
    "in_file_order",
    "left_out",
    "path_text",
    "published_schema",
    "read_bytes",
    "read_document",
    "read_source",
    "read_text",
    "structure_problems",
    "version_problem",
    "write_document",
]
