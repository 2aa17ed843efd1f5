"""What every page of the site costs its reader, measured and held against a budget.

    make budgets                      measure every page, three times each, and store the table
    make budgets PAGES="index.html"   measure some pages anew

The bytes and requests are those of a first visit, compressed. Elements, times and scores are
Lighthouse's: a mid-range phone on a slow mobile network, simulated. Run it on a quiet machine,
for the times are those of this one.
"""

import argparse
import functools
import gzip
import json
import os
import shutil
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median

from built import ROOT, SITE, first_visit, packed, pages

LIGHTHOUSE = "12.8.2"
TOOLS = ROOT / "_build" / "lighthouse"
TABLE = Path(__file__).with_name("budgets.md")
SCORES = {  # Lighthouse's name: ours
    "performance": "speed",
    "accessibility": "access",
    "best-practices": "practice",
    "seo": "search",
}
KB = 1000

# column: unit, what every page must be at most or, for scores, at least, how it is printed
COLUMNS = {
    "first visit": ("KB", 250, "{:.0f}"),
    "next page": ("KB", None, "{:.0f}"),
    "requests": ("", None, "{:.0f}"),
    "elements": ("", 6000, "{:.0f}"),
    "shift": ("", 0.01, "{:.3f}"),
    "first paint": ("s", None, "{:.1f}"),
    "largest paint": ("s", 2.0, "{:.1f}"),
    "blocked": ("ms", None, "{:.0f}"),
    "speed": ("of 100", 98, "{:.0f}"),
    "access": ("of 100", 100, "{:.0f}"),
    "practice": ("of 100", 100, "{:.0f}"),
    "search": ("of 100", 100, "{:.0f}"),
}
MEDIANS = {"first visit": 130, "next page": 30}  # KB


class Packing(SimpleHTTPRequestHandler):
    """Sends text compressed, as a host does."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        if not file.is_file():
            return self.send_error(404)
        content, text = file.read_bytes(), file.suffix in {".html", ".css", ".js", ".svg"}
        content = gzip.compress(content) if text else content
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=31536000")
        if text:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(content)


def lighthouse(address, categories):
    """One report on a page."""
    chromium = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    )
    command = [
        TOOLS / "node_modules/.bin/lighthouse", address, "--quiet", "--output=json",
        f"--only-categories={','.join(categories)}",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ]  # fmt: skip
    done = subprocess.run(
        command, env={**os.environ, "CHROME_PATH": chromium}, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"Lighthouse on {address}:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)


def measure(page, address, runs):
    """One row of the table."""
    reports = [lighthouse(address + page, SCORES)]
    reports += [lighthouse(address + page, ["performance"]) for _ in range(runs - 1)]

    def of(audit):
        return median(report["audits"][audit]["numericValue"] for report in reports)

    scores = {
        column: 100
        * median(r["categories"][name]["score"] for r in reports if name in r["categories"])
        for name, column in SCORES.items()
    }
    files = first_visit(page)
    return {
        "first visit": sum(map(packed, files)) / KB,
        "next page": packed(SITE / page) / KB,
        "requests": len(files),
        "elements": of("dom-size"),
        "shift": of("cumulative-layout-shift"),
        "first paint": of("first-contentful-paint") / 1000,
        "largest paint": of("largest-contentful-paint") / 1000,
        "blocked": round(of("total-blocking-time"), -1),
        **scores,
    }


def stored():
    """The table as it was stored: {page: {column: value}}."""
    lines = TABLE.read_text("utf-8").splitlines() if TABLE.exists() else []
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "|" in line]
    return {page: dict(zip(COLUMNS, map(float, row), strict=True)) for page, *row in cells[2:]}


def write(rows):
    head = [f"{name}, {unit}" if unit else name for name, (unit, *_) in COLUMNS.items()]
    forms = [form for *_, form in COLUMNS.values()]
    lines = [["page", *head], ["---", *["--:"] * len(COLUMNS)]]
    lines += [
        [page, *(form.format(row[name]) for name, form in zip(COLUMNS, forms, strict=True))]
        for page, row in sorted(rows.items())
    ]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    TABLE.write_text(f"{__doc__.splitlines()[0]}\nMade by `make budgets`.\n\n{table}\n", "utf-8")


def missed(rows):
    """What is over its budget, in words."""
    for page, row in rows.items():
        for name, (unit, limit, form) in COLUMNS.items():
            over = limit and (row[name] < limit if unit == "of 100" else row[name] >= limit)
            if over:
                yield f"{page}: {name} {form.format(row[name])} {unit}, the budget is {limit}"
    for name, limit in MEDIANS.items():
        middle = median(row[name] for row in rows.values())
        if middle > limit:
            yield f"the median page: {name} {middle:.0f} KB, the budget is {limit}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", help="pages of the site; all if none is named")
    parser.add_argument("--runs", type=int, default=3, help="of which the median is taken")
    options = parser.parse_args()
    if not TOOLS.exists():
        install = ["npm", "install", "--silent", "--prefix", TOOLS, f"lighthouse@{LIGHTHOUSE}"]
        subprocess.run(install, check=True)
    rows = {page: row for page, row in stored().items() if page in pages()}
    handler = functools.partial(Packing, directory=SITE)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for page in options.pages or pages():
            rows[page] = measure(page, f"http://127.0.0.1:{server.server_port}/", options.runs)
            print(
                page, *(form.format(rows[page][n]) for n, (*_, form) in COLUMNS.items()), flush=True
            )
            write(rows)
        server.shutdown()
    over = list(missed(stored()))
    print(*over, sep="\n")
    print(f"{len(rows)} pages, {len(over)} budgets missed; stored in {TABLE.relative_to(ROOT)}")
    sys.exit(bool(over))


if __name__ == "__main__":
    main()
