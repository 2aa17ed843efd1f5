"""The whole book without a network: a service worker that keeps every file of the site.

On the first visit the browser stores all pages, and the few files that they share; from then
on every page opens offline, search included. A page is fetched anew where there is a network.
So does the laboratory, whose Python no page fetches before it is asked for.
"""

import json
import re
from hashlib import sha256
from pathlib import Path

SHOWN = (".css", ".html", ".js", ".woff2", ".svg", ".png")
VERSION = re.compile(r"_static/([\w.]+)\?v=(\w+)")
PYTHON = re.compile(r'data-python="(\w+)"')
REFERENCE = re.compile(r"""[/"'(`]([\w.-]+\.\w+)["'?)`]""")
WORKER = """\
// Keeps the book for reading without a network. Made by _ext/book/offline.py.
const KEPT = "book-%(version)s";
const FILES = %(files)s;

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(FILES)));
});

addEventListener("activate", (event) => {
  const others = (name) => name.startsWith("book-") && name !== KEPT;
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter(others).map((n) => caches.delete(n))))
      .then(() => clients.claim()),
  );
});

// A page comes from the network if there is one; what pages share is kept until it changes, and
// is asked for with its version then: a new page gets no old style or script.
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(registration.scope)) return;
  event.respondWith(
    request.mode === "navigate"
      ? fetch(request).catch(async () =>
          (await caches.match(request, { ignoreSearch: true })) ?? Response.error())
      : caches.match(request).then((response) => response ?? fetch(request)),
  );
});
"""


def write(app, error):
    """Write the worker, with a list of the files that pages, sheet and script refer to."""
    if error is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    (site / ".nojekyll").touch()  # a host that runs Jekyll would leave _static out
    files = kept(site)
    version = sha256(b"".join(path.read_bytes() for path in files.values())).hexdigest()[:12]
    names = ["./", *files]
    worker = WORKER % {"version": version, "files": json.dumps(names, indent=2)}
    (site / "sw.js").write_text(worker, "utf-8")


def kept(site):
    """{address: file} of the pages of a site and what they show, and of nothing else."""
    static = site / "_static"
    pages = [path for path in site.rglob("*.html") if static not in path.parents]
    readers = [*pages, static / "site.css", static / "site.js"]
    text = "".join(path.read_text("utf-8") for path in readers)
    named = set(REFERENCE.findall(text))
    shown = (path for path in static.rglob("*.*") if path.suffix in SHOWN and path.name in named)
    python = {*(static / "laboratory").glob("*.js")}
    versions = {static / name: f"?v={version}" for name, version in VERSION.findall(text)}
    versions |= {path: f"?v={PYTHON.search(text)[1]}" for path in python}
    return {
        path.relative_to(site).as_posix() + versions.get(path, ""): path
        for path in sorted({*pages, site / "searchindex.js", *shown, *python})
    }


def setup(app):
    app.connect("build-finished", write, priority=950)  # after the files are joined
