"""Collects what the planner says, for translators: `python -m ui.catalogue`, or `make messages`.

Sentences are the upper-case constants of words modules, the fields of classes whose names end in `Words`,
what stands in `_()` and `ngettext()`, what `ui.borrowed` names, and what services say, as
`ui.service_sentences` finds it. What a translator wrote stays; what is said no more is dropped; what is new
stands there empty, and what resembles something old is never guessed.
"""

from __future__ import annotations

import ast
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from ui import borrowed, service_sentences
from ui.language import ENGLISH, LANGUAGES, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT: Final = Path(__file__).parent
#: At the beginning of a line of each words module.
_MARK: Final = "\nwords_of(__name__)"
#: One sentence, or the forms for one and for many.
Sentence = str | tuple[str, str]


def collect(root: Path = _ROOT) -> Catalog:
    """Return every sentence of the planner, with the files that say it."""
    catalog = Catalog(project="Rounds", fuzzy=False)
    for path in sorted(root.rglob("*.py")):
        if "node_modules" in path.parts:
            continue
        source = path.read_text("utf-8")
        for sentence in _sentences(ast.parse(source), is_words=_MARK in source):
            catalog.add(sentence, locations=[(path.relative_to(root.parent).as_posix(), 0)])
    for sentence in borrowed.sentences():
        catalog.add(sentence, locations=[("scheduler", 0)])
    for shape, where in service_sentences.collect():
        catalog.add(shape, locations=[(where, 0)])
    return catalog


def read(code: str) -> Catalog:
    """Return the catalogue of a language as it lies there."""
    with path_of(code).open("rb") as file:
        return read_po(file, locale=code)


def refresh(code: str) -> None:
    """Bring the catalogue of a language up to what is said now; its head, with the glossary, stays."""
    catalog = read(code)
    catalog.update(collect(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    write(code, catalog)


def write(code: str, catalog: Catalog) -> None:
    """Put the catalogue of a language where it lies, below the head that is there."""
    head, _, _ = path_of(code).read_text("utf-8").partition("\n\n")
    packed = BytesIO()
    write_po(packed, catalog, width=100, sort_output=True, include_lineno=False, omit_header=True)
    path_of(code).write_bytes(f"{head}\n\n".encode() + packed.getvalue())


def _sentences(tree: ast.Module, *, is_words: bool) -> Iterator[Sentence]:
    for node in tree.body:
        if is_words and isinstance(node, ast.Assign | ast.AnnAssign) and _is_constant(node):
            yield from _texts(node.value)
        if isinstance(node, ast.ClassDef) and node.name.endswith("Words"):
            for field in node.body:
                if isinstance(field, ast.AnnAssign):
                    yield from _texts(field.value)
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            yield from _called(call.func.id, call.args)


def _is_constant(node: ast.Assign | ast.AnnAssign) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    names = [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]
    return all(map(str.isupper, names))


def _texts(value: ast.expr | None) -> Iterator[str]:
    """Yield what is said in a constant, a tuple or a table; keys are not said."""
    match value:
        case ast.Constant(value=str(text)) if any(map(str.isalpha, text)):
            yield text
        case ast.Tuple(elts=parts) | ast.Dict(values=parts):
            for part in parts:
                yield from _texts(part)
        case _:
            return


def _called(name: str, said: list[ast.expr]) -> Iterator[Sentence]:
    texts = [each.value for each in said if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    if name == "_" and len(texts) == 1:
        yield texts[0]
    elif name == "ngettext" and len(texts) == len(("one", "many")):
        yield texts[0], texts[1]


if __name__ == "__main__":
    for each in LANGUAGES:
        if each != ENGLISH.code:
            refresh(each)
            sys.stdout.write(f"{path_of(each).relative_to(_ROOT.parent)}: {len(read(each))} sentences\n")
