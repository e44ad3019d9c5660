PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/pytest -n 2 --dist loadgroup

.PHONY: app test test-long check bench gpu pictures docs clean

app: .venv/installed          ## start the app on http://127.0.0.1:8501
	$(BIN)/streamlit run app.py

test: .venv/developing check  ## format check, lint, types and the tests; ten minutes on two cores
	$(PYTEST) -m "not calibration and not slow"

test-long: .venv/developing   ## the rest: simulations of thousands of studies, slow integration, 2,000 examples a property
	$(PYTEST) -m "calibration or slow"
	$(PYTEST) --hypothesis-profile=long -m "property and not calibration and not slow"

check: .venv/developing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: .venv/installed        ## ratios against the chapter's loop on this machine
	$(BIN)/python -m dctaxi bench engines
	$(BIN)/python -m dctaxi bench study

gpu: .venv/developing         ## on a machine with a card: the engine's tests on it, and members a second beside the CPU
	$(BIN)/pytest -m gpu tests/training
	$(BIN)/python -m benchmarks.gpu

pictures: .venv/developing    ## take the README's pictures again
	$(BIN)/python docs/take_pictures.py

docs: .venv/developing        ## build the documentation site into site/, warnings are errors
	$(BIN)/mkdocs build --quiet

# uv installs in a quarter of pip's time; without it, pip. UV_TORCH_BACKEND=auto takes the build of
# PyTorch that fits the machine. Python compiles a module when it is first imported.
.venv/installed: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet uv && \
		$(BIN)/python -m uv pip install --quiet --python $(BIN)/python --requirement requirements.txt || \
		$(BIN)/python -m pip install --quiet --no-compile --requirement requirements.txt
	touch $@

# The tests start hundreds of programs, so that here all is compiled, on all cores; what is no Python
# in the folders of packages stays as it is.
.venv/developing: .venv/installed pyproject.toml
	$(BIN)/python -m pip install --quiet --no-compile --editable ".[dev]"
	$(BIN)/python -W ignore -m compileall -qq -j 0 .venv/lib || true
	touch $@

clean:
	rm -rf .venv site .pytest_cache .mypy_cache .ruff_cache
