"""Whatever stands in the query of a page of clearance or vouchers, nothing breaks: it answers, or says what is wrong."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.cases import CASES, anything
from tests.architecture.routes import Route, all_routes, entry
from tests.architecture.world import World

ROOMS = ("clearance", "vouchers")
SOURCES = Path(__file__).resolve().parents[2] / "src" / "zhongchuang"
HOSTILE = ("\x00", "9" * 40, "0001-01-01", "9999-12-31", "沈阳 AND OR NOT (")
_NAMED = (re.compile(r"""GET\.get(?:list)?\("(\w+)\""""), re.compile(r"^    (\w+) = forms\.", re.M))
ROUTES = [route for route in all_routes() if str(route.label).split(":")[0] in ROOMS]


@cache
def names() -> frozenset[str]:
    """Everything one of these pages reads from a query."""
    texts = [path.read_text(encoding="utf-8") for room in ROOMS for path in (SOURCES / room).rglob("*.py")]
    found = {name for text in texts for named in _NAMED for name in named.findall(text)}
    assert {"page", "until", "q"} <= found | {"page"}, "how a page reads its query has changed"
    return frozenset(found | {"page", "after", "limit"})


@pytest.mark.one_database
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: str(route.label))
def test_no_query_breaks_a_page(world: World, route: Route) -> None:
    make = entry(route.label, CASES) or anything
    for who in ("auditor", "finance"):
        request = next(iter(make(world, who).values()))
        for value in HOSTILE:
            answer = world.browser(who).get(route.path(request.address), dict.fromkeys(names(), value))
            assert answer.status_code < 500, (route.label, who, value)
