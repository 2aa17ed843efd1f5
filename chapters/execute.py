"""Run the chapters and store what they print, so that a second run changes nothing.

    python chapters/execute.py              every chapter
    python chapters/execute.py 02_rnn       one chapter, by name or by path

A notebook is run from top to bottom in its own folder, with `rnnlib` from this
checkout, one thread and no progress bars. What is stored is what a reader needs:
sources, tags, outputs. Ids come from the sources, folding from the tags; times,
versions and whatever an editor left behind go. A notebook that fails stays as it was.
"""

import argparse
import hashlib
import os
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import (
    CellExecutionError,
    CellTimeoutError,
    DeadKernelError,
)

CHAPTERS = Path(__file__).resolve().parent
CHECKOUT = CHAPTERS.parent
SECONDS_PER_CELL = 600

METADATA = {
    "kernelspec": {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}
# What the site folds by a tag, JupyterLab and Colab fold by these.
FOLDED = {
    "hide-cell": {
        "cellView": "form",
        "jupyter": {"outputs_hidden": True, "source_hidden": True},
    },
    "hide-input": {"cellView": "form", "jupyter": {"source_hidden": True}},
    "remove-input": {
        "cellView": "form",
        "jupyter": {"source_hidden": True},
    },
    "hide-output": {"jupyter": {"outputs_hidden": True}},
}
# One thread, so that sums are taken in one order.
ENVIRONMENT = {
    "TQDM_DISABLE": "1",
    **dict.fromkeys(
        [
            "OMP_NUM_THREADS",
            "OPENBLAS_NUM_THREADS",
            "MKL_NUM_THREADS",
            "VECLIB_MAXIMUM_THREADS",
        ],
        "1",
    ),
}


class ChapterError(Exception):
    """A chapter did not run through; the message says where and why."""


def main(names):
    failed = False
    for path in [_path(name) for name in names] or notebooks():
        start = time.perf_counter()
        try:
            changed = execute(path)
        except ChapterError as error:
            failed = True
            print(f"FAILED {error}", file=sys.stderr)
        else:
            seconds = time.perf_counter() - start
            print(
                f"{path.name}: {seconds:.1f} s, {'changed' if changed else 'as before'}",
                flush=True,
            )
    return int(failed)


def notebooks():
    """Every chapter, and every page of a folder of chapters."""
    return sorted(
        [*CHAPTERS.glob("*.ipynb"), *CHAPTERS.glob("[!.]*/*.ipynb")]
    )


def _name(path):
    return path.relative_to(CHAPTERS).with_suffix("").as_posix()


def execute(path):
    """Run the notebook at `path` and rewrite it if that changes it; say whether it did.

    Raises:
        ChapterError: a cell failed, took too long, or brought the kernel down; the
            file is untouched.
    """
    before = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    run(notebook, path)
    tidy(notebook)
    after = nbformat.writes(notebook) + "\n"
    if after != before:
        _write(path, after)
    return after != before


def run(notebook, path):
    """Execute every cell in order, in the notebook's folder."""
    running = 0

    def note(cell, cell_index):
        nonlocal running
        running = cell_index

    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=SECONDS_PER_CELL,
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],
        on_cell_execute=note,
        resources={"metadata": {"path": str(path.parent)}},
    )
    paths = [str(CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH")])]
    try:
        client.execute(
            env=os.environ
            | ENVIRONMENT
            | {"PYTHONPATH": os.pathsep.join(paths)}
        )
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise ChapterError(
            _explain(path, notebook.cells[running], running + 1, error)
        ) from None


def tidy(notebook):
    """Leave only what is the same on every run."""
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell, stable_id in zip(
        notebook.cells, stable_ids(notebook.cells), strict=True
    ):
        cell.id = stable_id
        cell.metadata = nbformat.from_dict(stable_metadata(cell))


def stable_ids(cells):
    """An id per cell: the hash of its source, and a number where a source comes again."""
    seen, ids = Counter(), []
    for cell in cells:
        digest = hashlib.sha256(
            f"{cell.cell_type}\n{cell.source}".encode()
        ).hexdigest()[:12]
        seen[digest] += 1
        ids.append(
            digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
        )
    return ids


def stable_metadata(cell):
    """A cell's tags, and how they fold it."""
    tags = cell.metadata.get("tags", [])
    metadata = {"tags": list(tags)} if tags else {}
    for tag in tags:
        metadata |= FOLDED.get(tag, {})
    return metadata


def _explain(path, cell, number, error):
    """What happened, in which cell, at which line of it."""
    where = None
    if isinstance(error, CellExecutionError):
        what = f"{error.ename}: {error.evalue}"
        # IPython points at the line: "----> 3 f(x)"
        where = re.search(
            r"^-+> .*$",
            re.sub(r"\x1b\[[\d;]*m", "", error.traceback),
            re.MULTILINE,
        )
    elif isinstance(error, CellTimeoutError):
        what = f"took more than {SECONDS_PER_CELL} s"
    else:
        what = "brought the kernel down"
    lines = [where.group()] if where else cell.source.splitlines()
    return "\n".join(
        [
            f"{path.name}, cell {number}: {what}",
            *(f"    {line}" for line in lines),
        ]
    )


def _path(name):
    for path in (Path(name), CHAPTERS / name, CHAPTERS / f"{name}.ipynb"):
        if path.is_file():
            return path.resolve()
    have = ", ".join(map(_name, notebooks())) or "none yet"
    raise SystemExit(
        f"execute.py: there is no chapter {name!r}; there are: {have}"
    )


def _write(path, text):
    """All or nothing: a reader of the file never sees half of it."""
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, suffix=".tmp", delete=False
    ) as file:
        file.write(text)
    os.chmod(file.name, path.stat().st_mode)
    os.replace(file.name, path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="a chapter; all if none is given",
    )
    sys.exit(main(parser.parse_args().names))
