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
from zhongchuang.parties.services.graduation import tenant_graduate
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
from zhongchuang.parties.services.periods import period_close
from zhongchuang.parties.services.personal import (
    PersonalData,
    data_export,
    erasure_cancel,
    erasure_request,
    erasures_run,
    personal_data,
)
from zhongchuang.parties.services.persons import identity_register, person_look, telephone_set
from zhongchuang.parties.services.recognition import RecognitionLevel, recognition_grant, recognition_revoke
from zhongchuang.parties.services.relations import (
    Document,
    Terms,
    relation_correct,
    relation_declare,
    relation_verify,
    relation_withdraw,
)
from zhongchuang.parties.services.residency import (
    NewTenant,
    declaration_record,
    event_correct,
    residency_record,
    tenant_open,
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
from zhongchuang.parties.services.spaces import (
    Room,
    SpaceDetails,
    capacity_record,
    holder_change,
    space_edit,
    space_register,
)
from zhongchuang.parties.services.tenant_records import Occurrence
from zhongchuang.parties.services.tenants import import_cancel, import_confirm, import_run, import_upload
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
    "NewTenant",
    "Occurrence",
    "PersonalData",
    "RecognitionLevel",
    "Room",
    "SecurityAct",
    "SpaceDetails",
    "Terms",
    "account_language",
    "account_lock",
    "account_register",
    "account_rename",
    "account_unlock",
    "capacity_record",
    "data_export",
    "declaration_record",
    "delegation_accept",
    "delegation_end",
    "delegation_offer",
    "email_changed",
    "email_confirmed",
    "erasure_cancel",
    "erasure_request",
    "erasures_run",
    "event_correct",
    "holder_change",
    "identity_register",
    "import_cancel",
    "import_confirm",
    "import_run",
    "import_upload",
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
    "period_close",
    "person_key",
    "person_look",
    "personal_data",
    "place_register",
    "recognition_grant",
    "recognition_revoke",
    "relation_correct",
    "relation_declare",
    "relation_verify",
    "relation_withdraw",
    "residency_record",
    "role_grant",
    "role_revoke",
    "second_factor_failed",
    "second_factor_passed",
    "security_note",
    "sessions_end",
    "sign_in_blocked",
    "sign_in_reopen",
    "space_edit",
    "space_register",
    "telephone_set",
    "tenant_graduate",
    "tenant_open",
    "token_create",
    "token_revoke",
    "token_used",
]
