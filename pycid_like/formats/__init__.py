"""Designs in files: a diagram with its story, citation, spec and expected verdicts, and where each node stands."""

from .design import Citation, Design, Where
from .expected import Expectation, disagreements
from .files import load, save
from .schema import design_json_schema

__all__ = ["Citation", "Design", "Expectation", "Where", "design_json_schema", "disagreements", "load", "save"]
