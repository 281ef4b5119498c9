"""Who may see and do what with policy. Documents, clauses and measures are public; answers are their giver's alone.

A sheet or stored verdict is opened by its secret: whoever holds the link may look (that is what sharing means), only the
browser or account that holds the sheet's secret may answer.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.parties.access import Role, holds

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhongchuang.policy.models import AnswerSheet, Document, StoredVerdict


class PolicyAction(StrEnum):
    """What can be done in this room."""

    VIEW = "view"
    ANSWER = "answer"
    DELETE = "delete"
    LOAD = "load"
    VIEW_WITHDRAWN = "view_withdrawn"


def may_document(actor: Actor, action: PolicyAction, document: Document | None = None) -> bool:
    """Public, but for a document no longer in the packs: that is for officers, auditors and the platform."""
    match action:
        case PolicyAction.VIEW:
            return (
                document is None or not document.withdrawn or may_document(actor, PolicyAction.VIEW_WITHDRAWN)
            )
        case PolicyAction.VIEW_WITHDRAWN:
            return actor.kind is ActorKind.SYSTEM or holds(
                actor, Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR, Role.AUDITOR
            )
        case PolicyAction.LOAD:
            return actor.kind is ActorKind.SYSTEM
        case _:
            return False


def visible_documents(actor: Actor, documents: QuerySet[Document]) -> QuerySet[Document]:
    """The same rule for a list."""
    return (
        documents if may_document(actor, PolicyAction.VIEW_WITHDRAWN) else documents.filter(withdrawn=False)
    )


def may_sheet(actor: Actor, action: PolicyAction, sheet: AnswerSheet, *, secret: str | None) -> bool:
    """The account it belongs to, or whoever holds its secret while it belongs to no account."""
    if sheet.account_id is not None:
        owner = actor.user_id == sheet.account_id
    else:
        owner = secret is not None and secret == sheet.secret
    return owner and action in {PolicyAction.VIEW, PolicyAction.ANSWER, PolicyAction.DELETE}


def may_verdict(actor: Actor, action: PolicyAction, verdict: StoredVerdict, *, token: str) -> bool:
    """Whoever holds the token of a shared verdict may look at it; only its account may delete it."""
    match action:
        case PolicyAction.VIEW:
            return token == verdict.token
        case PolicyAction.DELETE:
            return actor.user_id is not None and actor.user_id == verdict.account_id
        case _:
            return False
