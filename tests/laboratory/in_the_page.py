"""A page with nothing but Python in it, and what the tests write for it."""

import ast
import functools
import http.server
import sys
import threading
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "_ext"))
from laboratory import bundle, derived, mistakes  # noqa: F401, both for the tests

ROOT = bundle.HERE.parents[1]
PAGE = "<!doctype html><html lang=en><meta charset=utf-8><title>t</title><h1>t</h1>"
ASK = """async (question) => {
  const pieces = [];
  const wrong = await laboratory.python.ask(question, (name, text) => pieces.push([name, text]));
  return { wrong, pieces };
}"""


def put(folder):
    """A site of one page, with the files where the book has them."""
    script = (ROOT / "_ext/laboratory/python.js").read_text("utf-8")
    files = {
        "chapters/laboratory.html": f"{PAGE}<script>{script}</script>",
        **{f"_static/laboratory/{name}": text for name, text in bundle.fetched().items()},
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


@contextmanager
def served(folder):
    """The address of a folder on this machine."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    handler = functools.partial(Handler, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def derive(tab, source, other="", sizes=()):
    """What Python in the page says of a source: what is wrong, and the pieces."""
    question = {"do": "derive", "source": source, "other": other, "sizes": [*sizes]}
    answer = tab.evaluate(ASK, question)
    return answer["wrong"], [tuple(piece) for piece in answer["pieces"]]


def sources(path):
    """{name: source} of the cells of a module, each with the helpers that it calls."""
    text = path.read_text("utf-8")
    functions = {n.name: n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef)}

    def called(name):
        """The functions below one, those first that are called by others."""
        names = {n.id for n in ast.walk(functions[name]) if isinstance(n, ast.Name)} - {name}
        below = [called(other) for other in functions if other in names]
        return [*dict.fromkeys(chain(*below, [name]))]

    return {
        name: "".join(_segment(text, functions[other]) for other in called(name))
        for name, node in functions.items()
        if any(ast.unparse(d).startswith("cell") for d in node.decorator_list)
    }


def _segment(text, node):
    first = min(n.lineno for n in (node, *node.decorator_list))
    return "\n".join(text.splitlines()[first - 1 : node.end_lineno]) + "\n\n\n"
