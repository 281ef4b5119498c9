"""The room's reads.

`accounts.py`: accounts and their roles; `organisations.py`: places and organisations.
"""

from zhongchuang.parties.selectors.accounts import (
    account_by_email,
    accounts_like,
    actor_for,
    holders_by_role,
    roles_of,
    visible_accounts,
)
from zhongchuang.parties.selectors.organisations import (
    invitation_by_secret,
    members_of,
    open_invitations,
    organisations_like,
    organisations_of,
    places,
    standing_in,
    visible_organisations,
)
from zhongchuang.parties.selectors.security import (
    SignedIn,
    language_at,
    needs_second_factor,
    password_blocked_until,
    second_factor_blocked_until,
    second_factors,
    sessions_of,
    standing_erasures,
)
from zhongchuang.parties.selectors.tokens import own_token, token_by_secret, tokens_of

__all__ = [
    "SignedIn",
    "account_by_email",
    "accounts_like",
    "actor_for",
    "holders_by_role",
    "invitation_by_secret",
    "language_at",
    "members_of",
    "needs_second_factor",
    "open_invitations",
    "organisations_like",
    "organisations_of",
    "own_token",
    "password_blocked_until",
    "places",
    "roles_of",
    "second_factor_blocked_until",
    "second_factors",
    "sessions_of",
    "standing_erasures",
    "standing_in",
    "token_by_secret",
    "tokens_of",
    "visible_accounts",
    "visible_organisations",
]
