"""Providers: who asks to be listed, who is admitted, returned, struck off — and what that does to their open orders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from zhongchuang.core import clock
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, NotAllowed, Wording
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.locks import lock_row
from zhongchuang.core.outbox import emit
from zhongchuang.core.written import rewrite
from zhongchuang.ledger.services.orders import decrypt_account, encrypt_account, text
from zhongchuang.vouchers import decisions
from zhongchuang.vouchers.access import ProviderAction, may_ask, may_provider
from zhongchuang.vouchers.errors import ProviderBarred, ProviderState, ProviderThere, ServiceUnknown
from zhongchuang.vouchers.events import ProviderMoved
from zhongchuang.vouchers.models import (
    AccountChange,
    ChangeState,
    Order,
    Provider,
    ProviderService,
    ProviderStanding,
    StrikeOff,
)
from zhongchuang.vouchers.selectors.providers import standing_q
from zhongchuang.vouchers.selectors.schemes import newest_scheme, scheme_of
from zhongchuang.vouchers.selectors.striking import bar_in, strike_offs_of
from zhongchuang.vouchers.services.booking import BOOKS
from zhongchuang.vouchers.services.moving import held_many, make, ref_of

if TYPE_CHECKING:
    from zhongchuang.core.actors import Actor
    from zhongchuang.parties.models import Organisation
    from zhongchuang.vouchers.terms import Scheme

_S = ProviderStanding
STATES = {
    _S.ASKED: Wording("申请入库", "asked to be listed"),
    _S.RETURNED: Wording("退回补正", "returned to be mended"),
    _S.ADMITTED: Wording("在库", "listed"),
    _S.STRUCK_OFF: Wording("移出名录", "struck off"),
}
NAME, WORDS, LONG = 200, 400, 4000


@dataclass(frozen=True, slots=True)
class Offered:
    """A service a provider offers: its kind (an id of the scheme), and what it is."""

    service: str
    title: str
    description: str = ""
    price_text: str = ""


def provider_ask(
    *,
    actor: Actor,
    organisation: Organisation,
    department: Organisation,
    scheme: str,
    services: Sequence[Offered],
    introduction: str,
    contact: str,
    payee_name: str,
    bank_name: str,
    bank_account: str,
    key: str | None = None,
) -> Provider:
    """A manager asks for the organisation to be listed; mended after it was returned, or anew after it was struck off: of
    whichever department, each knows who was struck off (`selectors.striking`) and admits it by a second person with a reason.

    Raises NotAllowed, SchemeUnknown, ServiceUnknown, InvalidInput, ProviderThere, ProviderBarred.
    """
    if not may_ask(actor, organisation.pk):
        raise NotAllowed()
    rules = scheme_of(newest_scheme(scheme))
    offered = [_checked(one, rules) for one in services]
    if not offered:
        raise _unknown(rules)
    if department.kind != "department":
        wrong = Wording("请选一个主管部门。", "Choose a department.")
        raise InvalidInput(wrong.zh, wrong.en, fields={"department": wrong}, code="vouchers.department")
    _check_bar(department, strike_offs_of(organisation))
    token, tail = encrypt_account(bank_account)
    told = {
        "introduction": introduction.strip()[:LONG],
        "contact": contact.strip()[:NAME],
    }
    payee = {
        "payee_name": text("payee_name", payee_name, NAME),
        "bank_name": text("bank_name", bank_name, NAME),
    }

    def run() -> Provider:
        row = Provider.objects.select_for_update().filter(organisation=organisation, scheme=scheme).first()
        again = row is not None
        if row is None:
            row = Provider(organisation=organisation, scheme=scheme, synthetic=organisation.synthetic)
        elif row.state not in (_S.RETURNED, _S.STRUCK_OFF):
            raise ProviderThere(STATES[_S(row.state)])
        before = row.state if again else None
        for name, value in told.items():
            setattr(row, name, value)
        row.department, row.state, row.reason = department, _S.ASKED, ""
        if row.admitted_on is None:
            row.payee_name, row.bank_name = payee["payee_name"], payee["bank_name"]
            row.bank_account, row.bank_account_tail = token, tail
        row.asked_at, row.asked_by = clock.now(), ref_of(actor)
        if again:
            row.row_version += 1
            rewrite(row)
            row.services.filter(standing_q()).update(ended_on=clock.today())
        else:
            row.save(force_insert=True)
        if row.admitted_on is not None:
            _account_asked(actor, row, payee, token, tail)
        ProviderService.objects.bulk_create(_row(row, one) for one in offered)
        _log(actor, "provider_ask", row, before, {"services": [one.service for one in offered]})
        return row

    return idempotent(
        actor=actor,
        key=key,
        verb="vouchers.provider_ask",
        request={
            "organisation": organisation.pk,
            "department": department.pk,
            "scheme": scheme,
            "services": [[one.service, one.title] for one in offered],
            "bank_account": bank_account.strip(),
            **told,
            **payee,
        },
        run=run,
        remember=lambda done: done.pk,
        recall=lambda pk: Provider.objects.get(pk=int(str(pk))),
    )


def _account_asked(actor: Actor, row: Provider, payee: dict[str, str], token: str, tail: str) -> None:
    """One that was listed before has orders that wait to be settled: another account than the one that was confirmed for them
    waits for an officer like every change of account. A change that waited already is taken back for this one.
    """
    number = decrypt_account(token)

    def says(there: Provider | AccountChange) -> bool:
        named = (there.payee_name, there.bank_name) == (payee["payee_name"], payee["bank_name"])
        return named and decrypt_account(there.bank_account) == number

    open_one = AccountChange.objects.select_for_update().filter(provider=row, state=ChangeState.ASKED).first()
    if open_one is not None:
        if says(open_one):
            return
        open_one.state, open_one.reason = ChangeState.REFUSED, "申请人重新填写了账号"
        open_one.decided_at, open_one.decided_by = clock.now(), ref_of(BOOKS)
        open_one.row_version += 1
        rewrite(open_one)
    if says(row):
        return
    change = AccountChange(
        provider=row,
        bank_account=token,
        bank_account_tail=tail,
        why="重新申请入库时填写",
        asked_at=clock.now(),
        asked_by=ref_of(actor),
        **payee,
    )
    change.save(force_insert=True)
    audit_write(
        actor=actor,
        verb="vouchers.provider_account_change",
        target=change,
        after={"provider": row.pk, "state": str(change.state), "tail": tail},
    )


@transaction.atomic
def provider_admit(
    *,
    actor: Actor,
    provider: Provider,
    until: dt.date | None = None,
    reason: str = "",
    expected_version: int | None = None,
) -> Provider:
    """The department puts it on the list from today. Who was struck off before, by whatever department, needs its second person
    and a `reason`, which is kept; the department that struck it off lists it again only when its bar is over.

    Raises NotAllowed, ProviderState, ProviderBarred, InvalidInput for an end that is over or a reason missing, StaleVersion.
    """
    row = _locked(provider, expected_version)
    struck = strike_offs_of(row.organisation)
    _check_may(actor, ProviderAction.READMIT if struck else ProviderAction.ADMIT, row)
    _check_state(row, (_S.ASKED,), Wording("入库", "admitted"))
    _check_bar(row.department, struck)
    today = clock.today()
    if until is not None and until < today:
        told = Wording("有效期不能早于今天。", "The last day cannot be before today.")
        raise InvalidInput(told.zh, told.en, fields={"until": told}, code="vouchers.until")
    why = text("reason", reason, WORDS) if struck else ""
    before = row.state
    row.state, row.admitted_on, row.admitted_until = _S.ADMITTED, today, until
    row.struck_off_on, row.reason, row.decided_by = None, why, ref_of(actor)
    known = {"reason": why, "struck_off": [one.pk for one in struck]} if struck else {}
    return _saved(actor, "provider_admit", row, before, {"until": until, **known})


@transaction.atomic
def provider_return(
    *, actor: Actor, provider: Provider, reason: str, expected_version: int | None = None
) -> Provider:
    """The department gives the request back to be mended. Raises NotAllowed, ProviderState, InvalidInput, StaleVersion."""
    row = _locked(provider, expected_version)
    _check_may(actor, ProviderAction.ADMIT, row)
    told = text("reason", reason, WORDS)
    _check_state(row, (_S.ASKED,), Wording("退回", "returned"))
    before = row.state
    row.state, row.reason, row.decided_by = _S.RETURNED, told, ref_of(actor)
    return _saved(actor, "provider_return", row, before, {"reason": told})


@transaction.atomic
def provider_strike_off(
    *,
    actor: Actor,
    provider: Provider,
    reason: str,
    barred_until: dt.date | None = None,
    expected_version: int | None = None,
) -> Provider:
    """The department's second person takes it off the list, with everything that follows for its open orders. `barred_until`:
    the last day on which this department does not list it again; None: it may ask at once.

    Nothing delivered: the order stops and its money is free. Delivered: an officer looks. Redeemed and not settled: withheld.
    What is with the bank stays there. Raises NotAllowed, ProviderState, InvalidInput, StaleVersion.
    """
    row = _locked(provider, expected_version)
    _check_may(actor, ProviderAction.STRIKE_OFF, row)
    told, today = text("reason", reason, WORDS), clock.today()
    _check_state(row, (_S.ADMITTED,), Wording("移出名录", "struck off"))
    if barred_until is not None and barred_until <= today:
        wrong = Wording("不再入库的期限要晚于今天，或者不填。", "Give a day after today, or leave it empty.")
        raise InvalidInput(wrong.zh, wrong.en, fields={"barred_until": wrong}, code="vouchers.barred_until")
    before = row.state
    row.state, row.struck_off_on, row.reason = _S.STRUCK_OFF, today, told
    row.decided_by = ref_of(actor)
    _saved(actor, "provider_strike_off", row, before, {"reason": told, "barred_until": barred_until})
    StrikeOff.objects.create(
        provider=row,
        department=row.department,
        on=today,
        reason=told,
        barred_until=barred_until,
        decided_by=ref_of(actor),
    )
    for one in held_many(Order.objects.filter(provider=row).values_list("pk", flat=True)):
        voucher, order = one.records
        follows = decisions.after_strike_off(order)
        if follows is not None:
            moved = decisions.go(voucher, order, follows, reason=told)
            make(actor=actor, held=one, move=follows, moved=moved, verb=f"order_{follows}", reason=told)
    return row


@transaction.atomic
def provider_service_add(*, actor: Actor, provider: Provider, offered: Offered) -> ProviderService:
    """A manager offers one more. On the list it counts at once. Raises NotAllowed, ServiceUnknown, InvalidInput."""
    row = _locked(provider, None)
    _check_may(actor, ProviderAction.EDIT, row)
    made = _row(row, _checked(offered, scheme_of(newest_scheme(row.scheme))))
    made.save(force_insert=True)
    audit_write(
        actor=actor,
        verb="vouchers.provider_service_add",
        target=made,
        after={"provider": row.pk, "service": made.service, "title": made.title},
    )
    return made


@transaction.atomic
def provider_service_end(*, actor: Actor, service: ProviderService) -> ProviderService:
    """A manager takes a service off the offer from today; orders placed before go on. Raises NotAllowed."""
    row = _locked(service.provider, None)
    _check_may(actor, ProviderAction.EDIT, row)
    found = row.services.select_for_update().get(pk=service.pk)
    if found.ended_on is None:
        found.ended_on = clock.today()
        found.save(update_fields=["ended_on"])
        audit_write(
            actor=actor,
            verb="vouchers.provider_service_end",
            target=found,
            before={"ended_on": None},
            after={"ended_on": found.ended_on},
        )
    return found


def _locked(provider: Provider, expected_version: int | None) -> Provider:
    rows = Provider.objects.select_related("organisation", "department")
    return lock_row(rows, provider.pk, expected_version=expected_version)


def _check_may(actor: Actor, action: ProviderAction, row: Provider) -> None:
    if not may_provider(actor, action, row):
        raise NotAllowed()


def _check_bar(department: Organisation, struck: Sequence[StrikeOff]) -> None:
    """Nothing, unless the department struck the organisation off and its bar runs. Raises ProviderBarred."""
    until = bar_in(struck, department)
    if until is not None:
        raise ProviderBarred(department.name, until)


def _check_state(row: Provider, wanted: Sequence[ProviderStanding], act: Wording) -> None:
    if row.state not in wanted:
        raise ProviderState(STATES[_S(row.state)], act)


def _saved(actor: Actor, verb: str, row: Provider, before: str, told: dict[str, object]) -> Provider:
    row.row_version += 1
    rewrite(row)
    _log(actor, verb, row, before, told)
    return row


def _log(actor: Actor, verb: str, row: Provider, before: str | None, told: dict[str, object]) -> None:
    audit_write(
        actor=actor,
        verb=f"vouchers.{verb}",
        target=row,
        before=None if before is None else {"state": before},
        after={"state": row.state, "scheme": row.scheme, "organisation": row.organisation_id, **told},
    )
    emit(ProviderMoved(provider=row.pk, state=str(row.state), what=verb))


def _row(provider: Provider, offered: Offered) -> ProviderService:
    return ProviderService(
        provider=provider,
        service=offered.service,
        title=offered.title,
        description=offered.description,
        price_text=offered.price_text,
    )


def _checked(offered: Offered, rules: Scheme) -> Offered:
    """The service, if the scheme knows its kind."""
    if rules.service(offered.service) is None:
        raise _unknown(rules)
    return Offered(
        offered.service,
        text("title", offered.title, NAME),
        offered.description.strip()[:LONG],
        offered.price_text.strip()[:NAME],
    )


def _unknown(rules: Scheme) -> ServiceUnknown:
    return ServiceUnknown("、".join(one.label.zh for one in rules.services))
