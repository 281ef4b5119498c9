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

    from zhongchuang.policy.models import (
        AnswerSheet,
        Document,
        Draft,
        Population,
        Scenario,
        StoredVerdict,
        Subscription,
    )


class PolicyAction(StrEnum):
    """What can be done in this room."""

    VIEW = "view"
    ANSWER = "answer"
    DELETE = "delete"
    LOAD = "load"
    VIEW_WITHDRAWN = "view_withdrawn"
    PUBLISH = "publish"


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
        case PolicyAction.PUBLISH:
            return actor.kind is ActorKind.SYSTEM or holds(actor, Role.REVIEWER, Role.ADMINISTRATOR)
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


class SubscriptionAction(StrEnum):
    """What can be done with a subscription."""

    VIEW = "view"
    CREATE = "create"
    EDIT = "edit"
    END = "end"
    FORGET = "forget"


def may_subscription(
    actor: Actor,
    action: SubscriptionAction,
    subscription: Subscription | None = None,
    *,
    by_link: bool = False,
) -> bool:
    """One's own, by account. The link in a mail ends what it was sent for, whoever follows it; only the platform forgets.

    Without a subscription: whether the actor may do it with one of their own.
    """
    own = actor.user_id is not None and (subscription is None or subscription.account_id == actor.user_id)
    match action:
        case SubscriptionAction.VIEW | SubscriptionAction.CREATE | SubscriptionAction.EDIT:
            return own
        case SubscriptionAction.END:
            return own or by_link
        case SubscriptionAction.FORGET:
            return actor.kind is ActorKind.SYSTEM


class DeskAction(StrEnum):
    """What can be done with a draft at the policy desk."""

    VIEW = "view"
    BEGIN = "begin"
    EDIT = "edit"
    SUBMIT = "submit"
    TAKE_BACK = "take_back"
    RETURN = "return"
    PUBLISH = "publish"
    DISCARD = "discard"


def may_draft(actor: Actor, action: DeskAction, draft: Draft | None = None) -> bool:
    """The desk: officers and administrators draft, together; reviewers and administrators decide, but never on what they
    worked on themselves; auditors look. Without a draft: whether the actor may do it with some draft."""
    works = holds(actor, Role.OFFICER, Role.ADMINISTRATOR)
    decides = holds(actor, Role.REVIEWER, Role.ADMINISTRATOR) and not _has_worked_on(actor, draft)
    is_open = draft is None or draft.is_open
    is_submitted = draft is None or draft.is_submitted
    match action:
        case DeskAction.VIEW:
            return holds(actor, Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR, Role.AUDITOR)
        case DeskAction.BEGIN:
            return works
        case DeskAction.EDIT | DeskAction.SUBMIT:
            return works and is_open
        case DeskAction.DISCARD:
            own = draft is None or draft.created_by == actor.user_id
            return works and is_open and (own or holds(actor, Role.ADMINISTRATOR))
        case DeskAction.TAKE_BACK:
            return works and is_submitted and (draft is None or draft.submitted_by == actor.user_id)
        case DeskAction.RETURN | DeskAction.PUBLISH:
            return decides and is_submitted


def visible_drafts(actor: Actor, drafts: QuerySet[Draft]) -> QuerySet[Draft]:
    """The same rule for a list."""
    return drafts if may_draft(actor, DeskAction.VIEW) else drafts.none()


def _has_worked_on(actor: Actor, draft: Draft | None) -> bool:
    """Whether they began, changed or submitted it: a second person publishes."""
    if draft is None:
        return False
    return actor.user_id is None or actor.user_id in {draft.created_by, draft.submitted_by, *draft.worked_by}


class ScenarioAction(StrEnum):
    """What can be done with a scenario, its runs, or a population of the simulation."""

    VIEW = "view"
    CREATE = "create"
    EDIT = "edit"
    RUN = "run"
    DELETE = "delete"


SIMULATORS = frozenset({Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR, Role.FINANCE})


def may_scenario(actor: Actor, action: ScenarioAction, account_id: str | None = None) -> bool:
    """政策测算: each simulates for themselves, auditors look at all. `account_id` is whose it is; without one: whether
    the actor may do it with anything of their own.
    """
    if actor.kind is ActorKind.SYSTEM:
        return action in {ScenarioAction.VIEW, ScenarioAction.RUN}
    own = actor.user_id is not None and account_id in {None, actor.user_id} and holds(actor, *SIMULATORS)
    return own or (action is ScenarioAction.VIEW and holds(actor, Role.AUDITOR))


def visible_scenarios(actor: Actor, scenarios: QuerySet[Scenario]) -> QuerySet[Scenario]:
    """The same rule for a list of scenarios."""
    if actor.kind is ActorKind.SYSTEM or holds(actor, Role.AUDITOR):
        return scenarios
    may = may_scenario(actor, ScenarioAction.VIEW)
    return scenarios.filter(account_id=actor.user_id) if may else scenarios.none()


def visible_populations(actor: Actor, populations: QuerySet[Population]) -> QuerySet[Population]:
    """The same rule for a list of populations."""
    if actor.kind is ActorKind.SYSTEM or holds(actor, Role.AUDITOR):
        return populations
    may = may_scenario(actor, ScenarioAction.VIEW)
    return populations.filter(account_id=actor.user_id) if may else populations.none()
