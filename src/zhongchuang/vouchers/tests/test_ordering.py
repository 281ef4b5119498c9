"""An order sets aside what the rules give, no more; never with a related party, never beyond the year's cap."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext

import pytest

from zhongchuang.core import clock
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound
from zhongchuang.core.locks import StaleVersion
from zhongchuang.ledger.models import Account as Book
from zhongchuang.parties import services as parties
from zhongchuang.parties.access import DelegationScope
from zhongchuang.parties.models import Delegation, RelationKind, Standing
from zhongchuang.parties.tests.factory import SYSTEM, a_document, actor, make_account
from zhongchuang.parties.tests.relating import declare
from zhongchuang.vouchers import services
from zhongchuang.vouchers.errors import (
    NothingToSpend,
    OutsideTerm,
    ProviderNotAdmitted,
    ReasonMissing,
    RelatedParty,
    WrongState,
)
from zhongchuang.vouchers.flow import OrderMove, OrderState
from zhongchuang.vouchers.models import Order
from zhongchuang.vouchers.selectors import moves_open, order_of, order_preview, own_vouchers, visible_orders
from zhongchuang.vouchers.tests.worlds import BOOKS, YUAN, World, a_firm, belongs, check_proof

pytestmark = pytest.mark.django_db


def test_an_order_takes_its_share_and_says_how_it_was_worked_out() -> None:
    world = World()
    voucher = world.voucher(100_000 * YUAN)
    order = world.order(voucher, 10_000 * YUAN)
    assert (order.support, order.ratio, order.state) == (5_000 * YUAN, 5000, "placed")
    assert order.finish_by == clock.today() + dt.timedelta(days=90)
    assert dict(order.worked_out["rooms"]) == {
        "ratio": 5_000 * YUAN,
        "order": 100_000 * YUAN,
        "year": 300_000 * YUAN,
        "voucher": 100_000 * YUAN,
    }
    voucher.refresh_from_db()
    assert (voucher.available, voucher.held) == (95_000 * YUAN, 5_000 * YUAN)
    account = Book.objects.get(pk=voucher.account_id)
    assert (account.available, account.held_dr) == (95_000 * YUAN, 5_000 * YUAN)
    step = order.steps.get()
    assert (step.move, step.amount, step.actor_name) == ("place", 5_000 * YUAN, world.firm.name)
    check_proof()


def test_the_preview_says_what_the_verb_does() -> None:
    world = World()
    voucher = world.voucher(3_000 * YUAN)
    shown = order_preview(
        actor=world.holder, voucher=voucher, provider=world.provider, service="testing", price=10_000 * YUAN
    )
    assert shown.refused is None
    assert shown.support is not None
    assert shown.support.fen == world.order(voucher, 10_000 * YUAN).support == 3_000 * YUAN
    with pytest.raises(NotFound):
        order_preview(
            actor=world.counter,
            voucher=voucher,
            provider=world.provider,
            service="testing",
            price=10_000 * YUAN,
        )


def test_firms_that_were_merged_share_one_years_cap() -> None:
    """The people of the one that was merged act for both: the cap of a year is still that of one holder."""
    world = World(year_cap=8_000)
    other = a_firm()
    member = belongs(other)
    theirs = world.voucher(organisation=other.pk, holder_name=other.name)
    world.order(world.voucher(), 12_000 * YUAN)
    firm = type(other).objects.get(pk=other.pk)
    parties.organisation_merge(
        actor=SYSTEM, organisation=firm, into=world.firm, reason="吸收合并", expected_version=firm.row_version
    )
    world.__dict__["holder"] = member
    assert world.order(theirs, 12_000 * YUAN).support == 2_000 * YUAN
    with pytest.raises(NothingToSpend):
        world.order(theirs, 12_000 * YUAN)
    check_proof()


def test_the_years_cap_stands_over_all_vouchers_and_comes_free_again() -> None:
    world = World(year_cap=8_000)
    first, second = world.voucher(), world.voucher()
    order = world.order(first, 12_000 * YUAN)
    assert world.order(second, 12_000 * YUAN).support == 2_000 * YUAN
    with pytest.raises(NothingToSpend):
        world.order(second, 12_000 * YUAN)
    services.order_cancel(actor=world.holder, order=order, reason="不做了")
    assert world.order(second, 12_000 * YUAN).support == 6_000 * YUAN
    check_proof()


def test_a_repeated_request_is_one_order() -> None:
    world = World()
    voucher, provider = world.voucher(), world.provider
    pks = {
        services.order_place(
            actor=world.holder,
            voucher=voucher,
            provider=provider,
            service="testing",
            title="试验",
            price=100 * YUAN,
            key="form-12345678",
        ).pk
        for _ in range(2)
    }
    assert len(pks) == Order.objects.count() == 1


@pytest.mark.parametrize("chain", ["controller", "shares", "representative"])
def test_a_related_lab_is_refused_with_the_chain(chain: str) -> None:
    world = World()
    voucher, provider = world.voucher(), world.provider
    group = a_firm("虚构控股集团")
    if chain == "controller":
        declare(SYSTEM, world.firm, RelationKind.CONTROLLER, group.uscc)
        declare(SYSTEM, world.lab, RelationKind.CONTROLLER, group.uscc)
    elif chain == "shares":
        middle = a_firm("虚构中间公司")
        declare(SYSTEM, world.firm, RelationKind.SHAREHOLDER, group.uscc, share="60")
        declare(SYSTEM, middle, RelationKind.SHAREHOLDER, group.uscc, share="50")
        declare(SYSTEM, world.lab, RelationKind.SHAREHOLDER, middle.uscc, share="30")
    else:
        declare(SYSTEM, world.firm, RelationKind.REPRESENTATIVE, a_document(7))
        declare(SYSTEM, world.lab, RelationKind.REPRESENTATIVE, a_document(7))
    with pytest.raises(RelatedParty) as refused:
        world.order(voucher, provider=provider)
    told = refused.value.what.zh
    assert world.lab.name in told
    assert a_document(7).number not in told
    if chain != "representative":
        assert group.name in told
    shown = order_preview(
        actor=world.holder, voucher=voucher, provider=provider, service="testing", price=100 * YUAN
    )
    assert isinstance(shown.refused, RelatedParty)
    assert not Order.objects.exists()


def test_the_holder_itself_on_the_list_is_refused() -> None:
    world = World()
    own = world.listed(world.firm, world.holder)
    with pytest.raises(RelatedParty):
        world.order(provider=own)


def test_somebody_of_the_provider_cannot_spend_a_voucher_of_their_own_there() -> None:
    world = World()
    account = make_account()
    parties.membership_add(actor=SYSTEM, account=account, organisation=world.lab, standing=Standing.MEMBER)
    voucher = world.voucher(organisation=None, account=account.pk, holder_name="虚构团队", holder_kind="team")
    assert [one.pk for one in own_vouchers(actor(account))] == [voucher.pk]
    with pytest.raises(RelatedParty):
        services.order_place(
            actor=actor(account),
            voucher=voucher,
            provider=world.provider,
            service="testing",
            title="试验",
            price=100 * YUAN,
        )


def test_only_listed_services_of_listed_providers() -> None:
    world = World()
    voucher = world.voucher()
    with pytest.raises(ProviderNotAdmitted):
        services.order_place(
            actor=world.holder,
            voucher=voucher,
            provider=world.provider,
            service="research",
            title="研发",
            price=100 * YUAN,
        )
    other = a_firm("虚构未入库机构")
    with pytest.raises(ProviderNotAdmitted):
        world.order(voucher, provider=world.asked(other, belongs(other)))


def test_its_time_on_the_list_ends() -> None:
    world = World()
    other = a_firm("虚构限期机构")
    asked = world.asked(other, belongs(other))
    listed = services.provider_admit(
        actor=world.officer, provider=asked, until=clock.today() + dt.timedelta(days=10)
    )
    voucher = world.voucher()
    with (
        clock.use_date(clock.today() + dt.timedelta(days=11)),
        pytest.raises(ProviderNotAdmitted, match="有效期"),
    ):
        world.order(voucher, provider=listed)


def test_not_after_the_last_day() -> None:
    world = World()
    voucher, _provider = world.voucher(), world.provider
    with clock.use_date(voucher.last_day + dt.timedelta(days=1)), pytest.raises(OutsideTerm):
        world.order(voucher)


def test_strangers_order_nothing_and_see_nothing() -> None:
    world = World()
    order = world.order()
    stranger = belongs(a_firm())
    with pytest.raises(NotAllowed):
        services.order_place(
            actor=stranger,
            voucher=order.voucher,
            provider=world.provider,
            service="testing",
            title="试验",
            price=100 * YUAN,
        )
    with pytest.raises(NotFound):
        order_of(stranger, order.number)
    assert not visible_orders(stranger).exists()
    for who in (world.holder, world.counter, world.officer, world.finance):
        assert order_of(who, order.number).pk == order.pk


@pytest.mark.parametrize(("scope", "may"), [(DelegationScope.APPLY, True), (DelegationScope.RECEIVE, False)])
def test_a_delegate_to_apply_orders_and_one_to_receive_only_looks(scope: DelegationScope, may: bool) -> None:
    world = World()
    voucher, provider, helper = world.voucher(), world.provider, make_account()
    today = clock.today()
    Delegation.objects.create(
        giver_id=int(world.holder.user_id),
        receiver=helper,
        email=helper.email,
        organisation=world.firm,
        scopes=[scope.value],
        valid_from=today,
        valid_until=today,
        made_at=clock.now(),
        accepted_at=clock.now(),
    )
    assert list(own_vouchers(actor(helper))) == [voucher]
    with nullcontext() if may else pytest.raises(NotAllowed):
        services.order_place(
            actor=actor(helper),
            voucher=voucher,
            provider=provider,
            service="testing",
            title="试验",
            price=100 * YUAN,
        )
    assert Order.objects.count() == int(may)


def test_the_provider_accepts_or_declines_with_a_reason() -> None:
    world = World()
    first, second = world.order(), world.order()
    with pytest.raises(NotAllowed):
        services.order_accept(actor=world.holder, order=first)
    accepted = services.order_accept(actor=world.counter, order=first, expected_version=1)
    assert accepted.state == "accepted"
    with pytest.raises(StaleVersion):
        services.order_cancel(actor=world.holder, order=first, reason="迟了", expected_version=1)
    with pytest.raises(ReasonMissing):
        services.order_decline(actor=world.counter, order=second, reason=" ")
    assert services.order_decline(actor=world.counter, order=second, reason="设备检修").state == "declined"
    with pytest.raises(WrongState):
        services.order_accept(actor=world.counter, order=second)
    check_proof()


def test_what_each_may_do_next() -> None:
    world = World()
    order = world.order()
    assert set(moves_open(world.counter, order)) == {OrderMove.ACCEPT, OrderMove.DECLINE}
    assert set(moves_open(world.holder, order)) == {OrderMove.CANCEL}
    assert moves_open(world.officer, order) == ()
    redeemed = world.at(OrderState.REDEEMED)
    assert set(moves_open(world.officer, redeemed)) == {OrderMove.WITHHOLD, OrderMove.REFUND}
    assert set(moves_open(world.finance, redeemed)) == {OrderMove.BATCH}


def test_what_is_not_delivered_in_time_lapses_and_what_is_not_answered_goes_to_an_officer() -> None:
    world = World()
    voucher = world.voucher()
    late, silent = world.order(voucher), world.at(OrderState.DELIVERED, voucher)
    assert services.orders_due(actor=BOOKS) == 0
    with clock.use_date(clock.today() + dt.timedelta(days=91)):
        assert services.orders_due(actor=BOOKS) == 2
        assert services.orders_due(actor=BOOKS) == 0
    states = dict(Order.objects.values_list("pk", "state"))
    assert states == {late.pk: "lapsed", silent.pk: "disputed"}
    check_proof()


def test_an_order_needs_words_and_a_price() -> None:
    world = World()
    for title, price in (("", 100), ("试验", 0), ("试验", -5)):
        with pytest.raises(InvalidInput):
            services.order_place(
                actor=world.holder,
                voucher=world.voucher(),
                provider=world.provider,
                service="testing",
                title=title,
                price=price,
            )
