"""Pages of the project itself: the published seals of the audit log, for anyone to copy and to check."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhongchuang.core.audit.publication import Publication
from zhongchuang.core.audit.seal_record import PublishedSeal
from zhongchuang.core.download import attachment_response
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.page import (
    Cell,
    Code,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Link,
    Row,
    paginate,
)
from zhongchuang.parties.accounts import actor_of
from zhongchuang.project.access import may_read_publication

PER_PAGE = 20


def _publication(request: HttpRequest) -> Publication:
    """The public files. Raises NotAllowed."""
    if not may_read_publication(actor_of(request)):
        raise NotAllowed()
    return Publication()


ROBOTS = """User-agent: *
Disallow: /accounts/
Disallow: /admin/
Disallow: /ask/*/
Disallow: /desk/
Disallow: /me/
Disallow: /my/
Disallow: /office/
Disallow: /review/
Disallow: /v/
"""
"""Documents and measures are there to be found; what somebody holds by its link is not."""


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """What search engines may visit (RFC 9309)."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@require_safe
def favicon(_request: HttpRequest) -> HttpResponseBase:
    """The icon, for what asks for it without having read a page: a browser showing a file, a feed reader."""
    return redirect(static("core/img/icon.svg"))


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """The seals, newest first, and how to check them."""
    file = _publication(request).read_seals()
    newest_first = tuple(reversed(file.seals))
    text = request.GET.get("page", "1")
    wanted = int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1
    page = paginate(request.GET, len(newest_first), wanted, per_page=PER_PAGE)
    table = DataTable(
        _("已公布的封存"),
        (
            Column(_("封存")),
            Column(_("截至"), ColumnKind.DATE),
            Column(_("日志条数"), ColumnKind.NUMBER),
            Column(_("默克尔根"), ColumnKind.CODE),
            Column(_("叶哈希")),
        ),
        tuple(_row(seal) for seal in newest_first[(page.page - 1) * PER_PAGE : page.page * PER_PAGE]),
        page,
        EmptyState(_("还没有封存"), _("平台每天 00:10 封存前一天的日志；第一次封存之后这里就有记录。")),
    )
    context = {
        "table": table,
        "broken": len(file.broken) + file.torn,
        "newest": Code(newest_first[0].record.seal_hash, _("最新封存哈希"), group=8)
        if newest_first
        else None,
        "breadcrumbs": (Link(_("首页"), "/"), Link(_("审计公布"), "")),
    }
    return render(request, "audit/seals.html", context)


def _row(seal: PublishedSeal) -> Row:
    record = seal.record
    return Row(
        (
            Cell(_("第 %(n)s 号") % {"n": record.number}),
            Cell(record.day),
            Cell(record.size),
            Cell(record.root),
            Cell(Link(_("下载"), reverse("audit_leaves", args=[record.number]))),
        )
    )


@require_safe
def audit_seals(request: HttpRequest) -> HttpResponseBase:
    """The file of the seals, as published. Raises NotFound where nothing is published yet."""
    path = _publication(request).seals_path
    if not path.is_file():
        raise NotFound(
            "还没有公布任何封存。",
            "No seal has been published yet.",
            next_zh="请在第一次封存之后再来。",
            next_en="Come back after the first seal.",
        )
    return attachment_response("seals.jsonl", path.read_bytes(), "application/x-ndjson")


@require_safe
def audit_leaves(request: HttpRequest, number: int) -> HttpResponseBase:
    """The leaves of one seal, as published. Raises NotFound."""
    path = _publication(request).leaves_path(number)
    if not path.is_file():
        raise NotFound(
            f"没有第 {number} 号封存的叶哈希文件。", f"There is no file of leaves for seal {number}."
        )
    return attachment_response(path.name, path.read_bytes(), "text/plain; charset=utf-8")
