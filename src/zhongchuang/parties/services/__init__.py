"""The room's verbs: check → execute → log, in one transaction.

`accounts.py`, `roles.py`, `organisations.py`: one file a topic; `once.py`: what they share.
"""

from zhongchuang.parties.services.accounts import (
    account_language,
    account_lock,
    account_register,
    account_rename,
    account_unlock,
    email_changed,
    email_confirmed,
    password_set,
)
from zhongchuang.parties.services.delegations import delegation_accept, delegation_end, delegation_offer
from zhongchuang.parties.services.members import (
    invitation_accept,
    invitation_make,
    invitation_withdraw,
    member_remove,
    member_set_standing,
)
from zhongchuang.parties.services.merging import merge_undo, organisation_merge
from zhongchuang.parties.services.once import OVER, person_key
from zhongchuang.parties.services.organisations import membership_add, organisation_register, place_register
from zhongchuang.parties.services.personal import (
    PersonalData,
    data_export,
    erasure_cancel,
    erasure_request,
    erasures_run,
    personal_data,
)
from zhongchuang.parties.services.persons import identity_register, person_look, telephone_set
from zhongchuang.parties.services.relations import (
    Document,
    Terms,
    relation_correct,
    relation_declare,
    relation_verify,
    relation_withdraw,
)
from zhongchuang.parties.services.roles import role_grant, role_revoke
from zhongchuang.parties.services.security import (
    SecurityAct,
    second_factor_failed,
    second_factor_passed,
    security_note,
    sessions_end,
    sign_in_blocked,
    sign_in_reopen,
)
from zhongchuang.parties.services.tokens import MadeToken, token_create, token_revoke, token_used
from zhongchuang.parties.services.verification import (
    Description,
    organisation_close,
    organisation_describe,
    organisation_register_own,
    organisation_return,
    organisation_verify,
)

__all__ = [
    "OVER",
    "Description",
    "Document",
    "MadeToken",
    "PersonalData",
    "SecurityAct",
    "Terms",
    "account_language",
    "account_lock",
    "account_register",
    "account_rename",
    "account_unlock",
    "data_export",
    "delegation_accept",
    "delegation_end",
    "delegation_offer",
    "email_changed",
    "email_confirmed",
    "erasure_cancel",
    "erasure_request",
    "erasures_run",
    "identity_register",
    "invitation_accept",
    "invitation_make",
    "invitation_withdraw",
    "member_remove",
    "member_set_standing",
    "membership_add",
    "merge_undo",
    "organisation_close",
    "organisation_describe",
    "organisation_merge",
    "organisation_register",
    "organisation_register_own",
    "organisation_return",
    "organisation_verify",
    "password_set",
    "person_key",
    "person_look",
    "personal_data",
    "place_register",
    "relation_correct",
    "relation_declare",
    "relation_verify",
    "relation_withdraw",
    "role_grant",
    "role_revoke",
    "second_factor_failed",
    "second_factor_passed",
    "security_note",
    "sessions_end",
    "sign_in_blocked",
    "sign_in_reopen",
    "telephone_set",
    "token_create",
    "token_revoke",
    "token_used",
]
