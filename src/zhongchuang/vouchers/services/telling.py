"""Telling holders and providers: a note on the site and a mail, the same thing once however often a listener runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.errors import NotAllowed
from zhongchuang.messages.services import (
    NoteText,
    letter_of,
    mail_write_many,
    note_write_many,
)
from zhongchuang.parties.selectors.recipients import recipients_among
from zhongchuang.vouchers.flow import OrderMove, VoucherMove
from zhongchuang.vouchers.flow.tellings import (
    CHINESE,
    ENGLISH,
    VOUCHER_TELLINGS,
    About,
    Hearer,
    Telling,
    expiry_telling,
    order_telling,
    payment_telling,
    voucher_telling,
)
from zhongchuang.vouchers.models import LineResult, OrderStep, SettlementLine, Voucher, VoucherStep
from zhongchuang.vouchers.selectors.desk import expiring_q
from zhongchuang.vouchers.selectors.hearers import PERSON, acted_on, holders_of, providers_of

if TYPE_CHECKING:
    from zhongchuang.messages.decisions import Letter

_ROUTES = {Hearer.HOLDER: "vouchers:order", Hearer.PROVIDER: "vouchers:counter_order"}


@transaction.atomic
def order_told(*, actor: Actor, step: OrderStep) -> int:
    """Tell both sides of an order what concerns them of a move, but whoever made it; returns how many people are told anew.

    Raises NotAllowed for people.
    """
    _platform_only(actor)
    order, voucher = step.order, step.order.voucher
    about = About(
        order.number,
        order.title,
        voucher.holder_name,
        order.provider.organisation.name,
        order.finish_by,
        step.amount or 0,
    )
    acted, told = acted_on(order), 0
    for hearer in Hearer:
        said = order_telling(OrderMove(step.move), hearer, about, step.reason)
        if said is None:
            continue
        people = (
            holders_of(voucher, acted) if hearer is Hearer.HOLDER else providers_of(order.provider, acted)
        )
        others = [one for one in people if f"{PERSON}{one}" != step.actor]
        address = reverse(_ROUTES[hearer], args=[order.number])
        told += _write(actor, f"vouchers.order:{step.pk}", others, said, address)
    return told


@transaction.atomic
def voucher_told(*, actor: Actor, step: VoucherStep) -> int:
    """Tell the holder what became of the voucher; returns how many people are told anew. Raises NotAllowed for people."""
    _platform_only(actor)
    move = VoucherMove(step.move)
    if move not in VOUCHER_TELLINGS:
        return 0
    voucher = step.voucher
    about = About(voucher.number, day=voucher.last_day, fen=voucher.issued)
    said = voucher_telling(move, about, step.reason)
    return _write(actor, f"vouchers.voucher:{step.pk}", holders_of(voucher), said, _wallet(voucher))


@transaction.atomic
def payment_told(*, actor: Actor, line: SettlementLine, result: str) -> int:
    """Tell a provider what the bank answered to a payment: that it arrived, or that it came back and why; each once.

    Returns how many people are told anew. Raises NotAllowed for people.
    """
    _platform_only(actor)
    paid = result == LineResult.PAID
    said = payment_telling(
        paid=paid, about=About(line.reference, fen=line.amount), reason="" if paid else line.reason
    )
    address = reverse("vouchers:counter_payment", args=[line.pk])
    return _write(actor, f"vouchers.payment:{line.pk}:{result}", providers_of(line.provider), said, address)


def expiring_remind(*, actor: Actor) -> int:
    """Tell the holders of vouchers that end within a month with money left, once for each voucher; returns of how many.

    One transaction a voucher. May run twice a day, and on two machines. Raises NotAllowed for people.
    """
    _platform_only(actor)
    due = Voucher.objects.filter(expiring_q(clock.today()), expiry_told_on=None).order_by("pk")
    return sum(_remind(actor, pk) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _remind(actor: Actor, pk: int) -> bool:
    today = clock.today()
    still = Voucher.objects.filter(expiring_q(today), pk=pk, expiry_told_on=None)
    if not still.update(expiry_told_on=today):  # told by another meanwhile, spent, or suspended
        return False
    voucher = Voucher.objects.select_related("organisation").get(pk=pk)
    said = expiry_telling(About(voucher.number, day=voucher.last_day, fen=voucher.available))
    _write(actor, f"vouchers.expiring:{pk}", holders_of(voucher), said, _wallet(voucher))
    return True


def _platform_only(actor: Actor) -> None:
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()


def _wallet(voucher: Voucher) -> str:
    return reverse("vouchers:voucher", args=[voucher.number])


def _write(actor: Actor, key: str, people: Iterable[str], said: Telling, address: str) -> int:
    """Notes and mails of one thing; how many people were told anew."""
    accounts = list(people)
    notes = note_write_many(
        actor=actor,
        notes=[
            NoteText(f"{key}:{account}", account, said.note(CHINESE), said.note(ENGLISH), address)
            for account in accounts
        ],
    )
    mail_write_many(actor=actor, letters=_letters(key, accounts, said, address))
    return len(notes)


def _letters(key: str, accounts: list[str], said: Telling, address: str) -> list[Letter]:
    return [
        letter_of(
            key=f"{key}:{account}",
            account_id=account,
            address=one.address,
            language=one.language,
            template="vouchers/mail/told",
            context={
                "name": one.name,
                "what": said.what.in_language(one.language),
                "todo": said.todo.in_language(one.language),
                "reason": said.reason,
                "url": settings.SITE_URL + address,
            },
        )
        for account, one in recipients_among(accounts).items()
    ]
