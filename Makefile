PYTHON ?= python3
BIN := .venv/bin

.PHONY: app test quick check bench pictures clean

app: .venv/installed          ## start the app on http://127.0.0.1:8501
	$(BIN)/streamlit run app.py

test: .venv/developing check  ## format check, lint, types and all tests
	$(BIN)/pytest

quick: .venv/developing check ## the same without the slow and browser tests
	$(BIN)/pytest -n auto -m "not slow and not browser"

check: .venv/developing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: .venv/installed        ## ratios against the chapter's loop on this machine
	$(BIN)/python -m dctaxi bench engines
	$(BIN)/python -m dctaxi bench study

pictures: .venv/developing    ## take the README's pictures again
	$(BIN)/python docs/take_pictures.py

.venv/installed: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	touch $@

.venv/developing: .venv/installed pyproject.toml
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	touch $@

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache
