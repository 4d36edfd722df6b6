"""The code and the order of its parts, as the architecture tests look at them."""

from __future__ import annotations

import ast
import os
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ROOT / "jinliang"
OUTSIDE = {".git", ".venv", ".venv-bench", "var", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis"}


@cache
def product_files() -> tuple[Path, ...]:
    """All Python of the product but its tests and migrations."""
    found = PRODUCT.rglob("*.py")
    return tuple(path for path in sorted(found) if not {"tests", "migrations"} & set(path.parts))


@cache
def templates() -> tuple[Path, ...]:
    return tuple(sorted(PRODUCT.rglob("templates/**/*.html")))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def statements(node: ast.AST) -> Iterator[ast.stmt]:
    """All below it, however deep; the expressions in them, nine tenths of a tree, are not looked through."""
    for name in ("body", "handlers", "orelse", "finalbody", "cases"):
        for inner in getattr(node, name, ()):
            if isinstance(inner, ast.stmt):
                yield inner
            yield from statements(inner)


@cache
def functions(path: Path) -> tuple[ast.FunctionDef | ast.AsyncFunctionDef, ...]:
    found = statements(parsed(path))
    return tuple(node for node in found if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body, without signature, decorators and docstring."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def text_files() -> tuple[tuple[Path, str], ...]:
    """Every text file of the repository that people wrote."""
    return tuple(_text_files())


def _text_files() -> Iterator[tuple[Path, str]]:
    for folder, folders, files in os.walk(ROOT):
        folders[:] = sorted(set(folders) - OUTSIDE - {"vendor"})  # what is left out is not walked through either
        for path in map(Path(folder).joinpath, sorted(set(files) - OUTSIDE)):
            if path.is_file() and path.suffix != ".min.js":
                try:
                    yield path, path.read_text()
                except UnicodeDecodeError:
                    continue


@cache
def ranks() -> dict[str, int]:
    """App label -> height; an app may lean on lower ones only. Libraries are 0, subsystems above the kernel."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    kernel = next(contract["layers"] for contract in contracts if contract["containers"] == ["jinliang.kernel"])
    order = [name for layer in reversed(kernel) for name in layer.replace(":", "|").split("|")]
    return {"ui": 1, **{name.strip(): height for height, name in enumerate(order, start=2)}}


def rank(label: str, module: str) -> int:
    if not module.startswith("jinliang."):
        return 0
    return 1000 if module.startswith("jinliang.subsystems.") else ranks()[label]
