"""Innovation vouchers as the demonstration shows them: a firm in Shenyang has one, a lab redeemed an order and is settled, a
related lab is refused, money and books agree."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.whole import world
from zhongchuang.cases.services import letters
from zhongchuang.clearance.models import Award
from zhongchuang.core.actors import PersonActor
from zhongchuang.core.clock import FrozenClock
from zhongchuang.core.outbox.delivery import run_outbox_once
from zhongchuang.ledger import selectors as ledger
from zhongchuang.ledger.tests.payments import result_file
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account
from zhongchuang.parties.selectors import actor_for
from zhongchuang.project import demonstration
from zhongchuang.vouchers import services
from zhongchuang.vouchers.errors import RelatedParty
from zhongchuang.vouchers.flow import OrderState
from zhongchuang.vouchers.models import Order, Provider, Settlement, Voucher
from zhongchuang.vouchers.selectors import vouchers_proof
from zhongchuang.vouchers.selectors.custody import standings
from zhongchuang.vouchers.services.settling import settlement_export, settlement_make, settlement_sign
from zhongchuang.vouchers.services.settling_results import settlement_results_import, settlement_results_read
from zhongchuang.vouchers.tests.settled import answer, lines_of
from zhongchuang.vouchers.tests.worlds import unboxed

YUAN = 100


@pytest.fixture(autouse=True)
def _demonstrating(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMONSTRATION = True
    monkeypatch.setattr(letters, "render_pdf", lambda *_data, **_made: world.PDF)


def person(role: Role, number: int = 1) -> PersonActor:
    """One of the demonstration's people."""
    mark = "" if number == 1 else f"-{number}"
    return actor_for(Account.objects.get(email=f"{role.value}{mark}@demo.invalid"))


def test_a_firm_in_shenyang_has_a_voucher_and_its_lab_is_settled(day: FrozenClock) -> None:
    with unboxed():
        demonstration.load()
        assert demonstration.load() == 0
    voucher = Voucher.objects.get()
    assert (voucher.issued, voucher.place, voucher.synthetic) == (100_000 * YUAN, "210100", True)
    assert "（虚构）" in voucher.holder_name
    found = {order.state for order in Order.objects.all()}
    assert found == {OrderState.PLACED, OrderState.CONFIRMED, OrderState.REDEEMED}
    while run_outbox_once():  # the worker finds the voucher issued
        pass
    assert Voucher.objects.count() == 1
    award = Award.objects.get(ref=f"case:{voucher.case}")
    assert (award.amount, award.paid) == (voucher.issued, Voucher.objects.get().redeemed)
    assert award.paid > 0

    related = Provider.objects.get(organisation__name__contains="关联")
    with pytest.raises(RelatedParty, match="演示"):
        services.order_place(
            actor=person(Role.ENTREPRENEUR),
            voucher=voucher,
            provider=related,
            service="testing",
            title="整机检测",
            price=10_000 * YUAN,
        )

    finance, second = person(Role.FINANCE), person(Role.FINANCE, 2)
    waiting = Order.objects.get(state=OrderState.REDEEMED)
    made = settlement_make(actor=finance, orders={waiting.pk: None})
    settlement_sign(actor=second, settlement=made, expected_version=made.row_version)
    settlement_export(actor=finance, settlement=made)
    file = result_file(answer(line) for line in lines_of(Settlement.objects.get(pk=made.pk)))
    read = settlement_results_read(actor=finance, filename="回单.csv", data=file)
    settlement_results_import(actor=finance, results=read, expected_version=1)
    waiting.refresh_from_db()
    assert waiting.state == OrderState.SETTLED
    assert ledger.books_check().ok and vouchers_proof().ok
    assert all(one.agrees for one in standings(finance))
