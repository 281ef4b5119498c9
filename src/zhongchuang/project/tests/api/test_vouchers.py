"""Vouchers for other software: schemes and providers for everybody, one's own with a token of that scope and nobody else's."""

from __future__ import annotations

import pytest

from zhongchuang.parties.access import TokenScope
from zhongchuang.parties.models import Account
from zhongchuang.project.tests.api.factory import Api, make_token
from zhongchuang.vouchers.tests.worlds import YUAN, World

pytestmark = pytest.mark.django_db


def program(user_id: str, *scopes: TokenScope) -> Api:
    """A program with a token of an account."""
    return Api(make_token(Account.objects.get(pk=user_id), *scopes))


def test_everybody_reads_schemes_with_their_grounds() -> None:
    world = World()
    _ = world.scheme
    shown = {one["code"]: one for one in Api().get("/voucher-schemes").json()["items"]}
    trial = shown["trial@1"]
    assert trial["standing"] == "in_force" and trial["awaiting"] is None
    ratio = trial["terms"][0]["ratio"]
    assert ratio == {"value": "0.5", "quote": None, "set_by": {"zh": "试验", "en": "Trial"}}


def test_everybody_reads_who_is_listed_and_nobody_an_account_number() -> None:
    world = World()
    _ = world.provider
    answer = Api().get("/voucher-providers", {"service": "testing", "q": "材料"})
    (found,) = answer.json()["items"]
    assert found["name"] == world.lab.name and found["services"][0]["title"] == "材料检测"
    assert "bank" not in answer.content.decode() and "2345" not in answer.content.decode()
    for query in ({"service": "research"}, {"place": "210000"}, {"q": "没有这个"}):
        assert Api().get("/voucher-providers", query).json()["total"] == 0
    assert Api().get("/voucher-providers", {"service": "NOT A KIND"}).status_code == 422


def test_ones_own_vouchers_and_orders_need_their_scope_and_are_ones_own_alone() -> None:
    world = World()
    voucher = world.voucher(100_000 * YUAN)
    order = world.order(voucher, 10_000 * YUAN)
    assert Api().get("/my/vouchers").status_code == 401
    reads = program(str(world.holder.user_id), TokenScope.READ)
    assert reads.get("/my/vouchers").status_code == 403
    mine = program(str(world.holder.user_id), TokenScope.OWN_VOUCHERS)
    (shown,) = mine.get("/my/vouchers").json()["items"]
    assert (shown["number"], shown["available"], shown["held"]) == (voucher.number, "95000.00", "5000.00")
    (listed,) = mine.get("/my/voucher-orders", {"state": "placed"}).json()["items"]
    assert (listed["number"], listed["support"], listed["invoiced"]) == (order.number, "5000.00", None)
    assert mine.get("/my/voucher-orders", {"state": "settled"}).json()["total"] == 0
    assert mine.get("/my/vouchers", {"number": "CXQ-0"}).json()["total"] == 0
    others = program(str(world.counter.user_id), TokenScope.OWN_VOUCHERS)
    assert others.get("/my/vouchers").json()["total"] == others.get("/my/voucher-orders").json()["total"] == 0
