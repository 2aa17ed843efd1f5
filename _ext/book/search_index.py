"""The search index, the same after a build of one page as after a build of all.

Sphinx forgets the index terms of pages that it does not read anew: it saves what it knows of
the pages before it has looked for these terms. Words that no page has any more it keeps.
"""

import json
from pathlib import Path

from . import symbol_search

START, END = "Search.setIndex(", ")"


def kept(app):
    return Path(app.doctreedir).parent / ".search_index.json"


def restore(app, env, docnames):
    """Remember the terms of the last build; in the order of the pages, as in a full build."""
    terms = _last(app)["terms"]
    env._search_index_index_entries = {name: terms.get(name, []) for name in sorted(env.found_docs)}


def _last(app):
    """What the last build has saved."""
    if not kept(app).exists():
        return {"terms": {}, "symbols": []}
    return json.loads(kept(app).read_text("utf-8"))


def finish(app, error):
    """Save the terms, leave out of the index the words that no page has, and add the symbols.

    Sphinx reads the index that it has written: the symbols of the last build are in it.
    """
    if error is not None or app.builder.format != "html":
        return
    symbols, before = symbol_search.titles(app.env), _last(app)["symbols"]
    saved = {"terms": app.env._search_index_index_entries, "symbols": sorted(symbols)}
    kept(app).write_text(json.dumps(saved), "utf-8")
    file = Path(app.outdir, "searchindex.js")
    index = json.loads(file.read_text("utf-8").removeprefix(START).removesuffix(END))
    for kind in ("terms", "titleterms"):
        index[kind] = {word: pages for word, pages in index[kind].items() if pages != []}
    titles = index["alltitles"]
    index["alltitles"] = {title: titles[title] for title in titles if title not in before}
    index["alltitles"] |= {
        symbol: [[index["docnames"].index(page), section] for page, section in places]
        for symbol, places in symbols.items()
    }
    text = json.dumps(index, sort_keys=True, separators=(",", ":"))
    file.write_text(f"{START}{text}{END}", "utf-8")


def setup(app):
    app.connect("env-before-read-docs", restore)
    app.connect("build-finished", finish)
