"""The pages of failures: what happened and what to do next, in both languages, whatever the reader's own.

A foreseen failure is raised (`core.errors`) and becomes its page in the middleware. Here are the failures
Django itself foresees, put into the same words and drawn by the same template.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language

from zhongchuang.core.errors import NotAllowed, NotFound, ZhongchuangError
from zhongchuang.core.surfaces import problem

BAD_REQUEST = ZhongchuangError(
    "浏览器发来的请求无法理解。",
    "The request your browser sent could not be understood.",
    next_zh="请返回上一页重新操作。",
    next_en="Go back and try again.",
    code="core.bad_request",
)
PERMISSION_DENIED = NotAllowed()
NOT_FOUND = NotFound(
    "没有这个页面。",
    "There is no such page.",
    next_zh="请核对网址，或从首页重新查找。",
    next_en="Check the address, or start from the home page.",
)
TOO_MANY = ZhongchuangError(
    "您的操作过于频繁，暂时停止受理。",
    "You have sent too many requests; they are not accepted for the moment.",
    next_zh="请半小时后再试；急需办理请联系管理员。",
    next_en="Try again in half an hour; if it is urgent, contact an administrator.",
    code="core.too_many",
)
METHOD_NOT_ALLOWED = ZhongchuangError(
    "这个网址不接受这种请求。",
    "This address does not take this kind of request.",
    next_zh="请从页面上的按钮或链接进入。",
    next_en="Use the buttons and links of the pages.",
    code="core.method_not_allowed",
)
CSRF_MISSING = NotAllowed(
    "页面放置过久，或浏览器没有保存 Cookie，为安全起见未提交。",
    "The page was open too long, or your browser keeps no cookies; for your safety nothing was submitted.",
    next_zh="请返回上一页刷新后再提交；已填内容可先复制。",
    next_en="Go back, reload the page and submit again; you may copy what you entered first.",
    code="core.csrf",
)


def error_page(request: HttpRequest, error: ZhongchuangError, status: int) -> HttpResponse:
    """The page of one failure."""
    context = {"error": error, "problem": problem(error, get_language()), "status": status}
    page = HttpResponse(render_to_string("error.html", context, request), status=status)
    add_never_cache_headers(page)  # the address itself may be a secret
    return page
