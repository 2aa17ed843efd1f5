"""Rules of the cells: what has run, what is stored, what is compared."""

import re

import execute

from .chapter import rule

LONGEST_CELL = 40
MOST_IGNORED = 3
IGNORED = ("nbval-ignore-output", "nbval-skip", "raises-exception", "nbval-raises-exception")


@rule
def every_code_cell_has_run_in_order(chapter):
    for count, (n, cell) in enumerate(chapter.code, 1):
        if cell.execution_count != count:
            yield f"cell {n}: ran as number {cell.execution_count}, expected {count}"


@rule
def nothing_goes_to_stderr_and_nothing_fails(chapter):
    for n, cell in chapter.code:
        for output in cell.outputs:
            if output.output_type == "error":
                yield f"cell {n}: {output.ename}: {output.evalue}"
            if output.get("name") == "stderr":
                yield f"cell {n}: stderr: {output.text.strip()[:100]}"


@rule
def a_code_cell_fits_on_a_page(chapter):
    for n, cell in chapter.code:
        lines = len(cell.source.splitlines())
        if lines > LONGEST_CELL:
            yield f"cell {n}: {lines} lines, at most {LONGEST_CELL}"


@rule
def the_notebook_holds_nothing_that_changes_by_itself(chapter):
    notebook = chapter.notebook
    if notebook.metadata != execute.METADATA:
        yield f"the notebook's metadata: expected the executor's, got {dict(notebook.metadata)}"
    ids = execute.stable_ids(notebook.cells)
    for n, (cell, stable_id) in enumerate(zip(notebook.cells, ids, strict=True), 1):
        if cell.get("id") != stable_id:
            yield f"cell {n}: its id is not that of its source: run chapters/execute.py"
        if cell.metadata != execute.stable_metadata(cell):
            yield f"cell {n}: metadata {dict(cell.metadata)}: run chapters/execute.py"


@rule
def output_is_ignored_for_timings_only_and_rarely(chapter):
    ignored = 0
    for n, cell in chapter.code:
        tags = [t for t in IGNORED if t in cell.metadata.get("tags", [])]
        if re.search(r"#\s*(NBVAL_|PYTEST_VALIDATE_)", cell.source):
            yield f"cell {n}: say what nbval ignores by a tag, not by a comment"
        for tag in tags:
            ignored += 1
            if tag != "nbval-ignore-output":
                yield f"cell {n}: the tag {tag} is not allowed"
            elif not re.search(r"perf_counter|seconds|timeit|bench", cell.source):
                yield f"cell {n}: ignores its output, but measures no time"
    if ignored > MOST_IGNORED:
        yield f"{ignored} cells ignore their output, at most {MOST_IGNORED}"


# Where a live run's marks may stand (see live.cfg): around a figure's drawing (one that is
# operated ends in its script), the rows of a table, the text of a <pre>. Captions and heads
# stay outside, and are compared.
LIVE = re.compile(
    r"(?<=>)<!--live-->(?:"
    r"<svg\b(?:(?!</?svg|<!--).)*</svg><!--/live-->(?=<figcaption>|</div>)"
    r'|<div class="book-play"(?:(?!<figcaption|<!--).)*</script></div><!--/live-->(?=<figcaption>)'
    r"|(?<=<tbody><!--live-->)<tr>(?:(?!</?t(?:able|body|head)|<!--).)*</tr><!--/live-->(?=</tbody>)"
    r"|[^<]*<!--/live-->(?=</pre>))",
    re.DOTALL,
)


@rule
def only_drawings_rows_and_passages_are_marked_as_live(chapter):
    for n, cell in chapter.code:
        for output in cell.outputs:
            texts = {kind: "".join(text) for kind, text in output.get("data", {}).items()}
            page = LIVE.sub("", texts.pop("text/html", ""))
            rest = "".join([page, output.get("text", ""), *texts.values()])
            for mark in re.findall(r"<!--/?live-->", rest)[:1]:
                yield f"cell {n}: {mark} must enclose a drawing, a table's rows or a <pre>'s text"
