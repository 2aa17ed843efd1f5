"""Does the suite notice? Every mistake of `mutations.py` is planted once, and the tests run on it.

    python tests/mutate.py              all of them
    python tests/mutate.py lstm gates   those with one of the words in their file or name

A mistake that no test notices has survived; then the exit status is 1, as it is when the
library fails a test as it stands. Each mistake gets a copy of the library and a process of
its own, forked from one that has loaded torch already: most are noticed within a second.
"""

import io
import os
import re
import shutil
import signal
import sys
from collections import Counter
from contextlib import redirect_stdout
from functools import partial
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from mutations import MUTATIONS, Mutation
from tqdm import tqdm

ROOT = Path(__file__).resolve().parents[1]
NONE = Mutation("rnnlib/__init__.py", "as it stands", "", "")

FIRST = ("symbolic", "layers", "training")  # where most mistakes are noticed
SLOW = {  # tests of processes, commands and the tree: no single mistake of the tables shows there
    *("test_architecture.py", "test_data_page.py", "test_execute.py"),
    *("test_mutations.py", "test_readme.py", "test_workers.py", "test_dask.py"),
    *("test_command.py", "test_environment.py", "test_catalogue.py"),
    *("test_compare_page.py", "test_library_page.py", "test_reference_page.py"),
    *("test_compare_dask.py", "test_compare_run.py", "test_compare_command.py"),
    "test_published.py",
    *("test_packages.py", "test_tasks_data.py", "test_install.py"),
}
PATIENCE = 400  # seconds; a loop that a mistake made endless is a mistake noticed


def tests_for(file, folder):
    """The test files for a mistake in this file of the library, the likeliest first."""
    module = Path(file).stem
    package = Path(file).parts[1]
    found = [p for p in folder.rglob("test_*.py") if p.name not in SLOW]

    def rank(path):
        own = (f"test_{module}.py", f"test_tasks_{module}.py")
        place = path.parent.name
        return path.name not in own, place != package, place not in FIRST, path.name

    return sorted(found, key=rank)


def noticed(mutations, tests=None, workers=None):
    """Yield (mutation, the first test that failed on it, or None), as they are done."""
    with TemporaryDirectory() as folder:
        # What is tested is the tree of this moment, however long it takes.
        folder = Path(folder)
        bytecode = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "rnnlib", folder / "original" / "rnnlib", ignore=bytecode)
        apart = shutil.ignore_patterns(
            "__pycache__", "site", "chapters", "assignments", "laboratory"
        )
        shutil.copytree(ROOT / "tests", folder / "tests", ignore=apart)
        for part in ("_pdf", "_ext"):  # the tests' browser, and what the site adds
            shutil.copytree(ROOT / part, folder / part, ignore=bytecode)
        shutil.copy(ROOT / "pyproject.toml", folder)
        context = get_context("forkserver")
        context.set_forkserver_preload(["hypothesis", "numpy", "pytest", "torch"])
        with context.Pool(workers, maxtasksperchild=1) as pool:
            yield from pool.imap_unordered(partial(_attempt, folder, tests), mutations)


def _attempt(folder, tests, mutation):
    """In a process of its own: plant one mistake in a copy of the library, and test the copy."""
    with TemporaryDirectory(dir=folder) as copy:
        shutil.copytree(folder / "original", copy, dirs_exist_ok=True)
        file = Path(copy, mutation.file)
        file.write_text(mutation.planted(file.read_text("utf-8")), "utf-8")
        sys.path.insert(0, copy)
        # Were an installed rnnlib to stand in for this one, nothing would be noticed.
        assert "rnnlib" not in sys.modules
        assert Path(find_spec("rnnlib").origin).is_relative_to(copy)
        files = tests_for(mutation.file, folder / "tests")
        if tests is not None:
            files = [file for file in files if file.name in tests]
        return mutation, _first_failure(folder, files)


def _first_failure(folder, tests):
    import hypothesis
    import pytest

    # The first example that fails will do: none is made smaller, none is kept.
    phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
    hypothesis.settings.register_profile("mutations", phases=phases, database=None)
    hypothesis.settings.load_profile("mutations")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.chdir(folder)
    signal.signal(signal.SIGALRM, _out_of_patience)
    signal.alarm(PATIENCE)
    command = ["-x", "-q", "--tb=no", "-p", "no:cacheprovider", *map(str, tests)]
    with redirect_stdout(io.StringIO()) as said:
        status = pytest.main(command)
    signal.alarm(0)
    if status == pytest.ExitCode.OK:
        return None
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", said.getvalue(), re.MULTILINE)
    if not failed:
        raise RuntimeError(f"the tests did not run:\n{said.getvalue()}")
    return failed[1]


def _out_of_patience(*_):
    raise TimeoutError(f"not done after {PATIENCE} s")


def main(words):
    chosen = [
        m for m in MUTATIONS if not words or any(word in f"{m.file} {m.name}" for word in words)
    ]
    lost = [m for m in chosen if Path(ROOT, m.file).read_text("utf-8").count(m.text) != 1]
    if lost:
        where = "".join(f"\n  {m.file}: {m.name}" for m in lost)
        sys.exit(f"No longer in exactly one place of the source:{where}")
    one_thread = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    os.environ |= dict.fromkeys(one_thread, "1")  # every processor has a mistake of its own
    begin, survivors = monotonic(), []
    progress = tqdm(noticed([NONE, *chosen]), total=1 + len(chosen), leave=False)
    for mutation, test in progress:
        if mutation == NONE:
            if test:
                sys.exit(f"Nothing was mutated, and yet {test} fails: put that right first.")
        elif test is None:
            survivors.append(mutation)
    survived = Counter(m.file for m in survivors)
    for file, count in Counter(m.file for m in chosen).items():
        print(f"{file:32} {count - survived[file]:3} of {count}")
    caught = len(chosen) - len(survivors)
    print(f"{caught} of {len(chosen)} mistakes noticed, in {monotonic() - begin:.0f} s")
    for m in survivors:
        print(f"SURVIVED  {m.file}: {m.name}")
    sys.exit(bool(survivors))


if __name__ == "__main__":
    main(sys.argv[1:])
