"""SQL statements a page: what `statements.yaml` says, at most twelve, and the same with more of everything.

A page that needs another number changes the file, where the change is seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.architecture.cases import CASES, anything
from tests.architecture.growth import grown
from tests.architecture.routes import Route, all_routes, entry
from tests.architecture.test_access_matrix import answers_of, ask, expected
from tests.architecture.world import WHO, World
from zhongchuang.policy.models import Document
from zhongchuang.policy.views import rows

BASELINE = Path(__file__).with_name("statements.yaml")
MOST = 12
NOT_COUNTED = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "BEGIN", "COMMIT")
OURS = [route for route in all_routes() if not route.pattern.startswith("admin/")]


def pages(world: World, route: Route) -> Iterator[tuple[str, str]]:
    """Each state in which the address is a page, with somebody who may see it: staff first, who see most."""
    said = answers_of(route).get("GET", {})
    for state, answers in said.items():
        for who in sorted(WHO, key=lambda w: (w not in {"officer", "administrator"}, w)):
            make = entry(route.label, CASES) or anything
            if state in make(world, who) and expected(answers, who) == "page":
                yield state, who
                break


def counted(world: World, route: Route, state: str, who: str) -> int:
    """Statements of one request, the second of its kind: what a process keeps is kept by then."""
    request = (entry(route.label, CASES) or anything)(world, who)[state]
    ask(world, who, "GET", route, request)
    with CaptureQueriesContext(connection) as captured:
        answer = ask(world, who, "GET", route, request)
    assert answer.status_code == 200, f"{route.label} · {state}: {answer.status_code}"
    return sum(not query["sql"].startswith(NOT_COUNTED) for query in captured.captured_queries)


def all_counts(world: World) -> dict[str, int]:
    """Every page and state with its statements."""
    return {
        f"{route.label} · {state}": counted(world, route, state, who)
        for route in OURS
        for state, who in pages(world, route)
    }


def test_every_page_asks_what_the_baseline_says_and_no_more_with_more_data(world: World) -> None:
    counts = all_counts(world)
    said = yaml.safe_load(BASELINE.read_text(encoding="utf-8"))
    with transaction.atomic():
        added = grown()
        with_more = all_counts(world)
        transaction.set_rollback(True)
    assert added["Document"] > 20 and added["Measure"] > 20 and added["Account"] > 20
    more = {name: (counts[name], n) for name, n in with_more.items() if n > counts[name]}
    assert more == {}, "随数据增长而增加语句的页面"
    assert counts == said, "与 statements.yaml 不同：确有理由就改那个文件"
    assert {name: n for name, n in counts.items() if n > MOST} == {}


def test_the_count_sees_a_page_that_asks_more_as_data_grows(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a list that asks once a row."""

    def once_a_row(document: Document) -> object:
        return [document.place.name for document in Document.objects.all()][:0] or original(document)

    original = rows.document_row
    monkeypatch.setattr(rows, "document_row", once_a_row)
    route = next(route for route in OURS if route.name == "policy:documents")
    before = counted(world, route, "any", "officer")
    with transaction.atomic():
        grown()
        after = counted(world, route, "any", "officer")
        transaction.set_rollback(True)
    assert after > before
