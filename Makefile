PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/pytest -n 2 --dist loadgroup --durations=10
LOCK := .ci/requirements.lock

.PHONY: app test test-long calibrate check bench gpu pictures docs lock clean

app: .venv/installed          ## start the app on http://127.0.0.1:8501
	$(BIN)/streamlit run app.py

test: .venv/developing check  ## format check, lint, types and the tests; eight minutes on two cores
	$(PYTEST) -m "not calibration and not slow"

test-long: .venv/developing   ## the rest: a tenth of each calibration, slow integration, 300 examples a property
	$(PYTEST) -m "calibration or slow"
	$(PYTEST) --hypothesis-profile=long -m "property and not calibration and not slow"

calibrate: .venv/developing   ## all cases of the calibrations; the rates that it prints stand in docs/decisions/statistics.md
	$(PYTEST) -m calibration --calibrate

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

# Tests and CI install what is locked.
.venv/developing: $(LOCK) .ci/torch.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --no-compile --requirement .ci/torch.txt
	$(BIN)/python -m pip install --quiet uv && \
		$(BIN)/python -m uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes --requirement $(LOCK) || \
		$(BIN)/python -m pip install --quiet --no-compile --no-deps --require-hashes --requirement $(LOCK)
	$(BIN)/python -m pip install --quiet --no-compile --no-deps --no-build-isolation --editable .
	touch .venv/installed $@

lock:                         ## let tests and CI install the newest that requirements.txt and pyproject.toml admit
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/python -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
		--custom-compile-command "make lock" --extra dev --excludes .ci/torch.txt --output-file $(LOCK) pyproject.toml

clean:
	rm -rf .venv site .pytest_cache .mypy_cache .ruff_cache
