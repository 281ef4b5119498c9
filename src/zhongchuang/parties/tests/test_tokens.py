"""Tokens for other software: the verbs, and one's own page of them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.locks import StaleVersion
from zhongchuang.parties.access import Role, TokenScope
from zhongchuang.parties.errors import TokenScopeless, TooManyTokens
from zhongchuang.parties.models import Account, ApiToken
from zhongchuang.parties.selectors import token_by_secret
from zhongchuang.parties.services import MadeToken, token_create, token_revoke
from zhongchuang.parties.services.tokens import MOST_TOKENS, PREFIX
from zhongchuang.parties.tests.factory import actor, make_account, signed_in

pytestmark = pytest.mark.django_db


def make(account: Account, *, key: str | None = None, **changes: Any) -> MadeToken:
    """A token of the account."""
    wanted: dict[str, Any] = {"name": "门户", "scopes": [TokenScope.READ], "days": 30, **changes}
    return token_create(actor=actor(account), account=account, key=key, **wanted)


def test_the_secret_is_nowhere_but_in_the_answer() -> None:
    account = make_account(Role.ENTREPRENEUR)
    made = make(account)
    assert made.secret is not None and made.secret.startswith(PREFIX) and len(made.secret) > 40
    row = ApiToken.objects.get()
    assert made.secret not in str(ApiToken.objects.values().get())
    assert made.secret.startswith(row.prefix) and len(row.prefix) == 12
    found = token_by_secret(made.secret, row.created_at)
    assert found == row and token_by_secret(made.secret + "x", row.created_at) is None
    entry = AuditEntry.objects.latest("id")
    assert entry.verb == "parties.token_create" and made.secret not in str(entry.__dict__)
    assert "门户" not in str([entry.before, entry.after])  # what it is for may be personal


def test_the_same_request_makes_one_token_and_shows_it_once() -> None:
    account, key = make_account(Role.ENTREPRENEUR), new_idempotency_key()
    first, again = make(account, key=key), make(account, key=key)
    assert first.secret and again.secret is None and again.token == first.token
    assert ApiToken.objects.count() == 1


def test_a_token_needs_something_to_do_and_an_end() -> None:
    account = make_account(Role.ENTREPRENEUR)
    changes: list[dict[str, Any]] = [{"scopes": []}, {"days": 31}, {"days": 36500}]
    for wrong in changes:
        with pytest.raises(TokenScopeless):
            make(account, **wrong)


def test_nobody_makes_or_ends_a_token_for_another() -> None:
    owner, other = make_account(Role.ENTREPRENEUR), make_account(Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        token_create(actor=actor(other), account=owner, name="x", scopes=[TokenScope.READ], days=30)
    token = make(owner).token
    with pytest.raises(NotFound):
        token_revoke(actor=actor(other), token=token, expected_version=token.row_version)


def test_an_account_has_so_many_and_no_more() -> None:
    account = make_account(Role.ENTREPRENEUR)
    tokens = [make(account).token for _ in range(MOST_TOKENS)]
    with pytest.raises(TooManyTokens):
        make(account)
    token_revoke(actor=actor(account), token=tokens[0], expected_version=1)
    assert make(account).secret


def test_ending_is_at_once_for_good_and_logged_once() -> None:
    account = make_account(Role.ENTREPRENEUR)
    made = make(account)
    ended = token_revoke(actor=actor(account), token=made.token, expected_version=1)
    assert ended.revoked_at is not None and made.secret is not None
    assert token_by_secret(made.secret, ended.created_at) is None
    token_revoke(actor=actor(account), token=made.token, expected_version=2)
    assert AuditEntry.objects.filter(verb="parties.token_revoke").count() == 1
    with pytest.raises(StaleVersion):
        token_revoke(actor=actor(account), token=made.token, expected_version=1)


def shown(client: Client, **form: Any) -> str:
    """The page after the form was sent, or as it is opened."""
    answer = client.post("/me/tokens/", form) if form else client.get("/me/tokens/")
    assert answer.status_code in (200, 422)
    return answer.content.decode()


def test_the_page_shows_a_new_secret_once_and_then_only_its_beginning() -> None:
    account = make_account(Role.ENTREPRENEUR)
    client = signed_in(account)
    form = {
        "name": "市门户",
        "scopes": ["read", "match"],
        "days": "90",
        "idempotency_key": new_idempotency_key(),
    }
    page = shown(client, **form)
    found = re.search(r"zct_[A-Za-z0-9_-]{43}", page)
    assert found and "现在就抄下来" in page
    assert client.post("/me/tokens/", form).headers["Cache-Control"].count("no-store") == 1
    again = shown(client, **form)
    assert found[0] not in again and "只显示过一次" in again
    assert found[0] not in shown(client) and found[0][:12] in shown(client)
    assert ApiToken.objects.get().scopes == ["read", "match"]


def test_the_page_tells_what_is_missing_and_keeps_what_was_written() -> None:
    client = signed_in(make_account(Role.ENTREPRENEUR))
    page = shown(client, name="市门户", days="90", idempotency_key=new_idempotency_key())
    assert 'value="市门户"' in page and "error-summary" in page
    assert ApiToken.objects.count() == 0


def test_a_token_is_ended_on_the_page() -> None:
    account = make_account(Role.ENTREPRENEUR)
    token = make(account).token
    client = signed_in(account)
    guard = {"row_version": "1", "idempotency_key": new_idempotency_key()}
    assert client.post(f"/me/tokens/{token.pk}/revoke", guard).status_code == 302
    page = shown(client)
    assert "已停用" in page and "还没有有效的凭据" in page
    other = signed_in(make_account(Role.ADMINISTRATOR))
    assert other.post(f"/me/tokens/{token.pk}/revoke", guard).status_code == 404
