"""Few and small files for every page: one style sheet, one script, and nothing twice.

After Sphinx has written its pages, their style sheets are joined into `site.css`, their scripts
into `site.js`, and the pages are changed to load these. What only the search page needs is
loaded there alone. Addresses carry a digest, so that a browser keeps a file until it changes.
"""

import json
import re
from hashlib import sha256
from pathlib import Path

from sphinx.errors import ExtensionError

from . import fonts, stylesheet

SHEET = re.compile(r'\s*<link\b[^>]*\bhref="([^"?]+\.css)[^"]*"[^>]*>')
SCRIPT = re.compile(r'\s*<script\b[^>]*\bsrc="([^"?]+\.js)[^"]*"[^>]*></script>')
PRELOAD = re.compile(r'\s*<link rel="preload" as="script"[^>]*>')
OURS = re.compile(r"(_static/site\.(?:css|js))(?:\?v=\w+)?")
OPTIONS = "documentation_options.js"  # scripts in the pages read it: it stays first, and inline
LATE = "bootstrap.js"  # drop-down menus and tooltips: loaded when a reader reaches for one
NEVER_MADE = re.compile("alert|carousel|modal|offcanvas|popover|toast")  # which no page asks it for
SEARCH = ("searchtools.js", "language_data.js", "searchindex.js")  # for the search page
UNUSED = ("design-tabs.js",)
ICONS = "vendor/fontawesome/webfonts/fa-solid-900.woff2"
THEME_MEASURES = re.compile(r'querySelectorAll\(\["pre",[^\]]*\]')
PLACE = "<!-- files of the site -->"
# The theme sets light or dark late, in a deferred script: the page would be painted twice.
# A page that is opened as a file can neither preload a font nor fetch another page to quote it.
HEAD = """<script>
%(options)s
{
  const root = document.documentElement;
  if (root.dataset.mode === "auto")
    root.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  if (location.protocol.startsWith("http"))
    for (const name of %(fonts)s)
      document.head.append(Object.assign(document.createElement("link"), {
        rel: "preload", as: "font", type: "font/woff2", crossOrigin: "",
        href: `%(root)s_static/fonts/${name}.woff2`,
      }));
  else {
    root.dataset.opened = "file";
    DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  }
}
</script>"""


class Files:
    """The style sheets and scripts of the pages, in the order in which pages name them."""

    def __init__(self, path):
        self.path = path
        known = json.loads(path.read_text("utf-8")) if path.exists() else {}
        self.sheets, self.scripts = known.get("sheets", []), known.get("scripts", [])

    def drop_missing(self, static):
        """Forget what a newer theme no longer brings."""
        for names in (self.sheets, self.scripts):
            names[:] = [name for name in names if (static / name).exists()]

    def note(self, kind, name):
        names = getattr(self, kind)
        if name not in names:
            names.append(name)

    def save(self):
        content = {"sheets": self.sheets, "scripts": self.scripts}
        self.path.write_text(json.dumps(content), "utf-8")


def compact(app, error):
    """Join the files, and make every page load the joined ones."""
    if error is not None or app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    files = Files(Path(app.doctreedir).parent / ".files.json")
    pages = {
        path: path.read_text("utf-8")
        for path in sorted(Path(app.outdir).rglob("*.html"))
        if static not in path.parents
    }
    for path, html in pages.items():
        pages[path] = _relinked(html, path, static, files)
    files.drop_missing(static)
    files.save()
    script = _script(static, files)
    late = (static / "scripts" / LATE).read_text("utf-8")
    sheets = [_with_imports(static / name) for name in files.sheets]
    used = {word for word in stylesheet.WORD.findall(late) if not NEVER_MADE.match(word)}
    used |= stylesheet.words("".join(pages.values())) | set(stylesheet.WORD.findall(script))
    variables = set(re.findall(r"--[\w-]+", "".join(pages.values()) + script))
    sheet = stylesheet.pruned(sheets, used, variables, static / ICONS)
    sheet += "".join(fonts.stand_ins())
    (static / "site.css").write_text(sheet, "utf-8")
    (static / "site.js").write_text(script, "utf-8")
    digests = {
        f"_static/site.{kind}": sha256(text.encode()).hexdigest()[:8]
        for kind, text in (("css", sheet), ("js", script))
    }
    for path, html in pages.items():
        html = OURS.sub(lambda match: f"{match[1]}?v={digests[match[1]]}", html)
        if html != path.read_text("utf-8"):
            path.write_text(html, "utf-8")


def _relinked(html, path, static, files):
    """A page that loads the joined files; a page that does already stays as it is."""
    if "_static/site.css" in html:
        return html
    root = "../" * (len(path.relative_to(static.parent).parts) - 1)

    def leave_out(match, kind):
        name = match[1].removeprefix(root).removeprefix("_static/")
        short = name.rpartition("/")[2]
        if short in SEARCH:
            return match[0] if path.name == "search.html" else ""
        if short not in (OPTIONS, LATE, *UNUSED, "fontawesome.js"):
            files.note(kind, name)
        return ""

    html = PRELOAD.sub("", html)
    html = html.replace("<link", f"{PLACE}\n<link", 1)
    html = SHEET.sub(lambda match: leave_out(match, "sheets"), html)
    html = SCRIPT.sub(lambda match: leave_out(match, "scripts"), html)
    names = ["literata", "literata-italic", *(["stix-two-math"] if "<math" in html else [])]
    options = (static / OPTIONS).read_text("utf-8").strip()
    head = HEAD % {"root": root, "fonts": json.dumps(names), "options": options}
    head += f'\n<link rel="stylesheet" href="{root}_static/site.css">'
    script = f'<script defer src="{root}_static/site.js"></script>'
    if path.name == "search.html":  # its own scripts are not deferred, and need ours before them
        first = re.search(rf"<script[^>]*{SEARCH[0]}", html)[0]
        html = html.replace(first, script.replace(" defer", "") + "\n" + first, 1)
    else:
        head += f"\n{script}"
    return html.replace(PLACE, head, 1)


def _with_imports(path):
    """A style sheet with those that it imports in their places."""
    return re.sub(
        r"""@import\s*(?:url\()?["']?([^"')]+)["']?\)?;""",
        lambda match: _with_imports(path.parent / match[1]),
        path.read_text("utf-8"),
    )


def _script(static, files):
    """All scripts as one; a semicolon ends each, since some do without at their end."""
    text = ";\n".join((static / name).read_text("utf-8") for name in files.scripts)
    text, found = THEME_MEASURES.subn('querySelectorAll([".never"]', text)  # see _static/boxes.js
    if found != 1:
        raise ExtensionError("the theme measures boxes otherwise than compact.py expects")
    return re.sub(r"//# sourceMappingURL=\S+", "", text)


def setup(app):
    app.connect("build-finished", compact, priority=900)  # after everything else is written
