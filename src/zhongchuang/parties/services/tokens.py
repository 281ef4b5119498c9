"""Tokens for other software: made, ended, and that they were used."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.parties.access import PartyAction, TokenScope, may_token
from zhongchuang.parties.errors import TokenScopeless, TooManyTokens
from zhongchuang.parties.models import Account, ApiToken
from zhongchuang.parties.selectors.tokens import SHOWN, hash_of, valid_tokens
from zhongchuang.parties.services.once import person_key

PREFIX = "zct_"
"""Every token begins so: a scanner that finds one in a place where it should not be can tell what it is."""
SECRET_BYTES = 32
MOST_TOKENS = 20
"""Valid ones an account may have at a time."""
LIFETIMES = (30, 90, 365)
"""Days a token may live; there is none without an end."""


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A token just made; `secret` is None where the same request came a second time: it is shown once only."""

    token: ApiToken
    secret: str | None


def token_create(
    *,
    actor: Actor,
    account: Account,
    name: str,
    scopes: Collection[TokenScope],
    days: int,
    key: str | None = None,
) -> MadeToken:
    """Make a token for one's own account. Raises NotAllowed, TokenScopeless, TooManyTokens."""
    if not may_token(actor, PartyAction.CREATE) or actor.user_id != str(account.pk):
        raise NotAllowed()
    wanted = [scope for scope in TokenScope if scope in scopes]
    if not wanted or days not in LIFETIMES:
        raise TokenScopeless()

    def run() -> MadeToken:
        lock_row(Account.objects.all(), account.pk)  # two at once must not pass the most
        if valid_tokens(account, clock.now()).count() >= MOST_TOKENS:
            raise TooManyTokens(MOST_TOKENS)
        secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
        moment = clock.now()
        token: ApiToken = ApiToken.objects.create(
            account=account,
            name=name.strip(),
            prefix=secret[:SHOWN],
            secret_sha256=hash_of(secret),
            scopes=[scope.value for scope in wanted],
            created_at=moment,
            expires_at=moment + dt.timedelta(days=days),
        )
        audit_write(
            actor=actor,
            verb="parties.token_create",
            target=token,
            after={"scopes": token.scopes, "expires_at": token.expires_at},
            personal={person_key(account.pk): {"name": token.name}},
        )
        return MadeToken(token, secret)

    return idempotent(
        actor=actor,
        key=key,
        verb="parties.token_create",
        request={"account": account.pk, "name": name.strip(), "scopes": wanted, "days": days},
        run=run,
        remember=lambda made: made.token.pk,
        recall=lambda pk: MadeToken(_token_at(pk), None),
    )


def token_revoke(*, actor: Actor, token: ApiToken, expected_version: int, key: str | None = None) -> ApiToken:
    """End a token, at once and for good; one that was ended stays so. Raises NotFound, StaleVersion."""
    if not may_token(actor, PartyAction.EDIT, token):
        raise NotFound()

    def run() -> ApiToken:
        locked: ApiToken = lock_row(ApiToken.objects.all(), token.pk, expected_version=expected_version)
        if locked.revoked_at is not None:
            return locked
        locked.revoked_at = clock.now()
        save_versioned(locked, expected_version=expected_version, fields=["revoked_at"])
        audit_write(actor=actor, verb="parties.token_revoke", target=locked)
        return locked

    return idempotent(
        actor=actor,
        key=key,
        verb="parties.token_revoke",
        request={"token": token.pk, "row_version": expected_version},
        run=run,
        remember=lambda ended: ended.pk,
        recall=_token_at,
    )


def _token_at(pk: Json) -> ApiToken:
    """The token a repeated request was answered with."""
    token: ApiToken = ApiToken.objects.get(pk=pk)
    return token


def token_used(token: ApiToken) -> None:
    """Note the day, so that its holder sees which tokens nobody needs any more. Written once a day; not an act of
    anybody, so the log does not hold it.
    """
    if token.last_used_on != (today := clock.today()):
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
