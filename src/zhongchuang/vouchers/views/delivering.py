"""交付: the papers one by one, the invoice read at once and what it says shown, then what was delivered in words."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhongchuang.clearance.invoices.model import Typed
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, Refused, Wording
from zhongchuang.core.locks import StaleVersion
from zhongchuang.core.page import Link, Upload
from zhongchuang.core.upload import MEBIBYTE, FileKind, accept_upload
from zhongchuang.parties.accounts import actor_of
from zhongchuang.vouchers import services
from zhongchuang.vouchers.access import may_move_order, reach_of
from zhongchuang.vouchers.flow import OrderMove, OrderState
from zhongchuang.vouchers.forms import DeliverForm, PaperForm
from zhongchuang.vouchers.models import Order, OrderPaper
from zhongchuang.vouchers.selectors import papers_of
from zhongchuang.vouchers.selectors.opened import counter_order
from zhongchuang.vouchers.services.asked_once import asked_once
from zhongchuang.vouchers.views.counter import crumbs
from zhongchuang.vouchers.views.order_acts import order_address
from zhongchuang.vouchers.views.order_parts import about_of, paper_kind, said_of
from zhongchuang.vouchers.views.requests import guard_again, guard_of, guarded, key_of, own_page, put_errors
from zhongchuang.vouchers.views.showing import Side

LARGEST = 20 * MEBIBYTE
KINDS = (
    FileKind.PDF,
    FileKind.OFD,
    FileKind.XML,
    FileKind.DOCX,
    FileKind.XLSX,
    FileKind.PNG,
    FileKind.JPEG,
)
"""What a paper may be; which of them an invoice may be is said by the reader of invoices."""


def _opened(request: HttpRequest, number: str) -> tuple[Actor, Order]:
    """The order, for whoever may deliver it. Raises NotFound, NotAllowed."""
    actor = actor_of(request)
    reach = reach_of(actor)
    order = counter_order(actor, reach, number)
    if not may_move_order(actor, order, OrderMove.DELIVER, reach):
        raise NotAllowed()
    return actor, order


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def deliver(request: HttpRequest, number: str) -> HttpResponse:
    """The papers that are there, and the delivery itself."""
    actor, order = _opened(request, number)
    if request.method != "POST":
        return _page(request, order, status=200)
    guard = guarded(request)
    form, status = DeliverForm(request.POST), 422
    if form.is_valid():
        delivery, version = form.cleaned_data["delivery"], guard["expected_version"]
        try:
            asked_once(
                actor=actor,
                key=guard["key"],
                verb="vouchers.page.deliver",
                thing=order,
                given={"delivery": delivery, "row_version": version},
                model=Order,
                run=lambda: services.order_deliver(
                    actor=actor, order=order, delivery=delivery, expected_version=version
                ),
            )
        except StaleVersion:
            raise
        except (InvalidInput, Refused, Conflict) as error:
            status = put_errors(form, error)
        else:
            messages.success(request, _("已交付，等持券人确认。"))
            return redirect("vouchers:counter_order", number=number)
    return _page(request, order, form=form, status=status)


@require_POST
@own_page
def paper_add(request: HttpRequest, number: str) -> HttpResponse:
    """Take in one paper."""
    actor, order = _opened(request, number)
    key = key_of(request)
    form, status, wrong = PaperForm(request.POST), 422, ""
    if form.is_valid():
        given = form.cleaned_data
        try:
            paper = _taken(actor, order, request.FILES.get("file"), given, key)
        except (InvalidInput, Refused, Conflict) as error:
            status = put_errors(form, error)
            wrong = _about_file(error)
        else:
            messages.success(request, _("“%(name)s”已收到。") % {"name": paper.file.name})
            return redirect("vouchers:deliver", number=number)
    return _page(request, order, paper_form=form, wrong=wrong, status=status)


def _taken(
    actor: Actor, order: Order, file: UploadedFile[bytes] | None, given: dict[str, Any], key: str
) -> OrderPaper:
    if file is None:
        told = Wording("请选择文件。", "Choose a file.")
        raise InvalidInput(told.zh, told.en, fields={"file": told}, code="vouchers.no_file")
    upload = accept_upload(file, kinds=KINDS, max_bytes=LARGEST)
    number = given["number"]
    return asked_once(
        actor=actor,
        key=key,
        verb="vouchers.page.paper_add",
        thing=order,
        given={**given, "sha256": upload.sha256},
        model=OrderPaper,
        run=lambda: services.order_paper_add(
            actor=actor,
            order=order,
            kind=given["kind"],
            upload=upload,
            typed=Typed(number=number, issued_on=given["issued_on"], total=given["total"])
            if given["kind"] == "invoice" and number
            else None,
            number=number,
        ),
    )


def _about_file(error: InvalidInput | Refused | Conflict) -> str:
    """What is wrong with the file itself, to stand at its box."""
    if isinstance(error, InvalidInput) and "file" in error.fields:
        return error.fields["file"].in_language(None)
    return ""


@require_POST
@own_page
def paper_remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take a paper away again, before the delivery."""
    actor, order = _opened(request, number)
    key = key_of(request)
    paper = OrderPaper.objects.filter(order=order, pk=pk).select_related("order", "file").first()
    if paper is None:
        raise NotFound()
    asked_once(
        actor=actor,
        key=key,
        verb="vouchers.page.paper_remove",
        thing=paper,
        given={},
        model=OrderPaper,
        run=lambda: _removed(actor, paper),
    )
    messages.success(request, _("已移除。"))
    return redirect("vouchers:deliver", number=number)


def _removed(actor: Actor, paper: OrderPaper) -> OrderPaper:
    services.order_paper_remove(actor=actor, paper=paper)
    return paper


def _page(
    request: HttpRequest,
    order: Order,
    *,
    form: DeliverForm | None = None,
    paper_form: PaperForm | None = None,
    wrong: str = "",
    status: int,
) -> HttpResponse:
    papers = papers_of(order)
    context = {
        "order": order,
        "open": order.state == OrderState.ACCEPTED,
        "about": about_of(order),
        "papers": [
            {
                "name": one.file.name,
                "kind": paper_kind(one.kind),
                "said": said_of(one),
                "url": reverse("vouchers:order_paper", args=[order.number, one.pk]),
                "remove": reverse("vouchers:paper_remove", args=[order.number, one.pk]),
                "guard": guard_of(),
            }
            for one in papers
        ],
        "paper_form": paper_form or PaperForm(),
        "upload": Upload(
            "file",
            _("文件"),
            tuple(suffix for kind in KINDS for suffix in kind.extensions),
            LARGEST,
            _("发票请交数电票 XML 或 OFD 原件，最好核对；PDF 要写号码。"),
            wrong,
        ),
        "paper_guard": guard_of(),
        "form": form or DeliverForm(initial={"delivery": order.delivery}),
        "guard": guard_again(request, order) if form is not None else guard_of(order),
        "back": order_address(Side.PROVIDER, order),
        "breadcrumbs": crumbs(Link(order.number, order_address(Side.PROVIDER, order)), Link(_("交付"), "")),
    }
    return render(request, "vouchers/deliver.html", context, status=status)
