"""Tokens of an account, and the account a token speaks for."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256

from django.db.models import QuerySet

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotFound
from zhongchuang.parties.access import PartyAction, may_token
from zhongchuang.parties.models import Account, ApiToken

SHOWN = 12
"""Characters of a token that a list shows: enough to recognise it, far too few to use it."""


def hash_of(secret: str) -> str:
    """What is kept of a token. It is random and long, so a plain hash cannot be turned round."""
    return sha256(secret.encode()).hexdigest()


def tokens_of(account: Account) -> QuerySet[ApiToken]:
    """All tokens of an account, those that ended too; the newest first."""
    return ApiToken.objects.filter(account=account)


def valid_tokens(account: Account, moment: dt.datetime) -> QuerySet[ApiToken]:
    """Those that can be used."""
    return tokens_of(account).filter(revoked_at=None, expires_at__gt=moment)


def token_by_secret(secret: str, moment: dt.datetime) -> ApiToken | None:
    """The valid token with this secret, of an account that is not locked; None says no more than that."""
    found = ApiToken.objects.select_related("account").filter(
        secret_sha256=hash_of(secret), revoked_at=None, expires_at__gt=moment, account__is_active=True
    )
    token: ApiToken | None = found.first()
    return token


def own_token(actor: Actor, pk: int) -> ApiToken:
    """A token the actor may see. Raises NotFound."""
    token: ApiToken | None = ApiToken.objects.filter(pk=pk).first()
    if token is None or not may_token(actor, PartyAction.VIEW, token):
        raise NotFound()
    return token
