"""Vouchers for other software: schemes and the list of providers for everybody, one's own vouchers and orders with a token."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from zhongchuang.core.api import Cache, Day, Paged, PageQuery, PlaceCode, operation, page_of, said
from zhongchuang.core.api.paging import InMemory
from zhongchuang.core.errors import Wording
from zhongchuang.core.money import plain_yuan
from zhongchuang.parties.access import TokenScope
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.api import Token
from zhongchuang.vouchers.access import reach_of
from zhongchuang.vouchers.flow import OrderState, VoucherState
from zhongchuang.vouchers.models import Order, Provider, ProviderService, SchemeVersion, Voucher
from zhongchuang.vouchers.selectors import (
    holder_orders,
    newest_schemes,
    own_vouchers,
    scheme_of,
)
from zhongchuang.vouchers.selectors import listed as reads
from zhongchuang.vouchers.terms.schema import Figure, Holder, Standing, Term

router = Router(tags=["vouchers"], auth=Token(TokenScope.READ))
OWN = Token(TokenScope.OWN_VOUCHERS, required=True)
Number = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{0,40}$")]
Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,59}$")]
SHORT = 60


class VoucherWords(Schema):
    """A text in both languages; Chinese is the authoritative one."""

    zh: str = Field(description=said("中文", "in Chinese"))
    en: str = Field(description=said("英文", "in English"))


class SchemeFigure(Schema):
    """A number of a scheme with where it comes from."""

    value: str = Field(description=said("数值；金额以元计", "the number; money in 元"), examples=["0.5"])
    quote: str | None = Field(description=said("依据里的原话", "the words of the basis"))
    set_by: VoucherWords | None = Field(description=said("由谁规定", "who sets it"))


class SchemeTerm(Schema):
    """What holds at a place, from a day."""

    place: str = Field(description=said("地区", "place (GB/T 2260)"), examples=["210100"])
    starts: Day
    ends: Day | None
    services: list[str] = Field(description=said("服务种类，空为全部", "kinds of service; none means all"))
    holders: list[Holder] = Field(description=said("持券人种类，空为全部", "kinds of holder; none means all"))
    ratio: SchemeFigure = Field(description=said("抵扣比例", "share of the price"))
    order_cap: SchemeFigure | None = Field(description=said("单笔限额", "cap of an order"))
    year_cap: SchemeFigure | None = Field(description=said("每年限额", "cap of a year"))


class SchemeService(Schema):
    """A kind of service."""

    id: str
    label: VoucherWords


class VoucherScheme(Schema):
    """A scheme of vouchers."""

    code: str = Field(description=said("编号和版本", "id and version"), examples=["innovation-voucher@1"])
    title: VoucherWords
    place: str = Field(description=said("地区", "place (GB/T 2260)"))
    standing: Standing = Field(description=said("能不能发券", "whether vouchers are issued"))
    awaiting: VoucherWords | None = Field(description=said("在等什么", "what is awaited"))
    services: list[SchemeService]
    terms: list[SchemeTerm]


class SchemePage(Paged[VoucherScheme]):
    """Schemes, by place."""


class OfferedService(Schema):
    """What a provider offers."""

    kind: str = Field(description=said("服务种类", "kind of service"))
    title: str = Field(description=said("名称", "what it is called"))
    description: str
    price: str = Field(description=said("收费标准，文字", "the price in words"))


class ListedProvider(Schema):
    """A provider on the list."""

    id: int
    name: str
    uscc: str = Field(description=said("统一社会信用代码", "unified social credit code"))
    place: str = Field(description=said("地区", "place (GB/T 2260)"))
    scheme: str = Field(description=said("哪一套创新券", "which vouchers"))
    admitted_on: Day
    admitted_until: Day | None
    introduction: str
    contact: str
    services: list[OfferedService]


class ProviderPage(Paged[ListedProvider]):
    """Providers, by name."""


class OwnVoucher(Schema):
    """A voucher of whoever asks. Money in 元; the five pots add up to the face value."""

    number: str
    scheme: str = Field(description=said("发券时的方案", "the scheme it was issued under"))
    holder: str = Field(description=said("持券人", "the holder"))
    state: VoucherState
    first_day: Day
    last_day: Day = Field(description=said("最后一天，还能下单", "the last day on which one may order"))
    issued: str = Field(description=said("面额", "face value"), examples=["100000.00"])
    available: str = Field(description=said("可用", "available"))
    held: str = Field(description=said("冻结", "set aside for orders"))
    redeemed: str = Field(description=said("已核销", "redeemed"))
    expired: str = Field(description=said("到期收回", "returned at its end"))
    revoked: str = Field(description=said("撤销收回", "returned as revoked"))


class OwnVoucherPage(Paged[OwnVoucher]):
    """Vouchers, the newest first."""


class OwnOrder(Schema):
    """An order of whoever asks. Money in 元."""

    number: str
    voucher: str
    provider: int
    provider_name: str
    service: str = Field(description=said("服务种类", "kind of service"))
    title: str
    state: OrderState
    on: Day = Field(description=said("下单日期", "day of the order"))
    finish_by: Day = Field(description=said("交付期限", "last day for the delivery"))
    price: str = Field(description=said("约定价格", "price agreed"))
    support: str = Field(description=said("下单时冻结", "set aside of the voucher"))
    invoiced: str | None = Field(description=said("发票金额", "as invoiced"))
    redeemed: str = Field(description=said("已核销", "redeemed"))
    refunded: str = Field(description=said("已退回", "refunded"))
    changed_at: dt.datetime


class OwnOrderPage(Paged[OwnOrder]):
    """Orders, the newest first."""


class ProviderQuery(PageQuery):
    """What the list of providers is narrowed by; several values of one are joined by “or”."""

    service: list[Kind] = Field([], max_length=20, description=said("服务种类", "kinds of service"))
    place: list[PlaceCode] = Field([], max_length=50, description=said("地区", "places"))
    q: str = Field("", max_length=SHORT, description=said("机构或服务名称", "name of provider or service"))


class OwnQuery(PageQuery):
    """One of one's own, by its number."""

    number: Number = Field("", description=said("只要这一个编号", "this number alone"))


class OrderQuery(OwnQuery):
    """What one's own orders are narrowed by."""

    state: list[OrderState] = Field([], max_length=20, description=said("状态", "states"))


@router.get(
    "/voucher-schemes",
    **operation(
        "voucher_schemes",
        "创新券方案",
        "Schemes of vouchers",
        about=("等待细则的没有数。", "Those that await their rules have no numbers."),
        response=SchemePage,
    ),
)
def voucher_schemes(request: HttpRequest, response: HttpResponse, query: Query[PageQuery]) -> dict[str, Any]:
    """The newest version of every scheme."""
    return page_of(request, response, InMemory(newest_schemes()), query, _scheme)


@router.get(
    "/voucher-providers",
    **operation(
        "voucher_providers",
        "收创新券的服务机构",
        "Providers that take vouchers",
        response=ProviderPage,
    ),
)
def voucher_providers(
    request: HttpRequest, response: HttpResponse, query: Query[ProviderQuery]
) -> dict[str, Any]:
    """Who is on the list today."""
    wanted = reads.Wanted(tuple(query.service), tuple(query.place), query.q.strip())
    rows = reads.listed_like(wanted)
    first = (query.page - 1) * query.per_page
    offered = reads.services_by_provider(rows[first : first + query.per_page])
    return page_of(request, response, rows, query, lambda row: _provider(row, offered.get(row.pk, ())))


@router.get(
    "/my/vouchers",
    auth=OWN,
    **operation(
        "own_vouchers",
        "我的创新券",
        "My vouchers",
        about=("需要 vouchers:own 范围。", "Needs the scope `vouchers:own`."),
        response=OwnVoucherPage,
        cache=Cache.PRIVATE,
    ),
)
def own(request: HttpRequest, response: HttpResponse, query: Query[OwnQuery]) -> dict[str, Any]:
    """The vouchers the token's account uses."""
    actor = actor_of(request)
    rows = own_vouchers(actor, reach_of(actor)).order_by("-pk")
    if query.number:
        rows = rows.filter(number=query.number)
    return page_of(request, response, rows, query, _voucher)


@router.get(
    "/my/voucher-orders",
    auth=OWN,
    **operation(
        "own_orders",
        "我的创新券订单",
        "My orders",
        about=("需要 vouchers:own 范围。", "Needs the scope `vouchers:own`."),
        response=OwnOrderPage,
        cache=Cache.PRIVATE,
    ),
)
def orders(request: HttpRequest, response: HttpResponse, query: Query[OrderQuery]) -> dict[str, Any]:
    """The orders on those vouchers."""
    actor = actor_of(request)
    rows = holder_orders(actor, reach_of(actor)).order_by("-pk")
    if query.number:
        rows = rows.filter(number=query.number)
    if query.state:
        rows = rows.filter(state__in=[state.value for state in query.state])
    return page_of(request, response, rows, query, _order)


def _words(found: Wording | None) -> dict[str, str] | None:
    return {"zh": found.zh, "en": found.en} if found else None


def _figure(found: Figure | None) -> dict[str, Any] | None:
    if found is None:
        return None
    set_by = found.set_by.wording if found.set_by else None
    return {"value": f"{found.value:f}", "quote": found.quote, "set_by": _words(set_by)}


def _term(found: Term) -> dict[str, Any]:
    return {
        "place": found.place,
        "starts": found.starts,
        "ends": found.ends,
        "services": list(found.services),
        "holders": list(found.holders),
        "ratio": _figure(found.ratio),
        "order_cap": _figure(found.order_cap),
        "year_cap": _figure(found.year_cap),
    }


def _scheme(version: SchemeVersion) -> dict[str, Any]:
    found = scheme_of(version)
    return {
        "code": found.code,
        "title": _words(found.title.wording),
        "place": found.place,
        "standing": found.standing,
        "awaiting": _words(found.awaiting.wording if found.awaiting else None),
        "services": [{"id": one.id, "label": _words(one.label.wording)} for one in found.services],
        "terms": [_term(one) for one in found.terms],
    }


def _provider(row: Provider, offered: tuple[ProviderService, ...]) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.organisation.name,
        "uscc": row.organisation.uscc,
        "place": row.organisation.place_id,
        "scheme": row.scheme,
        "admitted_on": row.admitted_on,
        "admitted_until": row.admitted_until,
        "introduction": row.introduction,
        "contact": row.contact,
        "services": [
            {
                "kind": one.service,
                "title": one.title,
                "description": one.description,
                "price": one.price_text,
            }
            for one in offered
        ],
    }


def _voucher(row: Voucher) -> dict[str, Any]:
    pots = ("issued", "available", "held", "redeemed", "expired", "revoked")
    return {
        "number": row.number,
        "scheme": row.scheme.code,
        "holder": row.holder_name,
        "state": row.state,
        "first_day": row.first_day,
        "last_day": row.last_day,
        **{pot: plain_yuan(getattr(row, pot)) for pot in pots},
    }


def _order(row: Order) -> dict[str, Any]:
    return {
        "number": row.number,
        "voucher": row.voucher.number,
        "provider": row.provider_id,
        "provider_name": row.provider.organisation.name,
        "service": row.service,
        "title": row.title,
        "state": row.state,
        "on": row.on,
        "finish_by": row.finish_by,
        "price": plain_yuan(row.price),
        "support": plain_yuan(row.support),
        "invoiced": plain_yuan(row.invoiced) if row.invoiced else None,
        "redeemed": plain_yuan(row.redeemed),
        "refunded": plain_yuan(row.refunded),
        "changed_at": row.changed_at,
    }
