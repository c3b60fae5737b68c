"""`rules` reads no clock, no file and no chance; import-linter checks the packages' arrows."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ALLOWED = {
    "ahocorasick_rs", "collections", "collections.abc", "dataclasses", "datetime", "enum", "functools",
    "itertools", "math", "msgspec", "msgspec.structs", "pydantic", "rapidfuzz.distance", "re",
    "string", "typing", "unicodedata",
}  # fmt: skip
IMPURE_CALLS = {"now", "today", "utcnow", "open", "print", "input"}
SOURCES = sorted((ROOT / "rules").rglob("*.py"))


def imported(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {name for name in names if name.split(".")[0] != "rules"}


def called(tree: ast.AST) -> set[str]:
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {f.attr if isinstance(f, ast.Attribute) else getattr(f, "id", "") for f in calls}


def test_rules_import_pure_modules_alone() -> None:
    assert SOURCES
    for path in SOURCES:
        assert imported(ast.parse(path.read_text(encoding="utf-8"))) <= ALLOWED, path.name


def test_rules_ask_nobody_the_time() -> None:
    for path in SOURCES:
        assert not called(ast.parse(path.read_text(encoding="utf-8"))) & IMPURE_CALLS, path.name
