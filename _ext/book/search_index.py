"""The search index, the same after a build of one page as after a build of all.

Sphinx forgets the index terms of pages that it does not read anew: it saves what it knows of
the pages before it has looked for these terms. Words that no page has any more it keeps.
"""

import json
from pathlib import Path

START, END = "Search.setIndex(", ")"


def kept(app):
    return Path(app.doctreedir).parent / ".index_terms.json"


def restore(app, env, docnames):
    """Remember the terms of the last build; in the order of the pages, as in a full build."""
    terms = json.loads(kept(app).read_text("utf-8")) if kept(app).exists() else {}
    env._search_index_index_entries = {name: terms.get(name, []) for name in sorted(env.found_docs)}


def finish(app, error):
    """Save the terms, and leave out of the index the words that no page has."""
    if error is not None or app.builder.format != "html":
        return
    kept(app).write_text(json.dumps(app.env._search_index_index_entries), "utf-8")
    file = Path(app.outdir, "searchindex.js")
    index = json.loads(file.read_text("utf-8").removeprefix(START).removesuffix(END))
    for kind in ("terms", "titleterms"):
        index[kind] = {word: pages for word, pages in index[kind].items() if pages != []}
    text = json.dumps(index, sort_keys=True, separators=(",", ":"))
    file.write_text(f"{START}{text}{END}", "utf-8")


def setup(app):
    app.connect("env-before-read-docs", restore)
    app.connect("build-finished", finish)
