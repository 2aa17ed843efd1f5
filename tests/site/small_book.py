"""The pages of the small book on which the extensions are tried."""

import nbformat

COVER = """# Cover

The opening.

```{start-reading}
```

```{chapter-map}
chapters/02_rnn | How?
chapters/03_vanishing | Why?
```

```{glossary}
state
  What a cell hands to the next step.
```
"""

CHAPTER = nbformat.writes(
    nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# 2. A chapter\n\n" + "word " * 1000, id="a"),
            nbformat.v4.new_markdown_cell("$$x$$\n\n" * 9 + "$$W_h x_t \\tag{2.1}$$\n\n", id="b"),
            nbformat.v4.new_code_cell(
                "code " * 1000,
                id="c",
                execution_count=1,
                outputs=[
                    nbformat.v4.new_output(
                        "display_data",
                        {"text/html": "<figure>drawn</figure>", "text/plain": "drawn " * 1000},
                    )
                ],
            ),
        ],
        metadata={"kernelspec": {"display_name": "", "name": "python3", "language": "python"}},
    )
)

NOTES = """---
myst:
  html_meta:
    description: Said in the front matter.
---
# Notes

> **Warning.** Mind the axis.

> **In short.** It is the same cell.

> Somebody said so, **warning** us.

Between $a$ and $b$: nothing, by (2.1).

```python
def half(x):
    return x / 2
```
"""

PAGES = {
    "index.md": COVER,
    "chapters/02_rnn.ipynb": CHAPTER,
    "chapters/notes.md": NOTES,
    "chapters/passing.md": "# Here today\n\nGone tomorrow.\n",
}
