"""What services say to people, read from their source as shapes: `There is no {kind} “{name}”.{hint}`.

Read are the strings of errors; whatever begins and ends like a sentence; and the pieces that either is filled
with, by the same function or by another of its file. A piece that stands or falls by a condition
(`{'s' if n > 1 else ''}`) gives a shape for each case, so that another language puts its own words there.
`ui.told` finds the shape of a sentence again when it is shown. A blank that is filled with a day or an hour,
as its form in the source tells (`{until:%d %b}`), is called after that: `{until_time}`.

Left out, and English in every language, by file: what only the command line prints, what only the log and
the record keep, what goes into calendars and files for others, sample posts, and the rehearsal's wire.
"""

from __future__ import annotations

import ast
import builtins
import re
from itertools import islice, product
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ROOT: Final = Path(__file__).parents[1]
_FOLDERS: Final = (
    *("connectors", "feeds", "scheduler/domain", "scheduler/ical", "scheduler/optimising"),
    *("scheduler/policies", "scheduler/services", "scheduler/sheets", "scheduler/store"),
)


def _split(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Printed by the command line alone.
_COMMANDS: Final = _split(
    "account_file advisory arriving_pictures certificates former_records heads moving moving_house opml "
    "patches postgres reconsidering retaining rotating rule_book schema seeding sources"
)
#: Written into logs, into the record, or into what other programs read.
_FOR_OTHERS: Final = _split(
    "audit_page auditing calendar_views calendar_writing card deeds event exporting migrations "
    "plan_calendars press printing_months rehearsal showing showing_approvals showing_chats showing_days "
    "showing_gaps showing_posts wishing writing"
)
#: Words of posts, and lists that have their own place in the catalogue.
_SAMPLES: Final = _split(
    "composing cues emergency_starters features frames headlines language licences linkage model "
    "sample_month template_starters understanding vocabulary"
)
#: Faults between programs, which are said otherwise before they reach people.
_INNER: Final = _split(
    "child dates deadline decode foreign_zones guard lines looking_child recurring secret speakers "
    "successors websub worker x_client x_clock x_credentials x_limits x_names"
)
LEFT_OUT: Final = _COMMANDS | _FOR_OTHERS | _SAMPLES | _INNER
#: Files of which every string of some words is said.
_WHOLE: Final = _split(
    "connectors/x_faults.py feeds/mail_choice.py feeds/page.py feeds/sift.py scheduler/ical/reading.py "
    "scheduler/services/authorising.py scheduler/services/bundling.py scheduler/services/escalating.py"
)
#: Files whose errors go on after the name of a file.
_AFTER_A_NAME: Final = _split(
    "scheduler/services/gif.py scheduler/services/mp4.py scheduler/services/videos.py"
)
#: What makes a string prose rather than a pattern, a query or a piece of a page.
_PROSE: Final = re.compile(r"[^\\<>=|*$^\[\]_]+")
_SENTENCE: Final = re.compile(r"(?s)[“A-Z\d{].*(?:[.?!…][”)]?|:? \{\}[”.]?)")
#: Names of variables, arguments and functions (or of a part of them) that hold what is said.
_SAYS: Final = _split(
    "advice detail explanation hint late note remark remarks said told trouble warning why words wrong"
)
#: Calls whose strings nobody reads.
_UNREAD: Final = _split("compile debug error exception execute info strftime warning")
#: How the name of a blank ends that a day or an hour fills.
_TIME: Final = "_time"
#: So many cases of one string at most; with more, what differs stays blank.
_MOST_CASES: Final = 12
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def collect() -> Iterator[tuple[str, str]]:
    """Yield each shape with the file it stands in; where nothing is filled in, it is the sentence itself."""
    for path in sources():
        where = path.relative_to(_ROOT).as_posix()
        for shape in sorted(shapes_in(path.read_text("utf-8"), is_whole=where in _WHOLE)):
            yield _named(shape) if where in _AFTER_A_NAME else shape, where


def sources() -> list[Path]:
    """Return the files that are read."""
    found = (path for folder in _FOLDERS for path in sorted((_ROOT / folder).rglob("*.py")))
    return [path for path in found if not LEFT_OUT & {path.stem, *path.parts}]


def shapes_in(source: str, *, is_whole: bool = False) -> set[str]:
    """Return the shapes of what a file says; with `is_whole`, of each of its strings of several words."""
    file = _File(ast.parse(source), is_sentence=_is_prose if is_whole else _is_sentence)
    file.read()
    return {each.strip() for each in file.found if _is_said_to_people(fixed(each).strip())}


class _File:
    """One file, while it is read."""

    def __init__(self, tree: ast.Module, *, is_sentence: Callable[[str], bool]) -> None:
        self._is_sentence = is_sentence
        self.found: set[str] = set()
        self._tree = tree
        self._functions: dict[str, list[_Function]] = {}
        for each in ast.walk(tree):
            if isinstance(each, _Function):
                self._functions.setdefault(each.name, []).append(each)
        #: What was read, by its identity: kept, so that nothing else gets the same one.
        self._seen: dict[int, ast.AST] = {}
        self._scopes: dict[int, tuple[list[ast.AST], _Names]] = {}
        self._constants: _Names = {}
        self._constants = self._scope(tree)[1]

    def _scope(self, scope: ast.AST) -> tuple[list[ast.AST], _Names]:
        """Return what stands in a function or in the file outside of them, and what its names may hold."""
        if id(scope) not in self._scopes:
            own = list(_own(scope))
            self._scopes[id(scope)] = (own, self._constants | _assigned(own))
        return self._scopes[id(scope)]

    def read(self) -> None:
        """Take what the file says, function by function."""
        for scope in (self._tree, *(each for some in self._functions.values() for each in some)):
            own, names = self._scope(scope)
            for node in own:
                if _is_error(node) or _is_said(node) or any(map(self._is_sentence, cases(node))):
                    self._take(node, names)
            for name in names:
                if _SAYS & set(name.lower().split("_")):
                    self._follow(ast.Name(name), names)
            if isinstance(scope, _Function) and _SAYS & set(scope.name.split("_")):
                self._returned(scope.name)

    def _take(self, node: ast.AST, names: _Names) -> None:
        """Take every string of an expression, and what those are filled with."""
        if id(node) in self._seen:
            return
        self._seen[id(node)] = node
        if _is_text(node):
            self.found |= {each for each in cases(node) if _PROSE.fullmatch(fixed(each))}
            for each in ast.walk(node):
                if isinstance(each, ast.FormattedValue):
                    self._follow(each.value, names)
            return
        self._follow(node, names)
        if not (isinstance(node, ast.Call) and _name_of(node.func) in _UNREAD):
            for child in ast.iter_child_nodes(node):
                self._take(child, names)

    def _follow(self, node: ast.AST, names: _Names) -> None:
        """Take what a variable may hold, what a function of this file returns, and what a choice chooses."""
        match node:
            case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)):
                for value in names.get(name, ()):
                    self._take(value, names)
            case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
                self._returned(name)
            case ast.IfExp(body=one, orelse=other) | ast.BoolOp(values=[one, other]):
                self._take(one, names)
                self._take(other, names)
            case _:
                return

    def _returned(self, name: str) -> None:
        for function in self._functions.get(name, ()):
            if id(function) in self._seen:
                continue
            self._seen[id(function)] = function
            own, names = self._scope(function)
            for node in own:
                if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
                    self._take(node.value, names)


_Names = dict[str, list[ast.expr]]


def cases(node: ast.AST) -> list[str]:
    """Return a string with `{name}` for each value in it: one for each way its conditions can go."""
    return list(islice(_cases(node, {}), _MOST_CASES))


def _cases(node: ast.AST, named: dict[str, str]) -> Iterator[str]:
    """Yield the cases; `named` are the blanks that were met before, by what fills them."""
    match node:
        case ast.Constant(value=str(text)):
            yield text.replace("{}", "{value}")
        case ast.BinOp(left=left, op=ast.Add(), right=right) if _is_text(node):
            yield from map("".join, product(list(_cases(left, named)), list(_cases(right, named))))
        case ast.IfExp(body=body, orelse=orelse) if _is_text(node):
            yield from _cases(body, dict(named))
            yield from _cases(orelse, dict(named))
        case ast.JoinedStr(values=values):
            yield from map("".join, product(*[_part(each, named) for each in values]))
        case _:
            return


def _part(node: ast.expr, named: dict[str, str]) -> list[str]:
    if isinstance(node, ast.Constant):
        return [str(node.value).replace("{", "{{").replace("}", "}}")]
    if not isinstance(node, ast.FormattedValue):
        return []
    if _is_text(node.value):
        branches = [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]
        return [case for each in branches for case in _cases(each, named)]
    written = ast.unparse(node)
    if written not in named:
        name = (_name_of(node.value).strip("_").lower() or "value") + (_TIME if is_written_time(node) else "")
        taken = sum(each.rstrip("0123456789") == name for each in named.values())
        named[written] = f"{name}{taken + 1}" if taken else name
    return [f"{{{named[written]}}}"]


def is_written_time(node: ast.FormattedValue) -> bool:
    """Is this written as days and hours are, such as `%d %b %H:%M`?"""
    return node.format_spec is not None and bool(re.search("%[a-zA-Z]", ast.unparse(node.format_spec)))


def is_time(blank: str) -> bool:
    """Is a blank filled with a day or an hour, by its name?"""
    return blank.rstrip("0123456789").endswith(_TIME)


#: What a value that is worked out of another one is called after.
_INSIDE: Final = {
    ast.Subscript: "value",
    ast.BinOp: "left",
    ast.GeneratorExp: "elt",
    ast.ListComp: "elt",
    ast.IfExp: "body",
}
_AS_ITS_FIRST: Final = _split("join len max min sorted round str")


def _name_of(node: ast.AST) -> str:
    """Return what a value is best called: the last name in it."""
    if isinstance(node, ast.Call):
        return _name_of_call(node)
    if isinstance(node, ast.BoolOp):
        return _name_of(node.values[0])
    if type(node) in _INSIDE:
        return _name_of(getattr(node, _INSIDE[type(node)]))
    if isinstance(node, ast.Attribute):
        is_bare = node.attr in {"value", "name"} and isinstance(node.value, ast.Name | ast.Attribute)
        return _name_of(node.value) if is_bare else node.attr
    return node.id if isinstance(node, ast.Name) else "value"


def _name_of_call(node: ast.Call) -> str:
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else _name_of(function)
    if name in _AS_ITS_FIRST and node.args:
        return _name_of(node.args[0])
    if isinstance(function, ast.Attribute) and _name_of(function.value) not in {"self", "value"}:
        return _name_of(function.value)
    return name


def fixed(shape: str) -> str:
    """Return a shape with nothing in its blanks."""
    return re.sub(r"(?<!\{)\{[a-z_0-9]+\}(?!\})", "{}", shape)


def _named(shape: str) -> str:
    return f"{{name}} {shape}" if shape[0].islower() else shape


def _is_said_to_people(bare: str) -> bool:
    """Is this more than a name in the program, such as `media` or `text`?"""
    return bool(re.search(r"[^\W\d_]{2,}", bare)) and (" " in bare or bare.endswith("."))


def _is_sentence(shape: str) -> bool:
    bare = fixed(shape).strip()
    words = re.findall(r"[^\W\d_]{2,}", bare)
    return len(words) > 1 and " " in bare and bool(_SENTENCE.fullmatch(bare) and re.search("[a-z]", bare))


def _is_prose(shape: str) -> bool:
    bare = fixed(shape).strip()
    return len(re.findall(r"[^\W\d_]{2,}", bare)) > 1 and " " in bare


def _is_text(node: ast.AST) -> bool:
    match node:
        case ast.JoinedStr() | ast.Constant(value=str()):
            return True
        case ast.BinOp(left=one, op=ast.Add(), right=other) | ast.IfExp(body=one, orelse=other):
            return _is_text(one) and _is_text(other)
        case _:
            return False


def _is_error(node: ast.AST) -> bool:
    """Is this an error that is made, or what a class of errors says?"""
    match node:
        case ast.Call(func=ast.Attribute(attr="__init__", value=ast.Call(func=ast.Name(id="super")))):
            return True
        case ast.Call(func=function):
            name = _name_of(function)
            return name.endswith("Error") and not hasattr(builtins, name)
        case _:
            return False


def _is_said(node: ast.AST) -> bool:
    return isinstance(node, ast.keyword) and node.arg in _SAYS


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in a scope, in order, without its functions, docstrings and what nobody reads."""
    waiting = list(ast.iter_child_nodes(scope))[::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, _Function) or (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        ):
            continue
        if isinstance(node, ast.Call) and _name_of(node.func) in _UNREAD:
            continue
        yield node
        if not _is_text(node):
            waiting += list(ast.iter_child_nodes(node))[::-1]


def _assigned(own: list[ast.AST]) -> _Names:
    """Return what each name of a scope may hold; what is added to it as well, behind what was there."""
    found: _Names = {}
    for node in own:
        match node:
            case ast.Assign(targets=targets, value=value):
                names = [each for target in targets for each in ast.walk(target)]
            case (
                ast.AnnAssign(target=target, value=ast.expr() as value)
                | ast.NamedExpr(target=target, value=value)
                | ast.For(target=target, iter=value)
            ):
                names = list(ast.walk(target))
            case ast.AugAssign(target=ast.Name(id=name) as target, value=value):
                names = [target]
                before = [each for each in found.get(name, []) if _is_text(each) and _is_text(value)]
                found.setdefault(name, []).extend(ast.BinOp(each, ast.Add(), value) for each in before)
            case _:
                continue
        for each in names:
            if isinstance(each, ast.Name):
                found.setdefault(each.id, []).append(value)
    return found
