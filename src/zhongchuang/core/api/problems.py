"""Every failure as a problem document (RFC 9457): in the language the client asks for, and in both beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja import Field, Schema

from zhongchuang.core.api.fields import said
from zhongchuang.core.error_pages import BAD_REQUEST, METHOD_NOT_ALLOWED, PERMISSION_DENIED
from zhongchuang.core.errors import InvalidInput, NotFound, Unavailable, Wording, ZhongchuangError
from zhongchuang.core.rate_limit import TooManyRequests
from zhongchuang.core.request_id import request_id
from zhongchuang.core.surfaces import http_status

MEDIA_TYPE = "application/problem+json"
DOCUMENTED_AT = "/api/docs/"
MOST_ERRORS = 20
"""Errors listed one by one; a client that makes more of them reads these first."""


class FieldProblem(Schema):
    """What is wrong with one value."""

    where: str = Field(description=said("在哪里：query、path、header 或 body", "query, path, header or body"))
    name: str = Field(description=said("参数名，或正文中的位置", "the parameter, or the place in the body"))
    detail: str = Field(description=said("按所选语言", "in the language asked for"))
    detail_zh: str = Field(description=said("中文", "in Chinese"))
    detail_en: str = Field(description=said("英文", "in English"))


class Problem(Schema):
    """A failure (RFC 9457). `code` tells failures apart for a program, `detail` for a person."""

    type: str = Field(description=said("说明这类问题的网址", "where this kind of problem is described"))
    title: str = Field(description=said("出了什么事", "what happened"))
    status: int = Field(description=said("HTTP 状态码", "the HTTP status"))
    detail: str = Field(description=said("出了什么事、怎么办", "what happened and what to do"))
    title_zh: str
    title_en: str
    detail_zh: str
    detail_en: str
    code: str = Field(
        description=said("错误代码，不随语言变", "code of the failure, the same in any language")
    )
    request_id: str = Field(description=said("请求编号，咨询时请给出", "id of the request, to be quoted"))
    errors: list[FieldProblem] = Field(
        [], description=said("逐项说明哪个值不对", "which values are wrong, one by one")
    )


class NotAcceptable(ZhongchuangError):
    """The client takes no type we have."""

    default_code = "api.not_acceptable"

    def __init__(self) -> None:
        super().__init__(
            "接口只以 JSON（个别地址为文本或压缩包）答复，而请求说不接受。",
            "The API answers in JSON (text or zip at some addresses), which the request says it does not accept.",
            next_zh="请去掉 Accept 头，或写 application/json。",
            next_en="Leave the Accept header out, or write application/json.",
        )


class PreconditionFailed(ZhongchuangError):
    """The content is another than the client has seen."""

    default_code = "api.precondition_failed"

    def __init__(self) -> None:
        super().__init__(
            "内容已经不是您所说的那一版。",
            "The content is no longer the version you name.",
            next_zh="请重新读取后再试。",
            next_en="Read it again and retry.",
        )


class TooLarge(ZhongchuangError):
    """A body beyond what any honest request needs."""

    default_code = "api.too_large"

    def __init__(self, most: int) -> None:
        super().__init__(
            f"请求正文超过 {most // 1024} KB。",
            f"The body of the request exceeds {most // 1024} KB.",
            next_zh="请只发送需要的内容。",
            next_en="Send only what is needed.",
        )


class UnsupportedMedia(ZhongchuangError):
    """A body that is no JSON."""

    default_code = "api.unsupported_media"

    def __init__(self) -> None:
        super().__init__(
            "请求正文应为 JSON。",
            "The body of the request must be JSON.",
            next_zh="请写 Content-Type: application/json。",
            next_en="Write Content-Type: application/json.",
        )


class Unauthenticated(ZhongchuangError):
    """No token where one is needed, or one that is not valid (any more). The two need different answers, `missing`."""

    default_code = "api.unauthenticated"

    def __init__(self, *, missing: bool) -> None:
        super().__init__(
            "这个地址需要接口凭据。" if missing else "接口凭据无效、已到期或已停用。",
            "This address needs an API token."
            if missing
            else "The API token is not valid, has expired or was revoked.",
            next_zh="请在“我的账户 → 接口凭据”建立一个，写在 Authorization: Bearer 之后。",
            next_en="Make one under “My account → API tokens” and send it as Authorization: Bearer.",
        )
        self.missing = missing


FAILURE = ZhongchuangError(
    "平台出了故障，已记录。",
    "The platform failed; the failure was recorded.",
    next_zh="请稍后再试；仍不行时联系平台管理员并给出请求编号。",
    next_en="Try again later; if it still fails, tell the administrator the request id.",
    code="core.failure",
)
GONE_WRONG: Mapping[int, ZhongchuangError] = MappingProxyType(
    {
        400: BAD_REQUEST,
        403: PERMISSION_DENIED,
        404: NotFound(
            "没有这个地址。",
            "There is no such address.",
            next_zh="请看 /api/docs/。",
            next_en="See /api/docs/.",
        ),
        405: METHOD_NOT_ALLOWED,
        412: PreconditionFailed(),
        500: FAILURE,
        503: Unavailable("平台暂时不能答复。", "The platform cannot answer just now."),
    }
)
"""What to say where the answer of another part of the house is no problem document yet."""
STATUS: Mapping[type[ZhongchuangError], int] = MappingProxyType(
    {
        NotAcceptable: 406,
        PreconditionFailed: 412,
        TooLarge: 413,
        UnsupportedMedia: 415,
        Unauthenticated: 401,
        TooManyRequests: 429,
    }
)


def status_of(error: ZhongchuangError) -> int:
    """The HTTP status of a failure."""
    return STATUS.get(type(error)) or http_status(error)


def invalid(where: str, name: str, zh: str, en: str) -> InvalidInput:
    """One value that is wrong, told field by field."""
    wording = Wording(zh, en)
    return InvalidInput(zh, en, fields={f"{where} {name}": wording}, code="api.invalid")


def language_of(request: HttpRequest) -> str:
    """Chinese, unless the client would rather have English."""
    for code, _weight in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "")[:200].lower()):
        if code.startswith(("zh", "en")):
            return code[:2]
    return "zh"


def problem_response(
    request: HttpRequest,
    error: ZhongchuangError,
    *,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The failure as an answer of the API."""
    status = status or status_of(error)
    language = language_of(request)
    document = {
        "type": f"{DOCUMENTED_AT}#problem-{status}",
        "title": error.what.in_language(language),
        "status": status,
        "detail": error.told_in(language),
        "title_zh": error.what.zh,
        "title_en": error.what.en,
        "detail_zh": error.zh,
        "detail_en": error.en,
        "code": error.code,
        "request_id": request_id(),
        "errors": list(_errors(error, language)),
    }
    response = JsonResponse(
        document, status=status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False}
    )
    response.headers["Content-Language"] = "en" if language == "en" else "zh-Hans"
    for name, value in {**_headers(error), **(headers or {})}.items():
        response.headers[name] = value
    return response


def _errors(error: ZhongchuangError, language: str) -> Iterable[dict[str, Any]]:
    """`fields` of the failure; a key is `query page`, or a bare name of the body."""
    if not isinstance(error, InvalidInput):
        return
    for key, wording in list(error.fields.items())[:MOST_ERRORS]:
        where, _, name = key.partition(" ")
        yield {
            "where": where if name else "body",
            "name": name or where,
            "detail": wording.in_language(language),
            "detail_zh": wording.zh,
            "detail_en": wording.en,
        }


def _headers(error: ZhongchuangError) -> dict[str, str]:
    """What a status asks for beside its document."""
    if isinstance(error, TooManyRequests):
        return {"Retry-After": str(error.standing.reset)}
    if isinstance(error, Unauthenticated):
        told = "" if error.missing else ', error="invalid_token"'
        return {"WWW-Authenticate": f'Bearer realm="zhongchuang"{told}'}
    return {}
