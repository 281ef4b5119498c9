"""Struck off by one department, asking another: it is told before it decides, says why, and the first one's bar holds."""

from __future__ import annotations

import datetime as dt
from unittest import mock

import pytest
from django.urls import reverse

from zhongchuang.core import clock
from zhongchuang.core.actors import PersonActor
from zhongchuang.core.errors import InvalidInput, NotAllowed
from zhongchuang.core.models import AuditEntry
from zhongchuang.ledger.tests.payments import BANK_ACCOUNT
from zhongchuang.parties import services as parties
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Organisation, OrganisationKind
from zhongchuang.parties.tests.factory import SYSTEM, actor
from zhongchuang.vouchers import services
from zhongchuang.vouchers.errors import ProviderBarred
from zhongchuang.vouchers.models import Provider, ProviderStanding, StrikeOff
from zhongchuang.vouchers.services import Offered
from zhongchuang.vouchers.tests.browsing import browser, guard, page, words
from zhongchuang.vouchers.tests.worlds import World, a_firm, belongs, posted

pytestmark = pytest.mark.django_db
WHY = "出具假报告"


def struck_off(world: World, bar: dt.timedelta | None = None) -> Provider:
    """The lab, admitted and taken off the list again."""
    until = clock.today() + bar if bar else None
    return services.provider_strike_off(
        actor=world.reviewer, provider=world.provider, reason=WHY, barred_until=until
    )


def asks(world: World, department: Organisation) -> Provider:
    """The lab asks a department to be listed."""
    return services.provider_ask(
        actor=world.manager,
        organisation=world.lab,
        department=department,
        scheme="trial",
        services=[Offered("testing", "材料检测")],
        introduction="虚构的实验室",
        contact="024-00000000",
        payee_name=world.lab.name,
        bank_name="虚构银行测试支行",
        bank_account=BANK_ACCOUNT,
    )


def another() -> tuple[Organisation, PersonActor, PersonActor]:
    """Another department, with its officer and its second person."""
    made = a_firm("虚构市另一部门", OrganisationKind.DEPARTMENT)
    return made, actor(posted(made, Role.OFFICER)), actor(posted(made, Role.REVIEWER))


def test_another_department_admits_by_its_second_person_with_a_reason_that_is_kept() -> None:
    world = World()
    struck_off(world)
    department, officer, reviewer = another()
    entry = asks(world, department)
    with pytest.raises(NotAllowed):
        services.provider_admit(actor=officer, provider=entry, reason="看过")
    with pytest.raises(InvalidInput) as refused:
        services.provider_admit(actor=reviewer, provider=entry, reason=" ")
    assert set(refused.value.fields) == {"reason"}
    assert Provider.objects.get().state == ProviderStanding.ASKED
    services.provider_admit(actor=reviewer, provider=entry, reason="已整改，抽查十份报告无误")
    found = Provider.objects.get()
    assert (found.state, found.reason) == (ProviderStanding.ADMITTED, "已整改，抽查十份报告无误")
    logged = AuditEntry.objects.filter(verb="vouchers.provider_admit").latest("pk")
    assert logged.after is not None
    assert logged.after["reason"] == "已整改，抽查十份报告无误"
    assert logged.after["struck_off"] == [StrikeOff.objects.get().pk]


def test_who_was_never_struck_off_needs_no_reason() -> None:
    world = World()
    entry = world.asked(world.lab, world.manager)
    found = services.provider_admit(actor=world.officer, provider=entry)
    assert (found.state, found.reason) == (ProviderStanding.ADMITTED, "")


def test_a_bar_holds_with_the_department_that_set_it_until_its_day_is_over_and_with_no_other() -> None:
    world = World()
    struck_off(world, dt.timedelta(days=365))
    last = clock.today() + dt.timedelta(days=365)
    with pytest.raises(ProviderBarred) as refused:
        asks(world, world.department)
    assert world.department.name in refused.value.what.zh and last.isoformat() in refused.value.what.zh
    department, officer, _reviewer = another()
    entry = asks(world, department)
    services.provider_return(actor=officer, provider=entry, reason="先说明移出的事")
    with mock.patch.object(clock, "today", return_value=last), pytest.raises(ProviderBarred):
        asks(world, world.department)
    with mock.patch.object(clock, "today", return_value=last + dt.timedelta(days=1)):
        again = asks(world, world.department)
        services.provider_admit(actor=world.reviewer, provider=again, reason="期满，已整改")
    assert Provider.objects.get().state == ProviderStanding.ADMITTED


def test_a_bar_set_on_another_entry_holds_for_a_request_that_waits() -> None:
    world = World()
    entry = world.asked(world.lab, world.manager)
    StrikeOff.objects.create(
        provider=entry,
        department=world.department,
        on=clock.today(),
        reason=WHY,
        barred_until=clock.today() + dt.timedelta(days=1),
        decided_by="person:0",
    )
    with pytest.raises(ProviderBarred):
        services.provider_admit(actor=world.reviewer, provider=entry, reason="看过")
    shown = page(browser(world.reviewer), reverse("vouchers:office_provider", args=[entry.pk]))
    assert "以前不能再入库，只能退回" in shown


def test_whom_it_was_merged_into_is_known_by_its_strike_off() -> None:
    world = World()
    struck_off(world)
    heir = a_firm("虚构检测集团", OrganisationKind.PROVIDER)
    parties.organisation_merge(
        actor=SYSTEM,
        organisation=world.lab,
        into=heir,
        reason="吸收合并",
        expected_version=world.lab.row_version,
    )
    entry = world.asked(heir, belongs(heir))
    with pytest.raises(NotAllowed):
        services.provider_admit(actor=world.officer, provider=entry)


@pytest.mark.parametrize("days", [0, -1])
def test_a_bar_ends_after_today_or_is_none(days: int) -> None:
    world = World()
    with pytest.raises(InvalidInput) as refused:
        services.provider_strike_off(
            actor=world.reviewer,
            provider=world.provider,
            reason=WHY,
            barred_until=clock.today() + dt.timedelta(days=days),
        )
    assert set(refused.value.fields) == {"barred_until"}
    assert not StrikeOff.objects.exists()


def test_the_page_of_the_other_department_tells_it_and_asks_for_the_reason() -> None:
    world = World()
    reviewer_before = browser(world.reviewer)
    strike = reverse("vouchers:office_provider_act", args=[world.provider.pk, "strike-off"])
    until = clock.today() + dt.timedelta(days=30)
    form = {**guard(reviewer_before, strike), "reason": WHY, "barred_until": until.isoformat()}
    assert reviewer_before.post(strike, form).status_code == 302
    assert StrikeOff.objects.get().barred_until == until
    department, officer, reviewer = another()
    entry = asks(world, department)
    url = reverse("vouchers:office_provider", args=[entry.pk])
    readmit = reverse("vouchers:office_provider_act", args=[entry.pk, "readmit"])
    told = page(browser(officer), url)
    assert world.department.name in told and WHY in told and "被移出过名录" in told
    assert readmit not in browser(officer).get(url).content.decode()
    assert browser(officer).get(readmit).status_code == 403
    client = browser(reviewer)
    asked = page(client, readmit)
    assert world.department.name in asked and WHY in asked and "为什么仍然入库" in asked
    refused = client.post(readmit, {**guard(client, readmit), "reason": "", "until": ""})
    assert refused.status_code == 422 and WHY in words(refused)
    sent = {**guard(client, readmit), "reason": "已整改", "until": ""}
    assert client.post(readmit, sent).status_code == 302
    assert Provider.objects.get().state == ProviderStanding.ADMITTED
    plain = reverse("vouchers:office_provider_act", args=[entry.pk, "admit"])
    assert client.get(plain).status_code == 403


def test_the_provider_reads_what_is_held_against_it() -> None:
    world = World()
    struck_off(world, dt.timedelta(days=30))
    shown = page(browser(world.manager), reverse("vouchers:counter_provider", args=[world.provider.pk]))
    assert "移出记录" in shown and WHY in shown and world.department.name in shown
    register = reverse("vouchers:counter_register")
    client = browser(world.manager)
    query: dict[str, str | int] = {"organisation": world.lab.pk, "scheme": "trial"}
    answer = client.post(
        register,
        {
            **guard(client, register, **query),
            **query,
            "department": world.department.pk,
            "title_testing": "材料检测",
            "price_testing": "",
            "introduction": "虚构",
            "contact": "024-00000000",
            "payee_name": world.lab.name,
            "bank_name": "虚构银行",
            "bank_account": BANK_ACCOUNT,
        },
    )
    assert answer.status_code == 409 and "以前不再入库" in words(answer)
