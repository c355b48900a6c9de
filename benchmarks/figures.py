"""The figures of the house style, counted in the source: `python benchmarks/figures.py [--json]`.

Lines of a function or file are lines of code: docstrings, comments and blank lines are left out.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import re
import statistics
import sys
import tokenize
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import grimp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("scheduler", "ui", "connectors", "feeds")
_MOCK = re.compile(r"unittest\.mock|MagicMock|monkeypatch\.setattr|mocker\b")
_SILENT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Count:
    """What was counted in some files."""

    files: list[int] = field(default_factory=list)
    functions: list[int] = field(default_factory=list)
    documentable: int = 0
    documented: int = 0
    annotatable: int = 0
    annotated: int = 0
    tests: int = 0
    mocks: int = 0


def count(paths: Iterable[Path]) -> Count:
    """Count in all of `paths`."""
    found = Count()
    for path in paths:
        _count_file(path.read_text("utf-8"), found)
    return found


def _count_file(text: str, found: Count) -> None:
    tree = ast.parse(text)
    lines = code_lines(text, tree)
    found.files.append(len(lines))
    found.mocks += len(_MOCK.findall(text))
    for open_to_all in public(tree):
        found.documentable += 1
        found.documented += ast.get_docstring(open_to_all) is not None
    for node in ast.walk(tree):
        if isinstance(node, _Function):
            last = node.end_lineno or node.lineno
            found.functions.append(len(lines & set(range(node.lineno, last + 1))))
            found.annotatable += 1
            found.annotated += _is_annotated(node)
            found.tests += node.name.startswith("test_")


def code_lines(text: str, tree: ast.Module) -> set[int]:
    """Return the numbers of the lines that hold code."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in _SILENT:
            lines.update(range(token.start[0], token.end[0] + 1))
    return lines - set(_docstring_lines(tree))


def _docstring_lines(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, _Documented) and ast.get_docstring(node) is not None:
            words = node.body[0]
            yield from range(words.lineno, (words.end_lineno or words.lineno) + 1)


def public(node: ast.Module | ast.ClassDef) -> Iterator[_Documented]:
    """Yield a module or class with what others may reach in it: nothing private, nothing inside functions."""
    yield node
    for each in node.body:
        if isinstance(each, ast.ClassDef) and not each.name.startswith("_"):
            yield from public(each)
        if isinstance(each, _Function) and not each.name.startswith("_"):
            yield each


def _is_annotated(node: _Function) -> bool:
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    named = [each for each in arguments if each.arg not in {"self", "cls"}]
    return node.returns is not None and all(each.annotation is not None for each in named)


def cycles() -> int:
    """Return how many modules stand in a circle of imports."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    return sum(
        graph.find_shortest_chain(importer=imported, imported=module) is not None
        for module in graph.modules
        for imported in graph.find_modules_directly_imported_by(module)
    )


def figures() -> dict[str, object]:
    """Return every figure with the words that stand before it."""
    source = count(
        path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py")) if _is_ours(path)
    )
    tests = count(path for path in sorted((ROOT / "tests").rglob("*.py")))
    return {
        "source files, lines of code": f"{len(source.files)}, {sum(source.files)}",
        "lines per function, median / 90th / most": _spread(source.functions),
        "lines per file, median / 90th / most": _spread(source.files),
        "documented modules, public classes and functions": _share(source.documented, source.documentable),
        "annotated signatures": _share(source.annotated, source.annotatable),
        "modules in an import cycle": cycles(),
        "tests (functions), mocks": f"{tests.tests}, {tests.mocks}",
        "test lines per source line": round(sum(tests.files) / max(sum(source.files), 1), 2),
    }


def _is_ours(path: Path) -> bool:
    """Leave out what Node fetched, and migrations: they are written once and never changed."""
    return not {"node_modules", "versions"} & set(path.parts)


def _spread(values: list[int]) -> str:
    ninetieth = statistics.quantiles(values, n=10)[-1]
    return f"{statistics.median(values):.0f} / {ninetieth:.0f} / {max(values)}"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / max(whole, 1):.1f} % of {whole}"


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    found = figures()
    if parser.parse_args().json:
        json.dump(found, sys.stdout, indent=2)
        return 0
    for words, value in found.items():
        print(f"{words:<52}{value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
