# make demo   plain install in .venv-demo, then the main job on samples/
# make test   every extra in .venv-test, Keras' three backends too, then the fast and the slow tests
# make check  linters, types and import contracts in .venv-check
# make clean  removes what the above made

PYTHON ?= python3
PIP = -m pip --disable-pip-version-check
SOURCES = $(shell find cli ocr recognizer segmenter -type f -not -name '*.pyc')
PINS = pyproject.toml constraints.txt
DEPENDENCIES = import tomllib; \
  print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"], sep="\n")

.DELETE_ON_ERROR:
.PHONY: demo test test-fast test-slow check clean venv-module

demo: .venv-demo/installed
	rm -rf out/demo
	.venv-demo/bin/ocr process samples -o out/demo --overlay
	@echo
	@echo "Look into out/demo: NAME.txt is the text, NAME.csv has a row for every character,"
	@echo "NAME.overlay.png shows both on the page, report.csv has a row for every page."

test: test-fast test-slow

test-fast: .venv-test/ready
	.venv-test/bin/python -m pytest -q

test-slow: .venv-test/ready
	.venv-test/bin/python -m pytest -q -m slow

check: .venv-check/ready
	.venv-check/bin/ruff check .
	.venv-check/bin/ruff format --check .
	.venv-check/bin/mypy
	.venv-check/bin/mypy benchmarks samples scripts
	.venv-check/bin/lint-imports

clean:
	rm -rf .venv-demo .venv-test .venv-check build dist out *.egg-info
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The dependencies hang on the pins alone; the package itself is put in again when a source changed.
.venv-demo/installed: .venv-demo/ready $(SOURCES) README.md
	rm -rf build
	.venv-demo/bin/python $(PIP) install --quiet --constraint constraints.txt .
	rm -rf build
	@touch $@

.venv-demo/ready: $(PINS) | venv-module
	rm -rf .venv-demo
	$(PYTHON) -m venv .venv-demo
	.venv-demo/bin/python -c '$(DEPENDENCIES)' > .venv-demo/dependencies.txt
	.venv-demo/bin/python $(PIP) install --quiet --constraint constraints.txt -r .venv-demo/dependencies.txt
	@touch $@

.venv-test/ready: $(PINS) | venv-module
	rm -rf .venv-test
	$(PYTHON) -m venv .venv-test
	.venv-test/bin/python $(PIP) install --quiet --constraint constraints.txt --editable '.[train,test,backends]'
	@touch $@

.venv-check/ready: $(PINS) | venv-module
	rm -rf .venv-check
	$(PYTHON) -m venv .venv-check
	.venv-check/bin/python $(PIP) install --quiet --constraint constraints.txt --editable '.[test,check]'
	@touch $@

venv-module:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: say which with 'make PYTHON=...'." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "python3-venv is missing: install it first (on Debian: apt-get install python3-venv)." >&2; exit 1; }
