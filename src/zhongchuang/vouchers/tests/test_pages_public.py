"""What everybody sees: which vouchers there are and what they are waiting for, who is on the list, what each offers."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from zhongchuang.ledger.tests.payments import BANK_ACCOUNT
from zhongchuang.vouchers import services
from zhongchuang.vouchers.services import Offered
from zhongchuang.vouchers.terms import amounts
from zhongchuang.vouchers.tests.browsing import page
from zhongchuang.vouchers.tests.worlds import BOOKS, World, a_firm, belongs

pytestmark = pytest.mark.django_db

AWAITED = """
id: awaited
title: {zh: 等细则的券（虚构）, en: Awaited (invented)}
place: "990000"
standing: awaiting
awaiting: {zh: 等省科技厅的实施细则, en: The rules of the province}
basis: [{document: trial-2026-1}]
services: [{id: testing, label: {zh: 检验检测, en: Testing}}]
"""


def test_schemes_show_their_figures_with_grounds_and_awaited_ones_what_for() -> None:
    world = World()
    _ = world.department, world.scheme
    services.scheme_load(actor=BOOKS, file="awaited.yaml", content=AWAITED, clauses={})
    shown = page(Client(), reverse("vouchers:about"))
    for told in ("试验创新券（虚构）", "施行中", "50%", "100,000.00 元", "测试省", "12 个月", "试验"):
        assert told in shown, told
    assert "等待细则" in shown and "等省科技厅的实施细则" in shown
    reader = Client()
    reader.cookies["django_language"] = "en"
    english = reader.get(reverse("vouchers:about")).content.decode()
    assert "Awaited (invented)" in english and "The rules of the province" in english


def test_a_page_without_schemes_says_so() -> None:
    assert "还没有载入创新券的方案" in page(Client(), reverse("vouchers:about"))


def test_the_list_is_narrowed_by_kind_place_and_words_and_shows_who_is_admitted() -> None:
    world = World()
    other, manager = a_firm("虚构研究院"), None
    manager = belongs(other)
    listed = world.provider
    services.provider_service_add(
        actor=world.manager, provider=listed, offered=Offered("research", "配方研发", "", "面议")
    )
    waiting = world.asked(other, manager)
    url, client = reverse("vouchers:providers"), Client()
    shown = page(client, url)
    assert world.lab.name in shown and "虚构研究院" not in shown and "找到 1 家机构" in shown
    assert world.lab.name in page(client, url, service="research")
    assert world.lab.name in page(client, url, q="配方")
    assert world.lab.name not in page(client, url, q="没有这个")
    assert world.lab.name not in page(client, url, place="210000")
    services.provider_admit(actor=world.officer, provider=waiting)
    assert "虚构研究院" in page(client, url) and "虚构研究院" not in page(client, url, service="research")


def test_a_provider_shows_what_it_does_and_never_its_account() -> None:
    world = World()
    url = reverse("vouchers:provider", args=[world.provider.pk])
    answer = Client().get(url)
    text = answer.content.decode()
    assert "材料检测" in text and "虚构的实验室" in text and "024-00000000" in text
    assert BANK_ACCOUNT not in text and "2345" not in text and "虚构银行" not in text
    services.provider_strike_off(actor=world.reviewer, provider=world.provider, reason="出具假报告")
    assert Client().get(url).status_code == 404


def test_every_limit_has_its_words() -> None:
    assert {amounts.Room(limit, 1).label.zh for limit in amounts.Limit} >= {"单笔限额", "券内可用"}
