"""Reads the source of pages for what an expression can be: a page's own words, or a stranger's.

Own words are literals, numbers and dates with a format (a text in their place raises an error),
constants, whatever functions of the pages make of these, and what is declared to be ``Markdown``,
which mypy holds to it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.source_modules import Module, home_of

MARKDOWN = {"Markdown", "Plain"}
TEXT = "Text"
"""A parameter of this type takes the page's own words: what is handed to it is looked at too."""

SAFE = {
    "Plain",
    "of",
    "code",
    "prose",
    "plain_rows",
    "plain_table",
    "len",
    "int",
    "round",
    "sum",
    "divmod",
}
"""Calls that make Markdown or a number, whatever they are given."""

NUMBERS = {"int", "float", "bool"}
NUMBER_FORMAT = re.compile(r"^([^{}]*(,|[,_]?(\.\d+)?[defgn%])|.*%[A-Za-z].*)$")
"""Formats of numbers and dates: with them, a text raises an error."""

CONSTANT = re.compile(r"^_?[A-Z][A-Z0-9_]*$")


def annotation(node: ast.expr | None) -> set[str]:
    """Return the names in an annotation, ``None`` left out."""
    return set() if node is None else set(re.findall(r"\w+", ast.unparse(node))) - {"None"}


def is_ours(declared: set[str]) -> bool:
    """Tell whether what is declared so is Markdown, a number or one of a page's own words."""
    if declared & {"Literal", TEXT}:
        return True
    return bool(declared) and declared <= MARKDOWN | NUMBERS


class Reader:
    """Reads one function, or the top of a module, for what it hands to Streamlit."""

    def __init__(
        self, here: Module, scope: ast.AST, outer: Reader | None = None, *, trusting: bool = False
    ) -> None:
        """``trusting`` takes texts that a function is called with for the page's own words."""
        self.here, self.scope, self.outer = here, scope, outer
        self.asked: set[str] = set()
        self.declared: dict[str, set[str]] = {}
        self.assigned: dict[str, list[ast.expr | None]] = {}
        self.loops: dict[str, list[ast.expr]] = {}
        if isinstance(scope, ast.FunctionDef | ast.Lambda):
            every = [*scope.args.posonlyargs, *scope.args.args, *scope.args.kwonlyargs]
            for argument in every:
                declared = annotation(argument.annotation) or {"object"}
                self.declared[argument.arg] = (
                    {"int"} if trusting and declared == {"str"} else declared
                )
        for node in self.nodes():
            self._learn(node)

    def nodes(self) -> Iterator[ast.AST]:
        """Give every node of the scope, those of functions within it left out."""
        pending = list(ast.iter_child_nodes(self.scope))
        while pending:
            node = pending.pop()
            yield node
            if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
                pending.extend(ast.iter_child_nodes(node))

    def _learn(self, node: ast.AST) -> None:
        match node:
            case ast.AnnAssign(target=ast.Name(id=name)):
                self.declared[name] = annotation(node.annotation)
            case ast.Assign(targets=[ast.Name(id=name)]):
                self.assigned.setdefault(name, []).append(node.value)
            case ast.AugAssign(target=ast.Name(id=name)):
                self.assigned.setdefault(name, []).append(node.value)
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=value):
                for place, target in enumerate(names):
                    each = target.value if isinstance(target, ast.Starred) else target
                    one = value.elts[place] if isinstance(value, ast.Tuple) else value
                    if isinstance(each, ast.Name):
                        self.assigned.setdefault(each.id, []).append(one)
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name))]):
                self.assigned.setdefault(name, []).append(node.value)
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="append" | "extend" | "insert"),
                args=args,
            ):
                self.assigned.setdefault(name, []).extend(args)
            case ast.NamedExpr(target=ast.Name(id=name)):
                self.assigned.setdefault(name, []).append(node.value)
            case ast.For() | ast.comprehension():
                self._loop(node.target, node.iter)

    def _loop(self, target: ast.expr, source: ast.expr) -> None:
        """Learn what a loop's names stand for: the items of a literal, else what it goes over."""
        if isinstance(source, ast.Call) and ast.unparse(source.func) == "enumerate":
            if isinstance(target, ast.Tuple) and isinstance(target.elts[0], ast.Name):
                self.declared[target.elts[0].id] = {"int"}
                self._loop(target.elts[1], source.args[0])
            return
        if isinstance(target, ast.Name):
            items = source.elts if isinstance(source, ast.Tuple | ast.List) else [source]
            self.loops.setdefault(target.id, []).extend(items)
        elif isinstance(target, ast.Tuple):
            rows = source.elts if isinstance(source, ast.Tuple | ast.List) else [source]
            for place, each in enumerate(target.elts):
                for row in rows:
                    one = row.elts[place] if isinstance(row, ast.Tuple) else row
                    if isinstance(each, ast.Name):
                        self.loops.setdefault(each.id, []).append(one)

    def ours(self, node: ast.expr | None) -> bool:
        """Tell whether an expression can only be the page's own words, a number or Markdown."""
        match node:
            case None:
                return False
            case ast.Constant():
                return True
            case ast.JoinedStr(values=values):
                return all(map(self.ours, values))
            case ast.FormattedValue(value=value, format_spec=spec):
                text = "" if spec is None else ast.unparse(spec)[2:-1]
                return bool(spec and NUMBER_FORMAT.match(text)) or self.ours(value)
            case ast.IfExp(body=body, orelse=other):
                return self.ours(body) and self.ours(other)
            case ast.BoolOp(values=values):
                return all(map(self.ours, values))
            case ast.BinOp(left=left, right=right):
                return self.ours(left) and self.ours(right)
            case ast.List(elts=elts) | ast.Tuple(elts=elts) | ast.Set(elts=elts):
                return all(map(self.ours, elts))
            case ast.Dict(values=values):
                return all(map(self.ours, values))
            case ast.Starred(value=value):
                return self.ours(value)
            case ast.GeneratorExp(elt=elt) | ast.ListComp(elt=elt):
                return self.ours(elt)
            case ast.Lambda(body=body):
                return Reader(self.here, node, self).ours(body)
            case ast.Subscript(value=value):
                return self._constant(value) or self.ours(value)
            case ast.Name(id=name):
                return self._name(name)
            case ast.Attribute(value=value, attr=attr):
                return bool(CONSTANT.match(attr)) or self._constant(value)
            case ast.Call():
                return self._call(node)
        return False

    def _constant(self, node: ast.expr) -> bool:
        match node:
            case ast.Name(id=name):
                if CONSTANT.match(name):
                    return True
                values = [*self.assigned.get(name, []), *self.loops.get(name, [])]
                return bool(values) and all(v is not None and self._constant(v) for v in values)
            case ast.Attribute(value=value, attr=attr):
                return bool(CONSTANT.match(attr)) or self._constant(value)
            case ast.Subscript(value=value):
                return self._constant(value)
            case ast.Call(func=ast.Attribute(value=value, attr="get" | "pop"), args=[_]):
                return self._constant(value)
            case ast.Call(func=ast.Attribute(value=value, attr="items" | "values"), args=[]):
                return self._constant(value)
            case ast.Dict():
                return self.ours(node)
        return False

    def _name(self, name: str) -> bool:
        if CONSTANT.match(name) or name in MARKDOWN | self.asked:  # a name may stand for itself
            return True
        if name in self.declared:
            return is_ours(self.declared[name])
        found = [*self.assigned.get(name, []), *self.loops.get(name, [])]
        if found:
            self.asked.add(name)
            ours = all(map(self.ours, found))
            self.asked.remove(name)
            return ours
        if self.outer is not None:
            return self.outer._name(name)
        return self._function(ast.Name(name))

    def _call(self, node: ast.Call) -> bool:
        name = ast.unparse(node.func).rpartition(".")[2]
        if name == "Markdown":
            return all(map(self.ours, node.args))
        if name in SAFE:
            return True
        if name == "partial":
            return self._function(node.args[0])
        if name in ("join", "strip", "capitalize", "lower", "filter"):
            base = [node.func.value] if isinstance(node.func, ast.Attribute) else []
            return all(map(self.ours, [*base, *node.args]))
        if name == "map" and isinstance(node.args[0], ast.Name) and node.args[0].id in MARKDOWN:
            return True
        if name in ("items", "values", "get", "pop") and isinstance(node.func, ast.Attribute):
            return self._constant(node.func.value) and all(map(self.ours, node.args[1:]))
        return self._function(node.func, node)

    def _function(self, function: ast.expr, call: ast.Call | None = None) -> bool:
        """Tell whether a function of the pages can only return what is ours, in this call of it."""
        there, name = home_of(function, self.here)
        if there is None or name not in there.functions:
            return False
        if returns_ours(there, name):
            return True
        return (
            call is not None
            and all(map(self.ours, texts_in(call, there.functions[name])))
            and (returns_ours(there, name, trusting=True))
        )


def texts_in(call: ast.Call, function: ast.FunctionDef, kind: str = "str") -> Iterator[ast.expr]:
    """Give what a call hands to the function's parameters of a kind."""
    arguments = [one for one in function.args.args if one.arg != "self"]
    texts = {
        one.arg
        for one in (*arguments, *function.args.kwonlyargs)
        if kind in annotation(one.annotation)
    }
    for place, value in enumerate(call.args):
        if place < len(arguments) and arguments[place].arg in texts:
            yield value
    yield from (keyword.value for keyword in call.keywords if keyword.arg in texts)


def returns_ours(there: Module, name: str, *, trusting: bool = False) -> bool:
    """Tell whether all that a function returns is ours."""
    key = (there.path, name, trusting)
    if key not in _KNOWN:
        _KNOWN[key] = False  # as long as it is not known, should it call itself
        function = there.functions[name]
        reader = Reader(there, function, trusting=trusting)
        returned = [node.value for node in reader.nodes() if isinstance(node, ast.Return)]
        declared = annotation(function.returns)
        _KNOWN[key] = is_ours(declared) or (bool(returned) and all(map(reader.ours, returned)))
    return _KNOWN[key]


_KNOWN: dict[tuple[Path, str, bool], bool] = {}
