"""A query that locks names what it locks: with a join and no `of`, PostgreSQL locks the rows it only joins to as well.

Two verbs that hold rows of their own then wait for each other over a department or a scheme that neither changes. Read from the
source, so that no database is needed: the chain of calls in which `select_for_update` stands, and through the local names it
goes by.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "zhongchuang"
LOOKUPS = frozenset(
    [
        "exact",
        "iexact",
        "contains",
        "icontains",
        "in",
        "gt",
        "gte",
        "lt",
        "lte",
        "startswith",
        "istartswith",
        "endswith",
        "range",
        "date",
        "year",
        "isnull",
        "regex",
    ]
)
"""What may stand behind two underscores without a join."""
Chain = tuple[ast.Call, ...]


def chain_of(node: ast.expr, names: Mapping[str, Chain]) -> Chain:
    """The calls `a.b().c()` is made of, the last one first; those of a local name it begins with too."""
    calls: list[ast.Call] = []
    while True:
        if isinstance(node, ast.Call):
            calls.append(node)
            node = node.func
        elif isinstance(node, ast.Attribute | ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Name):
            return (*calls, *names.get(node.id, ()))
        else:
            return tuple(calls)


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def locks_without_of(call: ast.Call) -> bool:
    return name_of(call) == "select_for_update" and all(word.arg != "of" for word in call.keywords)


def joins(call: ast.Call) -> bool:
    """`select_related`, or a condition on a row of another table (`round__department=…`)."""
    if name_of(call) == "select_related":
        return True
    if name_of(call) not in ("filter", "exclude", "get"):
        return False
    words = [word.arg.split("__")[1:] for word in call.keywords if word.arg]
    return any(part not in LOOKUPS for word in words for part in word)


def faults(tree: ast.AST) -> Iterator[int]:
    """Lines on which a lock without `of` meets a join."""
    for scope in ast.walk(tree):
        if not isinstance(scope, ast.FunctionDef | ast.Lambda | ast.Module):
            continue
        names: dict[str, Chain] = {}
        for node in ast.walk(scope):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                names[node.targets[0].id] = chain_of(node.value, names)
        for node in ast.walk(scope):
            if isinstance(node, ast.Call):
                chain = chain_of(node, names)
                yield from (one.lineno for one in chain if locks_without_of(one) and any(map(joins, chain)))


def test_no_lock_reaches_rows_that_are_only_joined_to() -> None:
    found = {
        f"{path.relative_to(SOURCE)}:{line}"
        for path in SOURCE.rglob("*.py")
        if "tests" not in path.parts
        for line in faults(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert not found, f'select_for_update(of=("self",)): {sorted(found)}'


@pytest.mark.parametrize(
    "code",
    [
        "Case.objects.select_for_update().select_related('round').get(pk=1)",
        "Case.objects.select_related('round').select_for_update(no_key=True)",
        "Case.objects.select_for_update().filter(round__department=1)",
        "def f():\n    rows = Case.objects.select_related('round')\n    return rows.select_for_update().get(pk=1)",
        "def f():\n    rows = Case.objects.select_for_update()\n    return rows.filter(round__department__in=[1]).first()",
    ],
)
def test_the_rule_sees(code: str) -> None:
    assert list(faults(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "Case.objects.select_for_update(of=('self',)).select_related('round').get(pk=1)",
        "Case.objects.select_for_update().filter(pk__in=[1], state__in=['a'], at__date__lt=1)",
        "def f():\n    rows = Case.objects.select_related('round')\n    return rows.filter(pk=1)",
    ],
)
def test_the_rule_lets_pass(code: str) -> None:
    assert not list(faults(ast.parse(code)))
