"""Each rule lets a good chapter pass, and catches one that was broken for it."""

import execute
import nbformat
import pytest
import rules
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

FIGURE = (
    '<figure><svg role="img" aria-label="A cell whose arrow leads back to itself."></svg>'
    "<figcaption><b>Figure 2.1.</b> The state is handed on.</figcaption></figure>"
)
FOLD = "<details>\n<summary>Answer</summary>"
TEXTS = {
    "title": "# Memory\n\nIs the ball going up, or down? See [Elman 1990](sources.md#elman-1990).",
    "goals": "## What you will be able to do\n\nSay what a state is.",
    "cell": (
        "## The cell\n\n$$h_t = \\tanh(a_t) \\tag{2.1}$$\n\nBy (2.1), as Figure 2.1 shows, it "
        "keeps **36\u00a0%**; see [the exercises](#exercises) and [a paper](https://example.org)."
    ),
    "exercises": "## Exercises",
    "check": f"### Check\n\n**1.** *(2 minutes)* Is it?\n\n{FOLD}\n\nIt is not.\n\n</details>",
    "build": (
        f"### Build\n\n**2.** *(9 minutes, with paper)* Write it.\n\n{FOLD}\n\n"
        "Two.\n\n```python\nprint(  2)\n```\n\n</details>"
    ),
    "explore": "### Explore\n\n**3.** *(1 minute)* Try.",
    "short": "## In short\n\nA. Net? Is! It is. Not so.\n\nThat is [the next chapter](#memory).",
    "sources": "## Sources\n\n[Elman 1990](sources.md#elman-1990).",
}
CODES = {
    "claim": 'claims.check("kept", share(kept), says="36 %")',
    "figure": "draw()",
    "answer": "print(2)",
}
ORDER = [
    "title", "goals", "cell", "claim", "figure", "exercises",
    "check", "build", "answer", "explore", "short", "sources",
]  # fmt: skip


def html(text):
    return new_output("display_data", data={"text/html": text, "text/plain": "a figure"})


def a_chapter(folder, **changes):
    """A small chapter that keeps every rule; the changes replace the sources of its cells."""
    (folder / "sources.md").write_text("# Sources\n\n### Elman 1990\n", encoding="utf-8")
    sources = TEXTS | CODES | changes
    cells = [
        new_markdown_cell(sources[name]) if name in TEXTS else new_code_cell(sources[name])
        for name in ORDER
    ]
    cell = dict(zip(ORDER, cells, strict=True))
    cell["figure"].outputs = [html(FIGURE)]
    cell["answer"].metadata["tags"] = ["hide-cell"]
    cell["claim"].metadata["tags"] = ["remove-input"]
    for count, name in enumerate(CODES, 1):
        cell[name].execution_count = count
    notebook = new_notebook(cells=cells)
    execute.tidy(notebook)
    nbformat.validate(notebook)
    path = folder / "02_memory.ipynb"
    nbformat.write(notebook, path)
    return rules.Chapter(path, notebook), cell


def test_a_good_chapter_keeps_every_rule(tmp_path):
    chapter, _ = a_chapter(tmp_path)
    assert {rule.__name__: list(rule(chapter)) for rule in rules.RULES if list(rule(chapter))} == {}


# rule, the cell that is rewritten, what it becomes ("…" is what it was), words of the fault
REWRITTEN = [
    ("a_code_cell_fits_on_a_page", "answer", "1\n" * 41, "41 lines, at most 40"),
    ("markdown_is_plain", "goals", "…\n\nSee {ref}`the-cell`.", "a role"),
    ("markdown_is_plain", "goals", "(goals)=\n…", "a target"),
    ("markdown_is_plain", "goals", "…\n\n```{note}\nLook.\n```", "a directive"),
    ("markdown_is_plain", "goals", "…\n\n:::{note}\nLook.\n:::", "a directive"),
    ("folded_text_opens_everywhere", "check", "…\n\n<details>", "must open and close"),
    ("folded_text_opens_everywhere", "check", "<details>\n\nNo.\n\n</details>", "a <summary> on"),
    (
        "folded_text_opens_everywhere",
        "check",
        "<details>\n<summary>Answer</summary>\nNo.\n</details>",
        "and a blank line",
    ),
    ("links_lead_somewhere", "goals", "…\n\n[it](03_gru.ipynb)", "no such file"),
    (
        "links_lead_somewhere",
        "goals",
        "…\n\n[it](#the-gate)",
        "#the-gate: there is no such heading",
    ),
    ("links_lead_somewhere", "goals", "…\n\n[it](sources.md#jordan-1986)", "no such heading"),
    ("links_lead_somewhere", "goals", '…\n\n<a href="gone.md">it</a>', "no such file"),
    ("nothing_is_fetched_from_a_third_party", "goals", "![a b c](https://a.org/b.svg)", "a.org"),
    ("nothing_is_fetched_from_a_third_party", "goals", '<script src="//a.org/b">', "a.org"),
    ("equations_are_numbered_in_order", "cell", "$$x \\tag{2.2}$$", "expected (2.1)"),
    ("equations_are_numbered_in_order", "cell", "…\n\n$$x \\tag{2.1}$$", "expected (2.2)"),
    ("equations_are_numbered_in_order", "cell", "$$x \\tag{3.1}$$", "expected (2.1)"),
    ("a_reference_has_its_equation_or_figure", "goals", "By (2.7).", "no equation (2.7)"),
    ("a_reference_has_its_equation_or_figure", "goals", "In Figure 2.2.", "no Figure 2.2"),
    ("a_figure_says_what_is_in_it", "goals", "![rnn.svg](rnn.svg)", "got 'rnn.svg'"),
    ("the_prose_does_without_fillers", "goals", "…\n\nOf course, it *just* works.", "'Of course'"),
    ("the_prose_does_without_fillers", "goals", "…\n\nOf course, it *just* works.", "'just'"),
    ("headings_make_a_tree", "goals", "# What you will be able to do", "one heading of level 1"),
    ("headings_make_a_tree", "cell", "#### The cell", "skips a level"),
    ("headings_make_a_tree", "cell", "## Sources", "2 headings are called #sources"),
    ("headings_make_a_tree", "cell", "First.\n\n## The cell", "begins its own cell"),
    ("the_anatomy_is_there", "title", "# Memory\n\nA ball.", "begins with a question"),
    ("the_anatomy_is_there", "goals", "## Goals", "the first section is"),
    ("the_anatomy_is_there", "sources", "## References", "the last sections are"),
    ("the_anatomy_is_there", "explore", "### Think", "in the grades"),
    ("the_anatomy_is_there", "check", "### Check\n\nIs it?", "no folded answer"),
    ("the_anatomy_is_there", "short", "## Short", "the last sections are"),
    *(
        ("an_exercise_says_its_minutes_and_has_one_fold", "explore", source, words)
        for source, words in (
            ("### Explore\n\n**3.** Try.", "exercise 3 begins with"),
            ("### Explore\n\n**3.** (9 minutes) Try.", "exercise 3 begins with"),
            (f"…\n\n{FOLD}\n\nA.\n\n</details>\n\n{FOLD}\n\nB.\n\n</details>", "3 has 2 folds"),
        )
    ),
    ("code_in_an_answer_is_run_by_a_hidden_cell", "answer", "print(3)", "no hidden cell runs"),
    ("it_ends_in_five_sentences_and_a_bridge", "short", "## In short\n\nA. B.", "got 2"),
    (
        "it_ends_in_five_sentences_and_a_bridge",
        "short",
        "## In short\n\nA. B. C. D. E.\n\nThe end.",
        "leads to the next",
    ),
    (
        "it_ends_in_five_sentences_and_a_bridge",
        "short",
        "## In short\n\nA. B. C. D. The next chapter.",
        "leads to the next",
    ),
    ("code_that_shows_is_short", "figure", "1\n" * 16, "16 lines that show, at most 15"),
    ("the_prose_says_what_is_checked", "cell", "## The cell\n\nIt keeps 136 %.", "not say '36 %'"),
    ("the_prose_says_what_is_checked", "cell", "## The cell\n\nIt keeps 36.2 %.", "not say '36 %'"),
    (
        "the_prose_says_what_is_checked",
        "claim",
        'claims.check("x", f(h), at_least=2, says="at least 2")',
        "not say 'at least 2'",
    ),
    (
        "a_claim_compares_its_words_with_what_is_computed",
        "claim",
        'claims.check("kept", 0.3621, says="36 %")',
        "the value must be computed, got 0.3621",
    ),
    (
        "a_claim_compares_its_words_with_what_is_computed",
        "claim",
        'claims.check("kept", share(kept), at_least=0.4, says="36 %")',
        "says must have the direction of >= 0.4, got '36 %'",
    ),
    ("a_claim_has_a_name_of_its_own", "answer", CODES["claim"], "2 claims are called 'kept'"),
]


def of_each_rule(table):
    """The rows of a table by their rule: a case of the test for each rule."""
    names = dict.fromkeys(row[0] for row in table)
    rows = [[row for row in table if row[0] == name] for name in names]
    return pytest.mark.parametrize("rows", rows, ids=list(names))


@of_each_rule(REWRITTEN)
def test_a_rule_catches_a_source_that_breaks_it(tmp_path, rows):
    for rule, name, source, words in rows:
        source = source.replace("…", (TEXTS | CODES)[name])
        chapter, _ = a_chapter(tmp_path, **{name: source})
        assert_caught(rule, chapter, words)


# rule, the cell, what happens to it, words of the fault
TAMPERED = [
    ("every_code_cell_has_run_in_order", "answer", {"execution_count": None}, "ran as number None"),
    ("every_code_cell_has_run_in_order", "claim", {"execution_count": 2}, "expected 1"),
    (
        "nothing_goes_to_stderr_and_nothing_fails",
        "claim",
        {"outputs": [new_output("stream", name="stderr", text="UserWarning: no")]},
        "stderr: UserWarning",
    ),
    (
        "nothing_goes_to_stderr_and_nothing_fails",
        "claim",
        {"outputs": [new_output("error", ename="NameError", evalue="x", traceback=[])]},
        "NameError: x",
    ),
    (
        "the_notebook_holds_nothing_that_changes_by_itself",
        "claim",
        {"metadata": {"execution": {"iopub.execute_input": "2026-01-01"}}},
        "iopub",
    ),
    ("the_notebook_holds_nothing_that_changes_by_itself", "claim", {"id": "random"}, "its id"),
    (
        "the_notebook_holds_nothing_that_changes_by_itself",
        "answer",
        {"metadata": {"tags": ["hide-cell"]}},
        "run chapters/execute.py",
    ),
    (
        "output_is_ignored_for_timings_only_and_rarely",
        "claim",
        {"metadata": {"tags": ["nbval-ignore-output"]}},
        "measures no time",
    ),
    (
        "output_is_ignored_for_timings_only_and_rarely",
        "claim",
        {"metadata": {"tags": ["nbval-skip"]}},
        "not allowed",
    ),
    (
        "output_is_ignored_for_timings_only_and_rarely",
        "claim",
        {"source": "#NBVAL_SKIP"},
        "by a tag",
    ),
    *(
        (
            "only_drawings_rows_and_passages_are_marked_as_live",
            "figure",
            {"outputs": [html(text)]},
            "must enclose a drawing",
        )
        for text in (
            f"<!--live-->{FIGURE}<!--/live-->",
            FIGURE.replace("<svg", "<!--live--><svg").replace("</figc", "<!--/live--></figc"),
            FIGURE.replace("<svg", "<!--live--><svg"),
            "<table><!--live--><caption>So.</caption><tbody></tbody><!--/live--></table>",
            "<tbody><!--live--><tr></tr></tbody><tbody><tr></tr><!--/live--></tbody>",
            "<pre><!--live-->a</pre>b<pre>c<!--/live--></pre>",
            "<p><!--live-->a<!--/live--></p>",
        )
    ),
    (
        "only_drawings_rows_and_passages_are_marked_as_live",
        "answer",
        {"outputs": [new_output("stream", name="stdout", text="<!--live-->2.26<!--/live-->")]},
        "must enclose a drawing",
    ),
    (
        "a_claim_is_checked_in_a_hidden_cell",
        "claim",
        {"metadata": {"tags": ["hide-input"]}},
        "a claim shows its code",
    ),
    (
        "code_in_an_answer_is_run_by_a_hidden_cell",
        "answer",
        {"metadata": {}},
        "no hidden cell runs",
    ),
    (
        "a_figure_is_drawn_inline",
        "figure",
        {"outputs": [new_output("display_data", data={"image/png": "AAAA"})]},
        "image/png is not shown everywhere",
    ),
    (
        "a_figure_is_drawn_inline",
        "figure",
        {"outputs": [html('<figure><img src="data:image/png;base64,AA"></figure>')]},
        "a picture of pixels",
    ),
    (
        "a_figure_is_drawn_inline",
        "figure",
        {"outputs": [html("<svg></svg>")]},
        "outside a <figure>",
    ),
    (
        "a_figure_says_what_is_in_it",
        "figure",
        {"outputs": [html(FIGURE.replace("aria-label", "class"))]},
        "got ''",
    ),
    (
        "a_figure_says_what_is_in_it",
        "figure",
        {"outputs": [html(FIGURE.replace("A cell whose", "out/a b.svg"))]},
        "alternative text",
    ),
    (
        "a_figure_says_what_to_see",
        "figure",
        {"outputs": [html(FIGURE), html(FIGURE)]},
        "must begin with “Figure 2.2.”",
    ),
    (
        "a_figure_says_what_to_see",
        "figure",
        {"outputs": [html(FIGURE.replace("The state is handed on.", "State"))]},
        "is a sentence",
    ),
    (
        "nothing_is_fetched_from_a_third_party",
        "figure",
        {"outputs": [html('<link rel="stylesheet" href="https://a.org/b.css">')]},
        "a.org",
    ),
    (
        "equations_are_numbered_in_order",
        "figure",
        {"outputs": [new_output("display_data", data={"text/latex": "$$x \\tag{2.1}$$"})]},
        "expected (2.2)",
    ),
]


@of_each_rule(TAMPERED)
def test_a_rule_catches_a_cell_that_breaks_it(tmp_path, rows):
    for rule, name, changes, words in rows:
        chapter, cells = a_chapter(tmp_path)
        cells[name].update(nbformat.from_dict(changes))
        assert_caught(rule, chapter, words)


def test_a_notebook_of_another_kernel_is_caught(tmp_path):
    chapter, _ = a_chapter(tmp_path)
    chapter.notebook.metadata["language_info"] = {"name": "python", "version": "3.11.2"}
    assert_caught("the_notebook_holds_nothing_that_changes_by_itself", chapter, "3.11.2")


def test_more_ignored_outputs_than_allowed_are_caught(tmp_path):
    chapter, _ = a_chapter(tmp_path)
    timing = new_code_cell("time.perf_counter()", metadata={"tags": ["nbval-ignore-output"]})
    chapter.notebook.cells += [timing] * 4
    assert_caught("output_is_ignored_for_timings_only_and_rarely", chapter, "4 cells ignore")


def test_a_claim_of_another_chapter_keeps_its_name(tmp_path):
    chapter, _ = a_chapter(tmp_path)
    chapter.book = [chapter, chapter]
    assert_caught("a_claim_has_a_name_of_its_own", chapter, "2 claims are called 'kept'")


def test_a_claim_with_a_computed_name_is_an_error(tmp_path):
    chapter, _ = a_chapter(tmp_path, claim='claims.check(f"kept-{n}", 0.36, says="36 %")')
    with pytest.raises(ValueError, match="cell 4: name and says must be written out"):
        list(rules.claims.the_prose_says_what_is_checked(chapter))


def test_every_rule_is_shown_to_fail():
    assert {rule.__name__ for rule in rules.RULES} == {row[0] for row in REWRITTEN + TAMPERED}


def named(rule):
    return next(known for known in rules.RULES if known.__name__ == rule)


def assert_caught(rule, chapter, words):
    faults = "\n".join(named(rule)(chapter))
    assert words in faults, faults or "no fault found"
