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
from zhongchuang.parties.selectors.organisations import organisations_of, places

__all__ = [
    "account_by_email",
    "accounts_like",
    "actor_for",
    "holders_by_role",
    "organisations_of",
    "places",
    "roles_of",
    "visible_accounts",
]
