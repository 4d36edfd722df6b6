"""How the code is cut: sizes, imports, the clock, the writers."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from importlinter import configuration
from importlinter.application import use_cases

from . import tree

# Public functions of services.py behind which nobody's act stands: they compute, read, or carry another's act on.
WITHOUT_ACTOR = {
    "exchange.staying_here",
    "figures.count", "figures.fold",
    "files.clean_name",
    "forms.accept",
    "notices.refresh",
    "outbox.send",
    "search.refresh", "search.reindex", "search.touch",
    "trace.append_many", "trace.canonical", "trace.canonical_fact",
    "trust.decrypt", "trust.node_key", "trust.recipient", "trust.token", "trust.verify",
}  # fmt: skip
CLOCKS = {("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today"), ("timezone", "now")}
MOMENTS = re.compile("|".join(rf"\b{name}\s*\.\s*{asked}\b" for name, asked in sorted(CLOCKS)))
CLOCK_SQL = re.compile(r"\b(?:now|(?:clock|statement|transaction)_timestamp)\s*\(\)|\bcurrent_timestamp\b", re.I)


def test_imports_run_one_way() -> None:
    configuration.configure()
    assert use_cases.lint_imports(config_filename=str(tree.ROOT / "pyproject.toml"), cache_dir=None, no_logo=True)


def test_no_file_is_longer_than_400_lines() -> None:
    everything = [path for path in tree.PRODUCT.rglob("*.py") if "migrations" not in path.parts]
    assert [tree.name(path) for path in everything if len(path.read_text().splitlines()) > 400] == []


def test_no_function_is_longer_than_50_lines() -> None:
    long = [
        f"{tree.name(path)}:{node.lineno} {node.name}"
        for path in tree.product_files()
        for node in tree.functions(path)
        if tree.length(node) > 50
    ]
    assert long == []


def test_no_view_is_longer_than_20_lines() -> None:
    long = [
        f"{tree.name(path)}:{node.lineno} {node.name}"
        for path in tree.product_files()
        if path.stem.endswith("views") or "views" in path.parts
        for node in tree.functions(path)
        if tree.length(node) > 20
    ]
    assert long == []


def test_no_module_is_called_utils_helpers_managers_or_common() -> None:
    bad = {"utils", "util", "helpers", "helper", "managers", "misc"}
    assert [tree.name(path) for path in tree.product_files() if path.stem in bad] == []


def test_nothing_is_imported_inside_a_function() -> None:
    hidden = [
        f"{tree.name(path)}:{inner.lineno}"
        for path in tree.product_files()
        for node in tree.functions(path)
        for inner in tree.statements(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_only_base_clock_asks_what_time_it_is() -> None:
    asks = [
        f"{tree.name(path)}:{node.lineno}"
        for path in tree.product_files()
        if tree.name(path) != "jinliang/base/clock.py" and MOMENTS.search(path.read_text())
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in CLOCKS
    ]
    assert asks == []


def test_every_posted_table_is_read_where_a_secrecy_mark_is_told_of() -> None:
    readers = re.compile(r"\bload_workbook\(|\bexcel\.read(?:_csv)?\b|\bcsv\.(?:reader|DictReader)\(")
    shipped = {"jinliang/kernel/calendar/importing.py", "jinliang/kernel/org/services/divisions.py"}
    found = {tree.name(path) for path in tree.product_files() if readers.search(path.read_text())}
    assert found == {"jinliang/base/excel.py", "jinliang/kernel/trace/tables.py", *shipped}


def test_no_sql_but_that_of_the_trace_asks_the_database_for_the_time() -> None:
    asks = [
        f"{tree.name(path)}:{node.lineno}"
        for path in tree.PRODUCT.rglob("*.py")
        if not {"tests", "host", "trace"} & set(path.parts) and CLOCK_SQL.search(path.read_text())
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CLOCK_SQL.search(node.value)
        and not _is_docstring(path, node)
    ]  # fmt: skip
    assert asks == []


def _is_docstring(path: Path, node: ast.Constant) -> bool:
    return any(isinstance(other, ast.Expr) and other.value is node for other in tree.statements(tree.parsed(path)))


@pytest.mark.parametrize("path", [p for p in tree.product_files() if p.name == "services.py"], ids=tree.name)
def test_every_writer_says_who_acts(path: Path) -> None:
    silent = [
        f"{path.parent.name}.{node.name}"
        for node in tree.parsed(path).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
        and "by" not in {argument.arg for argument in node.args.kwonlyargs}
    ]
    assert set(silent) - WITHOUT_ACTOR == set()
