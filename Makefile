# Everything runs in a virtual environment of the project's own: only Python 3.11+, git and make need to be there.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
INSTALLED = $(VENV)/.installed

.PHONY: demo test bench fuzz mutants check format lock clean

# Serve the demo site on loopback, crawl it, write its tables.
demo: $(INSTALLED)
	$(BIN)/careerscraper demo

test: $(INSTALLED)
	$(BIN)/python -m pytest -n auto --dist worksteal

# Extraction and crawl beside what people would otherwise use, on loopback; an hour, on a machine that does nothing else.
bench: $(INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'trafilatura>=2,<3' 'lxml_html_clean<1' 'selectolax>=1,<2' 'matplotlib>=3.10,<4'
	$(BIN)/python benchmarks/extraction.py -o benchmarks/extraction.json
	$(BIN)/python benchmarks/plot.py benchmarks/extraction.json benchmarks/extraction.svg
	$(BIN)/python benchmarks/crawl.py --memory -o benchmarks/crawl.json

# A million pages that nobody would write; an hour. What it finds belongs into tests/fuzz/seeds.
fuzz: $(INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'atheris>=3,<4'
	mkdir -p .fuzz && cp -n tests/fuzz/seeds/* .fuzz
	$(BIN)/python tests/fuzz/extract_fuzzer.py .fuzz -dict=tests/fuzz/words.dict -runs=1000000 -max_len=4096 -timeout=10

# Changes the grammar of cells and the grids, a thing at a time: the tests must see it. An hour or more.
mutants: $(INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'mutmut>=3.8,<4'
	$(BIN)/mutmut run && $(BIN)/mutmut results

check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Exactly what is locked, with hashes; then the project itself, without fetching anything more.
$(INSTALLED): pyproject.toml requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "careerscraper needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# Resolve anew, for all platforms and Python versions at once, after a change of pyproject.toml.
lock:
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --quiet uv
	$(VENV)-lock/bin/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --upgrade --generate-hashes \
		--no-emit-index-url --no-annotate --custom-compile-command "make lock" --quiet -o requirements.lock
	rm -rf $(VENV)-lock

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
