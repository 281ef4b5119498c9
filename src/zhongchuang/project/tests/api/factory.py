"""What the tests of the API start from."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from zhongchuang.core import clock
from zhongchuang.parties.access import Role, TokenScope
from zhongchuang.parties.models import Account
from zhongchuang.parties.services import token_create
from zhongchuang.parties.tests.factory import actor, make_account

V1 = "/api/v1"
TEAM: dict[str, Any] = {
    "place": "210100",
    "kind": "team",
    "on": "2026-11-01",
    "facts": {"transfer_income": 1000000, "in_space": True},
}


def make_token(account: Account | None = None, *scopes: TokenScope) -> str:
    """The secret of a new token, of a new account where none is given, with all scopes where none are."""
    account = account or make_account(Role.ENTREPRENEUR)
    made = token_create(
        actor=actor(account), account=account, name="测试系统", scopes=scopes or tuple(TokenScope), days=30
    )
    assert made.secret is not None
    assert made.token.expires_at > clock.now()
    return made.secret


class Api:
    """A program that speaks to the API."""

    def __init__(self, token: str | None = None, **headers: str) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {**headers, **({"Authorization": f"Bearer {token}"} if token else {})}

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        """GET."""
        return self.client.get(V1 + path, query, headers=self._headers(headers))

    def post(self, path: str, body: Any, **headers: str) -> Any:
        """POST JSON; text goes as it is."""
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.post(
            V1 + path, content, content_type="application/json", headers=self._headers(headers)
        )

    def send(self, method: str, path: str, **headers: str) -> Any:
        """Any other method."""
        return self.client.generic(method, V1 + path, headers=self._headers(headers))

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {**self.headers, **{name.replace("_", "-"): value for name, value in more.items()}}
