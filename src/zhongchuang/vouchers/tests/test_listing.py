"""The list of providers: asked, returned, admitted, struck off; services; another bank account."""

from __future__ import annotations

import base64

import pytest
from pytest_django import Settings

from zhongchuang.core import clock, crypto
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound
from zhongchuang.ledger.services.orders import BANK_ACCOUNT
from zhongchuang.ledger.tests.payments import BANK_ACCOUNT as NUMBER
from zhongchuang.parties import services as parties
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import OrganisationKind, Standing
from zhongchuang.parties.tests.factory import SYSTEM, actor
from zhongchuang.vouchers import services
from zhongchuang.vouchers.errors import (
    ChangeWaits,
    ProviderNotAdmitted,
    ProviderState,
    ProviderThere,
    ServiceUnknown,
)
from zhongchuang.vouchers.flow import OrderState
from zhongchuang.vouchers.models import AccountChange, Order, Provider
from zhongchuang.vouchers.selectors import (
    department_providers,
    listed_provider,
    listed_providers,
    open_account_changes,
    own_providers,
    provider_of,
    services_of,
)
from zhongchuang.vouchers.services import Offered
from zhongchuang.vouchers.services.rewrapping import provider_accounts_rewrap
from zhongchuang.vouchers.tests.worlds import BOOKS, World, a_firm, belongs, check_proof, posted

pytestmark = pytest.mark.django_db
OTHER = "6222 0000 0000 0099 999"


def test_asked_returned_mended_admitted() -> None:
    world = World()
    asked = world.asked(world.lab, world.manager)
    assert asked.bank_account_tail == "2345"
    assert NUMBER.replace(" ", "") not in asked.bank_account
    assert not listed_providers().exists()
    with pytest.raises(ProviderThere):
        world.asked(world.lab, world.manager)
    services.provider_return(actor=world.officer, provider=asked, reason="缺资质")
    again = world.asked(world.lab, world.manager)
    assert (again.pk, again.state, again.reason) == (asked.pk, "asked", "")
    admitted = services.provider_admit(actor=world.officer, provider=again)
    assert (admitted.state, admitted.admitted_on) == ("admitted", clock.today())
    assert [one.service for one in services_of(admitted)] == ["testing"]
    with pytest.raises(ProviderState):
        services.provider_admit(actor=world.officer, provider=again)


def test_who_may_ask_and_admit() -> None:
    world = World()
    with pytest.raises(NotAllowed):
        world.asked(world.lab, world.counter)  # no manager
    asked = world.asked(world.lab, world.manager)
    foreign = actor(posted(a_firm("虚构另一厅", OrganisationKind.DEPARTMENT), Role.OFFICER))
    for who in (world.manager, world.finance, world.reviewer, foreign):
        with pytest.raises(NotAllowed):
            services.provider_admit(actor=who, provider=asked)


def test_an_officer_who_belongs_to_the_lab_does_not_admit_it() -> None:
    world = World()
    asked = world.asked(world.lab, world.manager)
    account = posted(world.department, Role.OFFICER)
    parties.membership_add(actor=SYSTEM, account=account, organisation=world.lab, standing=Standing.MEMBER)
    with pytest.raises(NotAllowed):
        services.provider_admit(actor=actor(account), provider=asked)


@pytest.mark.parametrize(
    ("offered", "account", "error"),
    [
        ([], NUMBER, ServiceUnknown),
        ([Offered("cooking", "做饭")], NUMBER, ServiceUnknown),
        ([Offered("testing", "")], NUMBER, InvalidInput),
        ([Offered("testing", "检测")], "1", InvalidInput),
    ],
)
def test_a_request_says_what_is_missing(
    offered: list[Offered], account: str, error: type[InvalidInput]
) -> None:
    world = World()
    _ = world.scheme
    with pytest.raises(error) as refused:
        services.provider_ask(
            actor=world.manager,
            organisation=world.lab,
            department=world.department,
            scheme="trial",
            services=offered,
            introduction="",
            contact="",
            payee_name="虚构户名",
            bank_name="虚构银行",
            bank_account=account,
        )
    assert refused.value.fields
    assert not Provider.objects.exists()


def test_struck_off_its_open_orders_end_wait_or_are_withheld() -> None:
    world = World()
    voucher = world.voucher()
    states = (
        OrderState.PLACED,
        OrderState.ACCEPTED,
        OrderState.DELIVERED,
        OrderState.CONFIRMED,
        OrderState.REDEEMED,
    )
    made = {state: world.at(state, voucher) for state in states}
    with pytest.raises(NotAllowed):
        services.provider_strike_off(actor=world.officer, provider=world.provider, reason="虚开发票")
    services.provider_strike_off(actor=world.reviewer, provider=world.provider, reason="虚开发票")
    found = dict(Order.objects.values_list("pk", "state"))
    assert {state: found[made[state].pk] for state in states} == {
        OrderState.PLACED: "stopped",
        OrderState.ACCEPTED: "stopped",
        OrderState.DELIVERED: "disputed",
        OrderState.CONFIRMED: "disputed",
        OrderState.REDEEMED: "withheld",
    }
    assert not listed_providers().exists()
    with pytest.raises(ProviderNotAdmitted):
        world.order(voucher)
    check_proof()


def test_struck_off_it_comes_back_by_a_second_person_only_and_is_withheld_again() -> None:
    world = World()
    order = world.at(OrderState.REDEEMED)
    services.provider_strike_off(actor=world.reviewer, provider=world.provider, reason="虚开")
    again = world.asked(world.lab, world.manager)
    with pytest.raises(NotAllowed):
        services.provider_admit(actor=world.officer, provider=again)
    services.provider_admit(actor=world.reviewer, provider=again, reason="已整改")
    other = actor(posted(world.department, Role.REVIEWER))
    services.order_release(actor=other, order=order, reason="看过")
    services.provider_strike_off(actor=world.reviewer, provider=world.provider, reason="又虚开")
    assert Order.objects.get().state == "withheld"


def test_services_are_added_and_ended_by_the_manager() -> None:
    world = World()
    provider = world.provider
    added = services.provider_service_add(
        actor=world.manager, provider=provider, offered=Offered("research", "合作研发")
    )
    assert {one.service for one in services_of(provider)} == {"testing", "research"}
    assert list(listed_providers(service="research")) == [provider]
    with pytest.raises(NotAllowed):
        services.provider_service_end(actor=world.counter, service=added)
    services.provider_service_end(actor=world.manager, service=added)
    services.provider_service_end(actor=world.manager, service=added)
    assert {one.service for one in services_of(provider)} == {"testing"}
    assert not listed_providers(service="research").exists()


def test_another_account_waits_for_an_officer() -> None:
    world = World()
    provider = world.provider
    change = {"payee_name": "新户名", "bank_name": "新银行", "bank_account": OTHER, "reason": "账户迁移"}
    with pytest.raises(NotAllowed):
        services.provider_account_change(actor=world.counter, provider=provider, **change)
    asked = services.provider_account_change(actor=world.manager, provider=provider, **change)
    assert set(open_account_changes([provider.pk])) == {provider.pk}
    with pytest.raises(ChangeWaits):
        services.provider_account_change(actor=world.manager, provider=provider, **change)
    with pytest.raises(NotAllowed):
        services.account_change_confirm(actor=world.manager, change=asked)
    provider.refresh_from_db()
    assert provider.bank_account_tail == "2345"
    services.account_change_confirm(actor=world.officer, change=asked)
    provider.refresh_from_db()
    assert (provider.bank_account_tail, provider.payee_name) == ("9999", "新户名")
    assert crypto.decrypt(provider.bank_account, purpose=BANK_ACCOUNT).decode() == OTHER.replace(" ", "")
    with pytest.raises(ChangeWaits):
        services.account_change_refuse(actor=world.officer, change=asked, reason="迟了")
    assert open_account_changes([provider.pk]) == {}


def test_a_refused_account_changes_nothing_and_another_may_be_asked_for() -> None:
    world = World()
    change = {"payee_name": "新户名", "bank_name": "新银行", "bank_account": OTHER, "reason": "账户迁移"}
    for _ in range(2):
        asked = services.provider_account_change(actor=world.manager, provider=world.provider, **change)
        services.account_change_refuse(actor=world.officer, change=asked, reason="与开户证明不符")
    assert set(AccountChange.objects.values_list("state", flat=True)) == {"refused"}
    assert Provider.objects.get().bank_account_tail == "2345"


def test_who_sees_which_entry() -> None:
    world = World()
    asked = world.asked(world.lab, world.manager)
    stranger = belongs(a_firm())
    assert list(own_providers(world.counter)) == list(department_providers(world.officer)) == [asked]
    assert not own_providers(stranger).exists()
    assert not department_providers(stranger).exists()
    assert provider_of(world.counter, asked.pk) == asked
    with pytest.raises(NotFound):
        provider_of(stranger, asked.pk)
    with pytest.raises(NotFound):
        listed_provider(asked.pk)
    services.provider_admit(actor=world.officer, provider=asked)
    assert listed_provider(asked.pk) == asked
    assert list(listed_providers(search="疲劳")) == []
    assert list(listed_providers(search="材料", place="990000", scheme="trial")) == [asked]


def test_accounts_move_to_the_current_key(settings: Settings) -> None:
    world = World()
    services.provider_account_change(
        actor=world.manager,
        provider=world.provider,
        payee_name="新户名",
        bank_name="新银行",
        bank_account=OTHER,
        reason="账户迁移",
    )
    old = settings.ZHONGCHUANG_KEYS
    new = base64.b64encode(crypto.new_key()).decode()
    settings.ZHONGCHUANG_KEYS = f"fresh:{new},{old}"
    assert provider_accounts_rewrap(actor=BOOKS) == 2
    assert provider_accounts_rewrap(actor=BOOKS) == 0
    for token, number in (
        (Provider.objects.get().bank_account, NUMBER),
        (AccountChange.objects.get().bank_account, OTHER),
    ):
        assert token.startswith("fresh.")
        assert crypto.decrypt(token, purpose=BANK_ACCOUNT).decode() == number.replace(" ", "")
