"""Solutions, slightly broken: a line dropped, a comparison weakened, a constant changed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy

STRANGE = ("*", "null", "https://evil.example", "https://app.example/", "https://app.exampl")


def mutants(code: str) -> Iterator[tuple[str, str]]:
    """Each mutant with a name that says what was changed; all of them are Python."""
    tree = ast.parse(code)
    for at, node in enumerate(ast.walk(tree)):
        for name, broken in _broken(tree, at, node):
            yield name, ast.unparse(ast.fix_missing_locations(broken))


def _broken(tree: ast.Module, at: int, node: ast.AST) -> Iterator[tuple[str, ast.Module]]:
    if isinstance(node, ast.Module | ast.FunctionDef | ast.If):
        for index, line in enumerate(node.body):
            if len(node.body) > 1:
                yield f"without `{_head(line)}`", _without(tree, at, index)
    if isinstance(node, ast.If):
        for value in (True, False):
            yield f"if {value}", _with_test(tree, at, ast.Constant(value))
        yield f"if not {_head(node.test)}", _with_test(tree, at, ast.UnaryOp(ast.Not(), node.test))
    if isinstance(node, ast.Compare):
        for name, test in _weaker(node):
            yield name, _replaced(tree, at, test)
    if isinstance(node, ast.Constant) and node.value == "https://app.example":
        for strange in STRANGE:
            yield f"{strange} in place of the page", _replaced(tree, at, ast.Constant(strange))


def _weaker(node: ast.Compare) -> Iterator[tuple[str, ast.expr]]:
    """The comparison as a search for a part, a beginning or an end."""
    left, right = _text(node.left), node.comparators[0]
    negated = isinstance(node.ops[0], ast.NotEq | ast.NotIn)
    for name, test in _tests(left, right, isinstance(node.ops[0], ast.In | ast.NotIn)):
        yield name, ast.UnaryOp(ast.Not(), test) if negated else test


def _tests(left: str, right: ast.expr, listed: bool) -> Iterator[tuple[str, ast.expr]]:
    one = ast.unparse(right)
    if not listed:
        yield "a part of it", _expression(f"{left} in {one}")
        yield "it is a part", _expression(f"{one} in {left}")
        yield "begins alike", _expression(f"{left}.startswith({one})")
        yield "ends alike", _expression(f"{left}.endswith({one}.split('//')[-1])")
        return
    yield "a part of the list as a string", _expression(f"{left} in ' '.join({one})")
    yield "one is a part", _expression(f"any(x in {left} for x in {one})")
    yield "begins alike", _expression(f"{left}.startswith(tuple({one}))")
    ends = f"any({left}.endswith(x.split('//')[-1]) for x in {one})"
    yield "ends alike", _expression(ends)
    yield "not equal to a stranger", _expression(f"{left} != 'https://evil.example'")


def _text(node: ast.expr) -> str:
    """The left side as a string, also where there is no header."""
    return f"({ast.unparse(node)} or '')"


def _expression(code: str) -> ast.expr:
    return ast.parse(code, mode="eval").body


def _head(node: ast.AST) -> str:
    return ast.unparse(node).splitlines()[0]


def _node(tree: ast.Module, at: int) -> tuple[ast.Module, ast.AST]:
    """A copy of the tree, and its node number `at`."""
    copy = deepcopy(tree)
    return copy, list(ast.walk(copy))[at]


def _without(tree: ast.Module, at: int, index: int) -> ast.Module:
    copy, node = _node(tree, at)
    del node.body[index]  # type: ignore[attr-defined]  # a node that has lines
    return copy


def _with_test(tree: ast.Module, at: int, test: ast.expr) -> ast.Module:
    copy, node = _node(tree, at)
    node.test = test  # type: ignore[attr-defined]  # an `if`
    return copy


class _Replace(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.expr) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def _replaced(tree: ast.Module, at: int, new: ast.expr) -> ast.Module:
    copy, node = _node(tree, at)
    changed: ast.Module = _Replace(node, new).visit(copy)
    return changed
