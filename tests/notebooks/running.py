"""Notebooks run as a reader would run them, and what of their output must not change.

``python -m tests.notebooks.running`` runs every notebook and stores it with its new outputs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def paths() -> list[Path]:
    """Return the notebooks, by name."""
    return sorted(NOTEBOOKS.glob("*.ipynb"))


def run(path: Path, folder: Path) -> Any:
    """Return the notebook run from the top in a folder; the first cell that raises raises here."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    return notebook


def said(notebook: Any) -> list[list[str]]:
    """Return for each code cell what it printed or showed as text; pictures depend on the fonts of the machine."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [[text for output in cell.outputs if (text := _text(output)) is not None] for cell in cells]


def _text(output: Any) -> str | None:
    if output.output_type == "stream":
        return f"{output.name}: {output.text}"
    return output.get("data", {}).get("text/plain")


def store(path: Path, folder: Path) -> None:
    """Run a notebook and store it with its outputs, without what changes from run to run."""
    notebook = run(path, folder)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        cell.metadata.pop("execution", None)
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    nbformat.validate(notebook)
    nbformat.write(notebook, path)


if __name__ == "__main__":
    import tempfile

    for found in paths():
        with tempfile.TemporaryDirectory() as directory:
            store(found, Path(directory))
        print(f"stored {found.name}")
