"""The command `practice`: a sheet of exercises with answers, as HTML or PDF."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rnnlib import files
from rnnlib.practice.series import KINDS, LEVELS, series
from rnnlib.practice.sheet import page

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TITLE = "Practice: recurrent networks"
DESCRIPTION = """
Makes a sheet of exercises, with answers and explanations on pages of their own. The same seed
gives the same sheet. A PDF is printed by Chromium, which must be installed.
"""


def add_to(commands: Any) -> None:
    """Add `practice` to the commands of a parser."""
    parser = commands.add_parser(
        "practice", help="make a sheet of exercises with answers", description=DESCRIPTION
    )
    add = parser.add_argument
    add("--seed", type=int, default=0, help="another number, another sheet (default: 0)")
    add(
        "--kinds", default=",".join(KINDS), help=f"separated by commas (default: {','.join(KINDS)})"
    )
    add("--number", type=int, default=12, help="of exercises (default: 12)")
    add("--levels", default="1,2,3,4", help="of difficulty, from low to high (default: 1,2,3,4)")
    add("--title", default=TITLE, help="of the sheet")
    add("--html", type=Path, metavar="FILE", help="where to write the sheet as HTML")
    add("--pdf", type=Path, metavar="FILE", help="where to write the sheet as PDF")
    parser.set_defaults(main=main)


def main(
    seed: int, kinds: str, number: int, levels: str, title: str, html: Path | None, pdf: Path | None
) -> int:
    """Do what the command line says; returns the exit status."""
    try:
        if not html and not pdf:
            raise ValueError("practice: name a file, with --html sheet.html or --pdf sheet.pdf")
        wanted = [level.strip() for level in levels.split(",")]
        unknown = [level for level in wanted if level not in map(str, LEVELS)]
        if unknown:
            raise ValueError(f"practice: levels must be of 1, 2, 3 and 4, got {unknown[0]!r}")
        names = tuple(kind.strip() for kind in kinds.split(","))
        again = f"python -m rnnlib practice --seed {seed} --number {number}"
        again += f" --kinds {','.join(names)} --levels {','.join(wanted)}"
        if title != TITLE:
            again += f" --title {shlex.quote(title)}"
        exercises = series(seed, names, number, [int(level) for level in wanted])
        text = page(exercises, title, again)
        if html:
            files.replace(html, text.encode())
            print(f"The sheet: {html}")
        if pdf:
            print_pdf(text, pdf)
            print(f"The sheet: {pdf}")
    except (OSError, ValueError, LookupError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def print_pdf(text: str, pdf: Path) -> None:
    """Print a page with the system's Chromium.

    Raises:
        LookupError: there is none.
        OSError: it printed nothing.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        looked = ", ".join(BROWSERS)
        raise LookupError(
            f"practice: --pdf needs Chromium, and none was found (looked for {looked}); "
            "--html makes a page that any browser prints"
        )
    with TemporaryDirectory() as folder:
        source, made = Path(folder, "sheet.html"), Path(folder, "sheet.pdf")
        source.write_text(text, "utf-8")
        options = ["--headless", "--disable-gpu", "--no-pdf-header-footer"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            options += ["--no-sandbox"]  # with it Chromium refuses to start for root
        command = [browser, *options, f"--user-data-dir={folder}/profile"]
        done = subprocess.run(
            [*command, f"--print-to-pdf={made}", source.as_uri()], capture_output=True, text=True
        )
        if not made.exists():
            raise OSError(f"practice: {browser} printed nothing: {done.stderr.strip()[-300:]}")
        files.replace(pdf, made.read_bytes())
