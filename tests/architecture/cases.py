"""What exactly is asked for in each state of each address: one function a family of addresses.

`access.yaml` says the answers; a state that stands in one and not in the other fails the test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from tests.architecture.world import STANDING, WITHDRAWN, Request, World
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties.models import Account, ApiToken
from zhongchuang.policy.models import AnswerSheet

Cases = Callable[[World, str], Mapping[str, Request]]
NOBODY = 999_999_999
SET_PASSWORD = {"password1": "another-horse-battery", "password2": "another-horse-battery"}


def anything(_world: World, _who: str) -> Mapping[str, Request]:
    """A page that is about no particular thing."""
    return {"any": Request()}


def form(**values: object) -> Cases:
    """A page with a form about no particular thing."""
    return lambda _world, _who: {"any": Request(form=values)}


def documents(_world: World, _who: str) -> Mapping[str, Request]:
    return {
        state: Request({"slug": slug})
        for state, slug in {"standing": STANDING, "withdrawn": WITHDRAWN, "missing": "no-such"}.items()
    }


def clauses(world: World, _who: str) -> Mapping[str, Request]:
    return {
        "standing": Request({"slug": STANDING, "ref": world.clause}),
        "withdrawn": Request({"slug": WITHDRAWN, "ref": world.clause}),
        "missing": Request({"slug": STANDING, "ref": "九百九十九"}),
        "of a missing document": Request({"slug": "no-such", "ref": world.clause}),
    }


def measures(world: World, _who: str) -> Mapping[str, Request]:
    named = {"standing": world.measure, "withdrawn": world.withdrawn_measure, "missing": "no/such"}
    return {
        state: Request(dict(zip(("pack", "name"), slug.split("/"), strict=True)))
        for state, slug in named.items()
    }


def ask(_world: World, _who: str) -> Mapping[str, Request]:
    given = {"place": "990100", "kind": "team", "idempotency_key": new_idempotency_key()}
    return {"any": Request(form=given)}


def sheets(query: Mapping[str, str], values: Mapping[str, object]) -> Cases:
    """Sheets of answers: the actor's own, one of no account whose link they hold, another's, none."""

    def cases(world: World, who: str) -> Mapping[str, Request]:
        def request(sheet: AnswerSheet | None) -> Request:
            guard = {
                "row_version": sheet.row_version if sheet else 1,
                "idempotency_key": new_idempotency_key(),
            }
            secret = sheet.secret if sheet else "no-such-secret"
            return Request({"secret": secret}, query, {**guard, **values})

        return {
            "own": request(world.own_sheets[who]),
            "by link": request(world.free_sheet),
            "another's": request(world.other_sheet),
            "missing": request(None),
        }

    return cases


def verdicts(world: World, _who: str) -> Mapping[str, Request]:
    return {
        "standing": Request({"token": world.verdict.token}),
        "missing": Request({"token": "no-such-token"}),
    }


def accounts(values: Mapping[str, object]) -> Cases:
    """Accounts: the actor's own (a visitor has none), another's, a locked one, none."""

    def cases(world: World, who: str) -> Mapping[str, Request]:
        def request(account: Account | None) -> Request:
            version = account.row_version if account else 1
            guard = {"row_version": version, "idempotency_key": new_idempotency_key()}
            return Request({"pk": account.pk if account else NOBODY}, form={**guard, **values})

        found: dict[str, Account | None] = {
            "another's": world.other,
            "locked": world.locked,
            "missing": None,
        }
        if own := world.accounts[who]:
            found = {"own": own, **found}
        return {state: request(account) for state, account in found.items()}

    return cases


def rename(world: World, who: str) -> Mapping[str, Request]:
    account = world.accounts[who]
    guard = {
        "row_version": account.row_version if account else 1,
        "idempotency_key": new_idempotency_key(),
    }
    return {"own": Request(form={"name": "改过的名字", **guard})}


def leaves(_world: World, _who: str) -> Mapping[str, Request]:
    return {"standing": Request({"number": 1}), "missing": Request({"number": 2})}


def rows(_world: World, _who: str) -> Mapping[str, Request]:
    """A row of a table in the admin, whatever the table: none has this key."""
    return {"missing": Request({"object_id": str(NOBODY)})}


def account_rows(world: World, _who: str) -> Mapping[str, Request]:
    return {"standing": Request({"object_id": world.other.pk}), "missing": Request({"object_id": NOBODY})}


def entry_rows(_world: World, _who: str) -> Mapping[str, Request]:
    return {
        "standing": Request({"object_id": AuditEntry.objects.values_list("pk", flat=True)[0]}),
        "missing": Request({"object_id": UUID(int=0)}),
    }


TEAM = {"place": "990100", "kind": "team", "facts": {}}
"""What other software would ask about."""


def api_documents(_world: World, _who: str) -> Mapping[str, Request]:
    return {
        state: Request({"document": slug})
        for state, slug in {"standing": STANDING, "withdrawn": WITHDRAWN, "missing": "no-such"}.items()
    }


def api_clauses(world: World, who: str) -> Mapping[str, Request]:
    return {
        state: Request({"document": request.address["slug"], "ref": request.address["ref"]})
        for state, request in clauses(world, who).items()
    }


def api_measures(world: World, who: str) -> Mapping[str, Request]:
    return measures(world, who)


def api_verdicts(world: World, _who: str) -> Mapping[str, Request]:
    return {
        "standing": Request({"verdict": world.verdict.token}),
        "missing": Request({"verdict": "no-such-token"}),
    }


def api_packs(world: World, _who: str) -> Mapping[str, Request]:
    return {
        "standing": Request({"version": world.verdict.pack_version_id}),
        "missing": Request({"version": "0" * 64}),
    }


def api_proofs(_world: World, _who: str) -> Mapping[str, Request]:
    """The published seal of the world has one leaf."""
    return {
        "standing": Request({"number": 1, "leaf": "0" * 64}),
        "missing": Request({"number": 1, "leaf": "1" * 64}),
    }


def tokens(world: World, who: str) -> Mapping[str, Request]:
    """Tokens for other software: the actor's own (a visitor has none), another's, none."""

    def request(token: ApiToken | None) -> Request:
        version = token.row_version if token else 1
        guard = {"row_version": version, "idempotency_key": new_idempotency_key()}
        return Request({"pk": token.pk if token else NOBODY}, form=guard)

    found: dict[str, ApiToken | None] = {"another's": world.other_token, "missing": None}
    if own := world.own_tokens.get(who):
        found = {"own": own, **found}
    return {state: request(token) for state, token in found.items()}


def new_token(_world: World, _who: str) -> Mapping[str, Request]:
    given = {"name": "测试系统", "scopes": "read", "days": "30", "idempotency_key": new_idempotency_key()}
    return {"any": Request(form=given)}


CASES: Mapping[str, Cases] = {
    "policy:document": documents,
    "policy:document_text": documents,
    "policy:clause": clauses,
    "policy:measure": measures,
    "policy:ask": ask,
    "policy:question": sheets({"q": "in_space"}, {}),
    "policy:answer": sheets({"q": "in_space"}, {"in_space": "true"}),
    "policy:results": sheets({}, {}),
    "policy:share": sheets({}, {}),
    "policy:delete": sheets({}, {}),
    "policy:verdict": verdicts,
    "policy:verdict_pdf": verdicts,
    "parties:rename": rename,
    "parties:account": accounts({}),
    "parties:grant": accounts({"role": "expert"}),
    "parties:revoke": accounts({"role": "mentor"}),
    "parties:lock": accounts({}),
    "parties:unlock": accounts({}),
    "audit_leaves": leaves,
    "parties:tokens": new_token,
    "parties:token_revoke": tokens,
    "api:document": api_documents,
    "api:document_text": api_documents,
    "api:clause": api_clauses,
    "api:measure": api_measures,
    "api:search": lambda _world, _who: {"any": Request(query={"q": "转让"})},
    "api:match": lambda _world, _who: {"any": Request(json=TEAM)},
    "api:verdicts_store": lambda _world, _who: {"any": Request(json=TEAM)},
    "api:verdicts_*": api_verdicts,
    "api:pack": api_packs,
    "api:pack_export": api_packs,
    "api:seal": leaves,
    "api:leaves": leaves,
    "api:proof": api_proofs,
    "api_try": lambda _world, _who: {
        "standing": Request({"name": "documents"}, {"place": "990100"}),
        "missing": Request({"name": "no-such"}),
    },
    "account_confirm_email": lambda _world, _who: {"missing": Request({"key": "no-such-key"})},
    "account_reset_password_from_key": lambda _world, _who: {
        "missing": Request({"uidb36": "0", "key": "no-such-key"}, form=SET_PASSWORD)
    },
    "account_login": form(login="nobody@test.invalid", password="wrong"),
    "account_signup": form(email="not an address"),
    "account_reset_password": form(email="nobody@test.invalid"),
    "account_change_password": form(oldpassword="wrong", **SET_PASSWORD),
    "set_language": form(language="en"),
    "admin:app_list": lambda _world, _who: {"any": Request({"app_label": "parties"})},
    "admin:parties_account_change": account_rows,
    "admin:core_auditentry_change": entry_rows,
    "admin:*_changelist": anything,
    "admin:*_change": rows,
    "admin:*_history": rows,
    "admin/*/<path:object_id>/": rows,
    "admin/(?P<url>.*)$": lambda _world, _who: {"missing": Request({"url": "no/such/page"})},
}
"""By the name of an address, or a pattern for a family; an address without an entry is about no particular thing."""
