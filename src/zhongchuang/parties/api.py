"""The API's door: whose token a request carries, what it may do, how often it may ask; and what a token says of itself.

    router = Router(auth=Token(TokenScope.READ))               visitors too, at their rate
    @router.post(…, auth=Token(TokenScope.STORE_VERDICTS, required=True), …)

A view then asks `actor_of(request)` as a page does: the account of the token, or a visitor. Cookies count for nothing here.
"""

from __future__ import annotations

import datetime as dt
from ipaddress import IPv6Address, ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.security.base import AuthBase

from zhongchuang.core import clock
from zhongchuang.core.api import Cache, operation, said
from zhongchuang.core.api.problems import Unauthenticated
from zhongchuang.core.rate_limit import Limit, Standing, TooManyRequests, bucket_of, count_request
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import TokenScope
from zhongchuang.parties.accounts import client_ip
from zhongchuang.parties.errors import ScopeMissing
from zhongchuang.parties.models import ApiToken

LONGEST_SECRET = 200
VISITOR = "visitor"


class Token(AuthBase):
    """Counts the request, and lets it through where its token may do this; without one as a visitor, unless it is
    `required`. Raises Unauthenticated, ScopeMissing, TooManyRequests.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = said(
        "在“我的账户 → 接口凭据”建立；Authorization: Bearer zct_…", "made under “My account → API tokens”"
    )

    def __init__(self, scope: TokenScope, *, required: bool = False) -> None:
        super().__init__()
        self.scope, self.required = scope, required

    def __call__(self, request: HttpRequest) -> object:
        header = request.headers.get("Authorization")
        if header is None:
            self._count(request, "address", network_of(request), settings.API_LIMITS["visitor"])
            if self.required:
                raise Unauthenticated(missing=True)
            return VISITOR
        token = self._token(header)
        if token is None:  # counted by address, so that guessing is slow
            self._count(request, "address", network_of(request), settings.API_LIMITS["visitor"])
            raise Unauthenticated(missing=False)
        self._count(request, "token", str(token.pk), settings.API_LIMITS["token"])
        if self.scope.value not in token.scopes:
            raise ScopeMissing(self.scope)
        services.token_used(token)
        request.user = token.account
        return token

    def _token(self, header: str) -> ApiToken | None:
        scheme, _, secret = header.partition(" ")
        if scheme.lower() != "bearer" or not secret.isascii() or len(secret) > LONGEST_SECRET:
            return None
        return selectors.token_by_secret(secret.strip(), clock.now())

    @staticmethod
    def _count(request: HttpRequest, kind: str, who: str, limit: tuple[int, int]) -> None:
        try:
            standing = count_request(bucket_of(kind, who), Limit(*limit))
        except TooManyRequests as error:
            _note(request, error.standing)
            raise
        _note(request, standing)


def _note(request: HttpRequest, standing: Standing) -> None:
    """Where the caller stands; the door of the API writes it into the headers."""
    request.rate_standing = standing  # type: ignore[attr-defined]  # read by ApiMiddleware


def network_of(request: HttpRequest) -> str:
    """The address a visitor asks from; of IPv6 the half that names the connection, for the other half is free to choose."""
    written = client_ip(request) or ""
    try:
        address = ip_address(written)
    except ValueError:
        return written  # a test, or a server behind a socket
    if isinstance(address, IPv6Address):
        return address.exploded[:19]
    return written


router = Router(tags=["token"])


class TokenSays(Schema):
    """What a token may do, and until when."""

    name: str = Field(description=said("建立时写的用途", "what it was made for"), examples=["市科技局门户"])
    prefix: str = Field(description=said("开头几个字符", "its first characters"), examples=["zct_Ab3dEf7h"])
    scopes: list[TokenScope] = Field(description=said("可以做什么", "what it may do"))
    expires_at: dt.datetime = Field(description=said("有效期至", "valid until"))
    requests_per_window: int = Field(description=said("每个时间窗的次数", "requests in one window"))
    window_seconds: int = Field(description=said("时间窗的秒数", "seconds of a window"))


@router.get(
    "/token",
    auth=Token(TokenScope.READ, required=True),
    **operation(
        "token",
        "这个凭据可以做什么",
        "What this token may do",
        about=(
            "用来核对凭据是否有效、有哪些范围、何时到期。需要 read 范围。",
            "For checking that a token is valid, what it may do and when it ends. Needs the scope `read`.",
        ),
        response=TokenSays,
        cache=Cache.PRIVATE,
    ),
)
def token_says(request: HttpRequest) -> dict[str, Any]:
    """The token itself, never its secret."""
    token: ApiToken = request.auth  # type: ignore[attr-defined]  # set by ninja to what Token returned
    requests, seconds = settings.API_LIMITS["token"]
    return {
        "name": token.name,
        "prefix": token.prefix,
        "scopes": token.scopes,
        "expires_at": token.expires_at,
        "requests_per_window": requests,
        "window_seconds": seconds,
    }
