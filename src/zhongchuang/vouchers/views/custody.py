"""Custody: vouchers, ledger and bank side by side, and what the custody bank's statements say."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    FormGuard,
    Link,
    Money,
    Row,
    money_told,
    page_of,
)
from zhongchuang.core.surfaces import http_status
from zhongchuang.vouchers.access import Reach
from zhongchuang.vouchers.selectors import custody as reads
from zhongchuang.vouchers.selectors.settling import settles
from zhongchuang.vouchers.services.custody import custody_state
from zhongchuang.vouchers.views import settling_showing as showing


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def custody(request: HttpRequest) -> HttpResponse:
    """What should lie in custody and where it stands; by POST a statement of the bank is entered."""
    actor, reach = showing.viewer(request)
    found = reads.standings(actor, reach)
    departments = sorted({(one.department, one.department_name) for one in found})
    form = showing.StatementForm(departments, request.POST if request.method == "POST" else None)
    shown = (actor, reach, found)
    if request.method != "POST":
        return _page(request, shown, form)
    if not settles(reach):
        raise NotAllowed()
    showing.key_of(request)
    if not form.is_valid():
        return _page(request, shown, form, 422)
    try:
        made = custody_state(actor=actor, **form.cleaned_data)
    except NotAllowed:
        raise
    except (InvalidInput, Refused, Conflict) as error:
        form.add_error(None, error.told_in(request.LANGUAGE_CODE))
        return _page(request, shown, form, http_status(error))
    if missing := made.balance - made.expected:
        told = _("对账单已录入，与账本相差 %(amount)s：请与银行逐笔核对。")
        messages.error(request, told % {"amount": money_told(missing)})
    else:
        messages.success(request, _("对账单已录入，与账本相符。"))
    return redirect("vouchers:custody")


def _page(
    request: HttpRequest,
    seen: tuple[Actor, Reach, list[reads.Standing]],
    form: showing.StatementForm,
    status: int = 200,
) -> HttpResponse:
    actor, reach, found = seen
    page, shown = page_of(request, reads.visible_statements(actor, reach))
    context = {
        "standings": _standings(found),
        "expected": sum(one.expected for one in found),
        "agrees": showing.agreement(all(one.agrees for one in found)),
        "any": bool(found),
        "statements": _statements(shown, page),
        "form": form,
        "may": settles(reach) and bool(found),
        "guard": FormGuard(new_idempotency_key()),
        "breadcrumbs": showing.crumbs(Link(_("存管对账"), "")),
    }
    return render(request, "vouchers/money/custody.html", context, status=status)


def _standings(found: list[reads.Standing]) -> DataTable:
    return DataTable(
        _("按预算"),
        (
            Column(_("预算")),
            Column(_("券内（元）"), ColumnKind.NUMBER),
            Column(_("应付机构（元）"), ColumnKind.NUMBER),
            Column(_("另行退还（元）"), ColumnKind.NUMBER),
            Column(_("应在存管（元）"), ColumnKind.NUMBER),
            Column(_("银行已付（元）"), ColumnKind.NUMBER),
            Column(_("账实")),
        ),
        tuple(
            Row(
                (
                    Cell(one.name),
                    _pair(one.vouchers),
                    _pair(one.owed),
                    Cell(Money(one.surplus, unit=False)),
                    Cell(Money(one.expected, unit=False)),
                    _pair(one.paid),
                    Cell(showing.agreement(one.agrees)),
                )
            )
            for one in found
        ),
        empty=EmptyState(_("还没有发过券"), _("发券以后，这里逐项对照券、订单、账本和银行。")),
    )


def _pair(pair: reads.Pair) -> Cell:
    """The ledger's amount; where the other record differs, what it says."""
    if pair.agrees:
        return Cell(Money(pair.found, unit=False))
    told = _("另一处记为 %(amount)s") % {"amount": f"{pair.kept / 100:.2f}"}
    return Cell(Money(pair.found, unit=False), note=told)


def _statements(shown: Any, page: Any) -> DataTable:
    return DataTable(
        _("存管银行对账单"),
        (
            Column(_("日期"), ColumnKind.DATE),
            Column(_("部门")),
            Column(_("编号"), ColumnKind.CODE),
            Column(_("银行余额（元）"), ColumnKind.NUMBER),
            Column(_("账本应有（元）"), ColumnKind.NUMBER),
            Column(_("相差（元）"), ColumnKind.NUMBER),
            Column(_("账实")),
        ),
        tuple(
            Row(
                (
                    Cell(one.on),
                    Cell(one.department.name),
                    Cell(one.document),
                    Cell(Money(one.balance, unit=False)),
                    Cell(Money(one.expected, unit=False)),
                    Cell(Money(one.balance - one.expected, unit=False)),
                    Cell(showing.agreement(one.balance == one.expected)),
                )
            )
            for one in shown
        ),
        page,
        EmptyState(_("还没有对账单"), _("银行的对账单到了，在下面录入余额，与账本当天应有的数对照。")),
        show_caption=True,
    )
