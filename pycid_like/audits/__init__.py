"""What an analyst forbids and requires, and what a diagram breaks of it."""

from .checking import check
from .contract import Contract, Selection
from .finding import Finding
from .findings import BrokenContracts, ContractResult, Findings
from .fitting import misfits
from .schema import spec_json_schema, spec_model
from .spec import Spec, spec_tree
from .spec_reading import load_spec, spec_from_document

__all__ = [
    "BrokenContracts",
    "Contract",
    "ContractResult",
    "Finding",
    "Findings",
    "Selection",
    "Spec",
    "check",
    "load_spec",
    "misfits",
    "spec_from_document",
    "spec_json_schema",
    "spec_model",
    "spec_tree",
]
