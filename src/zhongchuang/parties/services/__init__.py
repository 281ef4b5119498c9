"""The room's verbs: check → execute → log, in one transaction.

`accounts.py`, `roles.py`, `organisations.py`: one file a topic; `once.py`: what they share.
"""

from zhongchuang.parties.services.accounts import (
    account_lock,
    account_register,
    account_rename,
    account_unlock,
    email_changed,
    email_confirmed,
    password_set,
)
from zhongchuang.parties.services.once import person_key
from zhongchuang.parties.services.organisations import membership_add, organisation_register, place_register
from zhongchuang.parties.services.roles import role_grant, role_revoke

__all__ = [
    "account_lock",
    "account_register",
    "account_rename",
    "account_unlock",
    "email_changed",
    "email_confirmed",
    "membership_add",
    "organisation_register",
    "password_set",
    "person_key",
    "place_register",
    "role_grant",
    "role_revoke",
]
