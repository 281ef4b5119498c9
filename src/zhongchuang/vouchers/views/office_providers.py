"""One entry of the list of providers as the department sees it: admitted, returned, struck off; its change of account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.locks import refuse_stale
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Link,
    Row,
    SummaryList,
    SummaryRow,
)
from zhongchuang.vouchers import services
from zhongchuang.vouchers.access import ProviderAction, Reach, may_provider
from zhongchuang.vouchers.forms import AdmitForm, NothingForm, ReadmitForm, ReasonForm, StrikeOffForm
from zhongchuang.vouchers.models import AccountChange, ChangeState, Provider, ProviderStanding
from zhongchuang.vouchers.selectors import desk
from zhongchuang.vouchers.selectors.listed import all_services
from zhongchuang.vouchers.selectors.opened import (
    account_change_of,
    office_provider,
)
from zhongchuang.vouchers.selectors.schemes import newest_schemes, scheme_of
from zhongchuang.vouchers.selectors.striking import bar_in, strike_offs_of
from zhongchuang.vouchers.views.acting import Act, Offer, act_page, doing, find_act
from zhongchuang.vouchers.views.office import orders_table
from zhongchuang.vouchers.views.office_common import at_desk, crumbs
from zhongchuang.vouchers.views.requests import guard_of, own_page
from zhongchuang.vouchers.views.showing import day, provider_name, provider_status, worded
from zhongchuang.vouchers.views.striking import struck_off_table, struck_off_words

MOST = 50
"""Orders shown on the page of a voucher or of a provider; all of them are in the list."""
A_DAY_AND_A_TIME = "DATETIME_FORMAT"


def _doing(action: ProviderAction) -> Any:
    return lambda actor, provider, reach: may_provider(actor, action, provider, reach)


def _may_admit(actor: Actor, provider: Provider, reach: Reach) -> bool:
    return not strike_offs_of(provider.organisation) and may_provider(
        actor, ProviderAction.ADMIT, provider, reach
    )


def _may_readmit(actor: Actor, provider: Provider, reach: Reach) -> bool:
    """One that was struck off before, by whatever department, is admitted by a second person, who says why."""
    return bool(strike_offs_of(provider.organisation)) and may_provider(
        actor, ProviderAction.READMIT, provider, reach
    )


def _may_confirm(actor: Actor, change: AccountChange, reach: Reach) -> bool:
    return may_provider(actor, ProviderAction.CONFIRM_ACCOUNT, change.provider, reach)


def _confirm_account(
    actor: Actor, change: AccountChange, _given: dict[str, Any], version: int
) -> AccountChange:
    refuse_stale(change, version)
    return services.account_change_confirm(actor=actor, change=change)


def _refuse_account(
    actor: Actor, change: AccountChange, given: dict[str, Any], version: int
) -> AccountChange:
    refuse_stale(change, version)
    return services.account_change_refuse(actor=actor, change=change, reason=given["reason"])


PROVIDER_ACTS: Mapping[str, Act] = {
    "admit": Act(
        may=_may_admit,
        run=doing(services.provider_admit, "provider"),
        form=AdmitForm,
        title=gettext_lazy("入库"),
        button=gettext_lazy("同意入库"),
        done=gettext_lazy("已入库，当天起在名录里。"),
    ),
    "readmit": Act(
        may=_may_readmit,
        run=doing(services.provider_admit, "provider"),
        form=ReadmitForm,
        title=gettext_lazy("仍然入库"),
        button=gettext_lazy("同意入库"),
        done=gettext_lazy("已入库，当天起在名录里；理由已记入日志。"),
        warning=gettext_lazy("这家机构被移出过名录，请先看上面的记录。"),
    ),
    "return": Act(
        may=_doing(ProviderAction.ADMIT),
        run=doing(services.provider_return, "provider"),
        form=ReasonForm,
        title=gettext_lazy("退回补正"),
        button=gettext_lazy("退回补正"),
        done=gettext_lazy("已退回，机构改好后再申请。"),
    ),
    "strike-off": Act(
        may=_doing(ProviderAction.STRIKE_OFF),
        run=doing(services.provider_strike_off, "provider"),
        form=StrikeOffForm,
        title=gettext_lazy("移出名录"),
        button=gettext_lazy("移出名录"),
        done=gettext_lazy("已移出名录，没有结完的订单已分别处理。"),
        warning=gettext_lazy("没有交付的订单终止、金额回到券里；已交付的转核查；已核销的暂缓结算。"),
        danger=True,
    ),
}
ACCOUNT_ACTS: Mapping[str, Act] = {
    "confirm": Act(
        may=_may_confirm,
        run=_confirm_account,
        form=NothingForm,
        title=gettext_lazy("确认收款账户"),
        button=gettext_lazy("核对无误，启用新账户"),
        done=gettext_lazy("新账户已启用。"),
        lead=gettext_lazy("请打电话向机构的管理人核对，不要只看这里写的。"),
    ),
    "refuse": Act(
        may=_may_confirm,
        run=_refuse_account,
        title=gettext_lazy("不同意变更账户"),
        button=gettext_lazy("不同意"),
        done=gettext_lazy("没有变更，仍付到原来的账户。"),
        danger=True,
    ),
}


@require_safe
@own_page
def provider(request: HttpRequest, pk: int) -> HttpResponse:
    """An entry of the list: what it offers, where it is paid, its orders, what can be done."""
    actor, reach = at_desk(request)
    found = office_provider(actor, reach, pk)
    changes = desk.account_changes_of(found)
    change = next((one for one in changes if one.state == ChangeState.ASKED), None)
    struck = strike_offs_of(found.organisation)
    asks = found.state == ProviderStanding.ASKED
    schemes = [scheme_of(one) for one in newest_schemes()]
    names = {one.id: worded(one.title.wording) for one in schemes}
    labels = {kind.id: worded(kind.label.wording) for one in schemes for kind in one.services}
    context = {
        "provider": found,
        "name": provider_name(found),
        "status": provider_status(found.state),
        "facts": _facts(found, names),
        "change": change,
        "services": _services(found, labels),
        "struck": struck_off_table(struck) if struck else None,
        "bar": bar_in(struck, found.department) if asks else None,
        "offers": _offers(actor, reach, found, change, bool(struck)),
        "orders": orders_table(desk.orders_of_provider(actor, reach, found).order_by("-pk")[:MOST]),
        "breadcrumbs": crumbs(
            Link(_("服务机构"), reverse("vouchers:office_providers")), Link(provider_name(found), "")
        ),
    }
    return render(request, "vouchers/office/provider.html", context)


def _offers(
    actor: Actor, reach: Reach, found: Provider, change: AccountChange | None, struck: bool
) -> list[Offer]:
    names = {
        ProviderStanding.ASKED: ("readmit", "return") if struck else ("admit", "return"),
        ProviderStanding.ADMITTED: ("strike-off",),
    }.get(ProviderStanding(found.state), ())
    found_offers = [
        Offer(
            name=name,
            act=PROVIDER_ACTS[name],
            url=reverse("vouchers:office_provider_act", args=[found.pk, name]),
            guard=guard_of(found),
        )
        for name in names
        if PROVIDER_ACTS[name].may(actor, found, reach)
    ]
    if change is not None and may_provider(actor, ProviderAction.CONFIRM_ACCOUNT, found, reach):
        found_offers += [
            Offer(
                name=name,
                act=act,
                url=reverse("vouchers:office_account_act", args=[found.pk, change.pk, name]),
                guard=guard_of(change),
            )
            for name, act in ACCOUNT_ACTS.items()
        ]
    return found_offers


def _facts(found: Provider, names: Mapping[str, str]) -> SummaryList:
    rows = [
        SummaryRow(
            _("单位"),
            Link(found.organisation.name, reverse("parties:organisation", args=[found.organisation_id])),
            found.organisation.uscc,
        ),
        SummaryRow(_("方案"), names.get(found.scheme, found.scheme)),
        SummaryRow(_("申请时间"), date_format(found.asked_at.astimezone(clock.SHANGHAI), A_DAY_AND_A_TIME)),
        SummaryRow(_("入库日期"), found.admitted_on),
        SummaryRow(_("有效期至"), found.admitted_until),
    ]
    if found.struck_off_on:
        rows.append(SummaryRow(_("移出日期"), found.struck_off_on))
    if found.reason:
        rows.append(SummaryRow(_("说明"), found.reason))
    rows += [
        SummaryRow(_("联系方式"), found.contact),
        SummaryRow(_("收款账户"), found.payee_name, f"{found.bank_name} …{found.bank_account_tail}"),
    ]
    return SummaryList(tuple(rows))


def _services(found: Provider, labels: Mapping[str, str]) -> DataTable:
    return DataTable(
        _("提供的服务"),
        (Column(_("服务")), Column(_("种类")), Column(_("收费标准")), Column(_("停止日期"), ColumnKind.DATE)),
        tuple(
            Row(
                (
                    Cell(one.title, note=one.description),
                    Cell(labels.get(one.service, one.service)),
                    Cell(one.price_text),
                    Cell(one.ended_on),
                )
            )
            for one in all_services(found)
        ),
        empty=EmptyState(_("没有登记服务")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def provider_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Do one thing with an entry of the list."""
    actor, reach = at_desk(request)
    found = office_provider(actor, reach, pk)
    back = reverse("vouchers:office_provider", args=[pk])
    rows = [
        SummaryRow(_("机构"), provider_name(found)),
        SummaryRow(_("状态"), provider_status(found.state), found.reason),
        *(
            SummaryRow(
                _("%(day)s 移出名录") % {"day": day(one.on)}, one.department.name, struck_off_words(one)
            )
            for one in strike_offs_of(found.organisation)
        ),
    ]
    return act_page(
        request,
        actor=actor,
        name=f"provider-{act}",
        act=find_act(PROVIDER_ACTS, act, actor, found, reach),
        thing=found,
        about=SummaryList(tuple(rows)),
        back=back,
        breadcrumbs=crumbs(
            Link(_("服务机构"), reverse("vouchers:office_providers")), Link(provider_name(found), back)
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def account_act(request: HttpRequest, pk: int, change: int, act: str) -> HttpResponse:
    """Say yes or no to the change of account that was looked at, and to no other."""
    actor, reach = at_desk(request)
    found = office_provider(actor, reach, pk)
    asked = account_change_of(found, change)
    back = reverse("vouchers:office_provider", args=[pk])
    return act_page(
        request,
        actor=actor,
        name=f"account-{act}",
        act=find_act(ACCOUNT_ACTS, act, actor, asked, reach),
        thing=asked,
        about=SummaryList(
            (
                SummaryRow(_("机构"), provider_name(found)),
                SummaryRow(
                    _("现在的账户"), found.payee_name, f"{found.bank_name} …{found.bank_account_tail}"
                ),
                SummaryRow(_("新账户"), asked.payee_name, f"{asked.bank_name} …{asked.bank_account_tail}"),
                SummaryRow(_("为什么变更"), asked.why),
                SummaryRow(_("处理"), asked.get_state_display(), asked.reason),
            )
        ),
        back=back,
        breadcrumbs=crumbs(
            Link(_("服务机构"), reverse("vouchers:office_providers")), Link(provider_name(found), back)
        ),
    )
