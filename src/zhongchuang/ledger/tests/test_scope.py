"""Whose money somebody sees: a list, the page of one, a file and what is ticked in a list say the same."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.ledger.models import Budget, OrderState, PaymentBatch, PaymentOrder, ResultImport
from zhongchuang.ledger.selectors.budgets import visible_budgets
from zhongchuang.ledger.selectors.payments import visible_batches, visible_orders
from zhongchuang.ledger.tests.payments import (
    answer,
    lines_of,
    make_batch,
    make_department,
    make_order,
    make_programme,
    make_signed,
    make_year,
    result_file,
    state_of,
)
from zhongchuang.parties import services as parties
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account, Organisation, OrganisationKind
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_account, signed_in
from zhongchuang.parties.tests.space_factory import a_code

pytestmark = pytest.mark.django_db
PROVINCE, CITY, COUNTY = "990000", "990100", "990102"


@dataclass(frozen=True)
class Two:
    """A department of the province and one of a city, each with a payment signed; the province's goes by way of the city."""

    province: Budget
    city: Budget
    own: PaymentOrder
    through: PaymentOrder
    of_city: PaymentOrder
    treasury: Organisation


@pytest.fixture
def two() -> Two:
    province = make_programme(parent=make_year(department=make_department()))
    city = make_programme(
        parent=make_year(department=_organisation(41, "虚构市科学技术局", CITY)), programme="city-reward"
    )
    return Two(
        province,
        city,
        make_signed(province),
        make_signed(province, route=[CITY]),
        make_signed(city),
        _organisation(42, "虚构市财政局", CITY),
    )


def _organisation(number: int, name: str, place: str) -> Organisation:
    return parties.organisation_register(
        actor=SYSTEM,
        uscc=a_code(number),
        name=name,
        kind=OrganisationKind.DEPARTMENT,
        place=place,
        synthetic=True,
    )


def at(role: Role, *, organisation: Organisation | None = None, place: str | None = None) -> Account:
    account = make_account()
    parties.role_grant(
        actor=SYSTEM,
        account=account,
        role=role,
        expected_version=account.row_version,
        organisation=organisation.pk if organisation else None,
        place=place,
    )
    account.refresh_from_db()
    return account


def sees(who: Account, two: Two) -> tuple[set[str], set[str]]:
    """The budgets and payments somebody sees, by name: in the list, on the page, in the file alike."""
    client, by = signed_in(who), actor(who)
    budgets = {"province": two.province, "city": two.city}
    orders = {"own": two.own, "through": two.through, "of_city": two.of_city}
    overview = client.get(reverse("ledger:overview"))
    listed = client.get(reverse("ledger:orders"), {"pile": "all"})
    if overview.status_code == 404:
        assert listed.status_code == 404
        return set(), set()
    said, table = overview.content.decode(), listed.content.decode()
    seen: tuple[set[str], set[str]] = (set(), set())
    for name, budget in budgets.items():
        url = reverse("ledger:budget", args=[budget.pk])
        here = visible_budgets(by).filter(pk=budget.pk).exists()
        seen[0].update({name} if here else ())
        assert (url in said) == here
        assert client.get(url).status_code == (200 if here else 404)
        file = client.get(reverse("ledger:budget_statement", args=[budget.pk]))
        assert file.status_code == (200 if here else 404)
    for name, order in orders.items():
        url = reverse("ledger:order", args=[order.pk])
        here = visible_orders(by).filter(pk=order.pk).exists()
        seen[1].update({name} if here else ())
        assert (url in table) == here
        assert client.get(url).status_code == (200 if here else 404)
    return seen


EVERYTHING = ({"province", "city"}, {"own", "through", "of_city"})
PROVINCES = ({"province"}, {"own", "through"})


@pytest.mark.parametrize("role", [Role.OFFICER, Role.REVIEWER])
def test_who_works_in_a_department_sees_its_money_and_no_other(two: Two, role: Role) -> None:
    assert sees(at(role, organisation=two.province.department), two) == PROVINCES
    assert sees(at(role, organisation=two.city.department), two) == ({"city"}, {"of_city"})


def test_finance_sees_the_money_of_its_level_and_what_comes_through_its_place(two: Two) -> None:
    level = ({"city"}, {"of_city", "through"})
    assert sees(at(Role.FINANCE, organisation=two.treasury), two) == level
    assert sees(at(Role.FINANCE, place=CITY), two) == level
    assert sees(at(Role.FINANCE, place=COUNTY), two) == (set(), set())
    assert sees(at(Role.FINANCE, place=PROVINCE), two) == PROVINCES


def test_auditors_administrators_and_who_is_bound_to_nothing_see_all(two: Two) -> None:
    for role in (Role.AUDITOR, Role.ADMINISTRATOR):
        assert sees(at(role, organisation=two.city.department), two) == EVERYTHING
    for role in (Role.OFFICER, Role.FINANCE):
        assert sees(at(role), two) == EVERYTHING


def test_a_post_that_was_ended_and_a_recommender_of_the_place_see_nothing(two: Two) -> None:
    ended = at(Role.OFFICER, organisation=two.province.department)
    parties.role_revoke(actor=SYSTEM, account=ended, role=Role.OFFICER, expected_version=ended.row_version)
    assert sees(ended, two) == (set(), set())
    assert sees(at(Role.RECOMMENDER, place=CITY), two) == (set(), set())


def test_the_trial_balance_is_for_whoever_sees_the_whole(two: Two) -> None:
    bound = signed_in(at(Role.FINANCE, organisation=two.treasury))
    assert reverse("ledger:accounts") not in bound.get(reverse("ledger:overview")).content.decode()
    for name in ("ledger:accounts", "ledger:accounts_sheet"):
        assert bound.get(reverse(name)).status_code == 404
        assert signed_in(at(Role.AUDITOR)).get(reverse(name)).status_code == 200


def test_a_batch_shows_whom_one_sees_and_goes_out_only_by_whom_sees_it_whole(two: Two) -> None:
    mixed = make_batch([two.own, two.of_city], exported=False)
    officer, city = at(Role.OFFICER, organisation=two.province.department), at(Role.FINANCE, place=CITY)
    page = signed_in(officer).get(reverse("ledger:batch", args=[mixed.pk])).content.decode()
    assert two.own.number in page and two.of_city.number not in page
    assert visible_batches(actor(officer)).get().count == 1  # type: ignore[attr-defined]  # annotated
    client = signed_in(city)
    assert client.get(reverse("ledger:batch", args=[mixed.pk])).status_code == 200
    for name in ("ledger:batch_export", "ledger:batch_template", "ledger:batch_cancel"):
        method = client.post if name == "ledger:batch_export" else client.get
        assert method(reverse(name, args=[mixed.pk])).status_code == 403
    other = make_batch([make_signed(two.province)])
    assert client.get(reverse("ledger:batch", args=[other.pk])).status_code == 404


def test_what_is_ticked_beyond_ones_reach_is_not_there(two: Two) -> None:
    city = signed_in(at(Role.FINANCE, place=CITY))
    promised = make_order(two.province)
    for name, order in (
        ("ledger:orders_sign", promised),
        ("ledger:batch_make", two.own),
        ("ledger:orders_down", two.own),
    ):
        form = {
            "order": f"{order.pk}@{order.row_version}",
            "idempotency_key": new_idempotency_key(),
            "document": "虚构〔2026〕1号",
            "on": "2026-11-01",
        }
        answered = city.post(reverse(name), form)
        assert answered.status_code == 409 and "不存在" in answered.content.decode()
    assert state_of(promised) == OrderState.COMMITTED and not PaymentBatch.objects.exists()


def test_a_file_of_results_about_others_money_is_not_booked_and_seen_by_who_brought_it(two: Two) -> None:
    city, colleague = signed_in(at(Role.FINANCE, place=CITY)), signed_in(at(Role.FINANCE, place=PROVINCE))
    rows = [answer(line) for line in lines_of(make_batch([two.own]))]
    file = SimpleUploadedFile("回单.csv", result_file(rows))
    city.post(reverse("ledger:results"), {"file": file, "idempotency_key": new_idempotency_key()})
    result = ResultImport.objects.get()
    url = reverse("ledger:result", args=[result.pk])
    assert "不归您办理" in city.get(url).content.decode() and colleague.get(url).status_code == 404
    form = {"row_version": result.row_version, "idempotency_key": new_idempotency_key()}
    refused = city.post(reverse("ledger:result_import", args=[result.pk]), form)
    assert refused.status_code == 409 and "不存在" in refused.content.decode()
    assert state_of(two.own) == OrderState.SENT


def test_a_guessed_amount_does_not_bring_out_what_another_department_pays(two: Two) -> None:
    city = signed_in(at(Role.FINANCE, place=CITY))
    (line,) = lines_of(make_batch([two.own]))
    file = SimpleUploadedFile("回单.csv", result_file([answer(line, AMOUNT="0.01", ORDER="ZF-猜的")]))
    form = {"file": file, "idempotency_key": new_idempotency_key()}
    page = city.get(city.post(reverse("ledger:results"), form)["Location"]).content.decode()
    assert "不归您办理" in page and two.own.number not in page
    assert "发出的金额" not in page


def test_whoever_brought_a_file_first_holds_up_nobody_whose_money_it_is(two: Two) -> None:
    city, own = signed_in(at(Role.FINANCE, place=CITY)), signed_in(at(Role.FINANCE, place=PROVINCE))
    data = result_file([answer(line) for line in lines_of(make_batch([two.own]))])
    for who in (city, own):
        file = SimpleUploadedFile("回单.csv", data)
        form = {"file": file, "idempotency_key": new_idempotency_key()}
        brought = who.post(reverse("ledger:results"), form)
        assert who.get(brought["Location"]).status_code == 200
    result = ResultImport.objects.get()
    assert city.get(reverse("ledger:result", args=[result.pk])).status_code == 404
    booking = {"row_version": result.row_version, "idempotency_key": new_idempotency_key()}
    assert own.post(reverse("ledger:result_import", args=[result.pk]), booking).status_code == 302
    assert state_of(two.own) == OrderState.PAID
    file = SimpleUploadedFile("回单.csv", data)
    again = city.post(reverse("ledger:results"), {"file": file, "idempotency_key": new_idempotency_key()})
    assert again.status_code == 409 and "以前已经入账" in again.content.decode()


def test_a_new_budget_is_for_a_department_of_ones_level(two: Two) -> None:
    page = signed_in(at(Role.FINANCE, place=CITY)).get(reverse("ledger:budget_new")).content.decode()
    assert two.city.department.name in page and two.province.department.name not in page
