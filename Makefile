# 津梁。三条命令就够：make run（运行）、make test（检查）、make reset（清空重来）
PYTHON ?= python3
PY = .venv/bin/python

.PHONY: run test bench reset install reference

run: install
	@exec $(PY) -m jinliang.host.console serve --trial

install:
	@$(PYTHON) requirements/install.py run

test:
	@$(PYTHON) requirements/install.py dev
	@exec $(PY) -m tests.run

bench:
	@$(PYTHON) requirements/install.py dev
	@$(PYTHON) requirements/install.py bench
	@exec $(PY) -m bench

reset: install
	@$(PY) -m jinliang.host.console reset --yes

reference: install
	@$(PY) -m jinliang.host.reference
