"""The executor: run twice, the file is the same; a failure says where."""

import importlib.util
import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

CHAPTERS = Path(__file__).resolve().parents[1] / "chapters"
spec = importlib.util.spec_from_file_location("execute", CHAPTERS / "execute.py")
execute = importlib.util.module_from_spec(spec)
spec.loader.exec_module(execute)


def written(folder, *sources, **metadata):
    cells = [new_code_cell(source, metadata=metadata) for source in sources]
    path = folder / "01_small.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("# Small"), *cells]), path)
    return path


def stored(path):
    return nbformat.read(path, as_version=4)


def test_a_second_run_leaves_the_file_untouched(tmp_path):
    path = written(tmp_path, "print(1)\nprint(2)", "print(1)\nprint(2)", "sum([1, 2])")
    assert execute.execute(path)
    first, time = path.read_bytes(), path.stat().st_mtime_ns
    assert not execute.execute(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (first, time)
    assert list(tmp_path.iterdir()) == [path]


def test_a_run_stores_outputs_and_nothing_volatile(tmp_path):
    source = (
        "import os, pathlib, sys, rnnlib.claims\n"
        "print(1, flush=True)\nprint('x', file=sys.stderr, flush=True)\nprint(2)\n"
        "(pathlib.Path(rnnlib.claims.__file__).parents[1] / 'chapters').as_posix(), os.getcwd(), "
        "os.environ['OMP_NUM_THREADS'], os.environ['TQDM_DISABLE']"
    )
    path = written(tmp_path, source, execution={"iopub.execute_input": "2026"}, tags=["hide-input"])
    execute.execute(path)
    notebook = stored(path)
    cell = notebook.cells[1]
    assert notebook.metadata == execute.METADATA
    assert cell.metadata == {
        "tags": ["hide-input"],
        "cellView": "form",
        "jupyter": {"source_hidden": True},
    }
    assert cell.execution_count == 1
    streams = {o.name: o.text for o in cell.outputs if o.output_type == "stream"}
    assert streams == {"stdout": "1\n2\n", "stderr": "x\n"}
    assert len(cell.outputs) == 3  # one stream of each kind, and the value
    assert eval(cell.outputs[2].data["text/plain"]) == (str(CHAPTERS), str(tmp_path), "1", "1")


def test_ids_follow_the_sources_and_not_the_order(tmp_path):
    one, two = new_code_cell("1"), new_code_cell("2")
    assert execute.stable_ids([one, two]) == execute.stable_ids([two, one])[::-1]
    assert len(set(execute.stable_ids([one, two, one]))) == 3
    assert execute.stable_ids([new_markdown_cell("1")]) != execute.stable_ids([one])


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("x = 1\nhalf(x)", ["01_small.ipynb, cell 2: NameError: name 'half'", "----> 2 half(x)"]),
        ("import os\nos._exit(1)", ["01_small.ipynb, cell 2: brought the kernel down", "os._exit"]),
    ],
)
def test_a_failure_names_notebook_cell_and_error_and_changes_nothing(
    tmp_path, capsys, source, words
):
    path = written(tmp_path, source)
    before = path.read_bytes()
    assert execute.main([str(path)]) == 1
    message = capsys.readouterr().err
    assert all(part in message for part in words)
    assert path.read_bytes() == before


def test_a_cell_that_takes_too_long_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(execute, "SECONDS_PER_CELL", 1)
    with pytest.raises(execute.ChapterError, match="cell 2: took more than 1 s"):
        execute.execute(written(tmp_path, "import time\ntime.sleep(60)"))


def test_a_run_says_how_long_it_took(tmp_path, capsys):
    assert execute.main([str(written(tmp_path, "1"))]) == 0
    assert capsys.readouterr().out.startswith("01_small.ipynb: ")


def test_a_chapter_that_is_not_there_is_named():
    with pytest.raises(SystemExit, match="there is no chapter '99_none'"):
        execute.main(["99_none"])


def test_what_is_written_is_a_valid_notebook(tmp_path):
    path = written(tmp_path, "1")
    old = json.loads(path.read_text())
    old["nbformat_minor"] = 4  # from before cells had ids
    for cell in old["cells"]:
        del cell["id"]
    path.write_text(json.dumps(old))
    execute.execute(path)
    nbformat.validate(stored(path))
    assert stored(path).nbformat_minor == 5
