# Two commands carry the book: `make book` builds it, `make test` proves it.
# Each sets itself up; nothing but Python 3.11 or newer is needed beforehand.

PYTHON ?= python3
PORT ?= 8000

VENV = .venv
BIN = $(VENV)/bin
INSTALLED = $(VENV)/.installed
SITE = _build/html
PDF = _build/rnn_book.pdf
SLIDES = _build/slides

# No progress bars in stored outputs; one thread, so that sums add up in one order.
DETERMINISTIC = TQDM_DISABLE=1 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1

# Another processor, as near as this one can play it: other kernels, other last digits.
OTHER_CPU = OPENBLAS_CORETYPE=Haswell ATEN_CPU_CAPABILITY=default \
	NPY_DISABLE_CPU_FEATURES=X86_V3,X86_V4,AVX512_ICL,AVX512_SPR

.PHONY: help book serve pdf slides test lint test-library test-chapters test-site test-portable test-install
.PHONY: notebooks bench study studies mutations budgets assignments grade clean
.DELETE_ON_ERROR:

help:
	@echo "make book        build the site into $(SITE)"
	@echo "                 (REPO=https://... adds links to the repository, Colab and Binder)"
	@echo "make serve       serve it on this machine, at port $(PORT) (PORT=...)"
	@echo "make pdf         print it as $(PDF), with Chromium"
	@echo "make slides      slides of every chapter into $(SLIDES)"
	@echo "make test        everything: lint, library, chapters, site"
	@echo "make lint        ... ruff and mypy alone"
	@echo "make test-library, test-chapters, test-site: ... one part alone"
	@echo "make test-portable   library and chapters again, with another processor's arithmetic"
	@echo "make test-install    install the library alone, and try its commands"
	@echo "make notebooks   execute the chapters in place"
	@echo "make bench       time the layers against PyTorch's"
	@echo "make study NAME=adding   run what a study's table lacks; studies: ... of all of them"
	@echo "make mutations   plant mistakes in the library, and see that the tests notice each"
	@echo "make budgets     measure what every page costs its reader (needs npm, and 10 minutes)"
	@echo "make assignments build what students get, into assignments/dist"
	@echo "make grade SUBMISSIONS=folder   grade what they hand in, into assignments/grades"
	@echo "                 (GRADE=--unsafe where the system offers no isolation)"
	@echo "make clean       remove what was built; the next make installs anew"

$(INSTALLED): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with make PYTHON=...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned requirements into $(VENV): a minute or two, this once."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

# After a failed build the pages' read state is thrown away: Sphinx would not
# read them again, and a second run would pass with the same fault in it.
book: $(INSTALLED)
	@BOOK_REPOSITORY="$(REPO)" $(BIN)/jupyter-book build . -W -n --keep-going --quiet >/dev/null \
		|| { rm -rf _build/.doctrees; echo "The book was not built: see the messages above." >&2; exit 1; }
	@echo "The book is built. Open $(SITE)/index.html in a browser, or run: make serve"
	@echo "To carry away: _build/book.zip, which opens from anywhere without a server."

serve: book
	@echo "http://127.0.0.1:$(PORT)/ (Ctrl-C ends it)"
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory $(SITE) $(PORT)

pdf: book
	@$(BIN)/python _pdf/print_book.py
	@echo "The book is printed: $(PDF)"

slides: book
	@$(BIN)/python _slides/make_slides.py
	@echo "Open one in a browser; arrows turn the slides, n shows the notes, s opens them in a window."

test: lint test-library test-chapters test-site

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test-library: $(INSTALLED)
	$(DETERMINISTIC) $(BIN)/pytest tests --ignore=tests/site --ignore=tests/install $(LEFT_OUT) -n 2 --quiet
	@$(BIN)/python -m rnnlib study status

# Every stored output is compared with a fresh one, but for what a live training
# run drew. A notebook's cells belong together: one worker per file.
test-chapters: $(INSTALLED)
	$(DETERMINISTIC) $(BIN)/pytest --nbval chapters --nbval-sanitize-with tests/chapters/live.cfg \
		-n 2 --dist loadfile --quiet

# What runs in a browser, is text, or is caught by its words has no arithmetic of its own.
SAME_ANYWHERE = --ignore=tests/laboratory --ignore=tests/practice --ignore-glob=*/test_sandbox_*.py \
	$(addprefix --ignore=tests/assignments/test_,build.py check.py grade.py unearned.py) \
	--deselect=tests/assignments/test_parts.py::test_mistake_loses_its_part_alone_and_is_named

test-portable: $(INSTALLED)
	$(OTHER_CPU) $(MAKE) --no-print-directory test-library test-chapters LEFT_OUT="$(SAME_ANYWHERE)"

# `pip install .` into an empty environment: needs the package index.
test-install: $(INSTALLED)
	$(BIN)/pytest tests/install --quiet

test-site: book
	$(BIN)/pytest tests/site -n 2 --quiet

notebooks: $(INSTALLED)
	$(DETERMINISTIC) $(BIN)/python chapters/execute.py

bench: $(INSTALLED)
	$(BIN)/python -m rnnlib bench

# Killed at any moment, a study loses the runs under way; the same command goes on.
study: $(INSTALLED)
	@test -n "$(NAME)" || { echo "Name one: make study NAME=adding" >&2; exit 2; }
	@$(BIN)/python -m rnnlib study $(NAME)

studies: $(INSTALLED)
	@$(BIN)/python -m rnnlib study all

# Lighthouse is installed below _build for it; PAGES="index.html" measures that one alone.
budgets: book
	@$(BIN)/python tests/site/budgets.py $(PAGES)

mutations: $(INSTALLED)
	@$(BIN)/python tests/mutate.py

assignments: $(INSTALLED)
	@$(BIN)/python -m assignments.grading build

# Each submission is untrusted code, run in a process of its own; the same command goes on.
grade: $(INSTALLED)
	@test -n "$(SUBMISSIONS)" || { echo "Name the folder: make grade SUBMISSIONS=..." >&2; exit 2; }
	@$(DETERMINISTIC) $(BIN)/python -m assignments.grading grade "$(SUBMISSIONS)" $(GRADE)

clean:
	rm -rf _build assignments/dist $(VENV) .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
