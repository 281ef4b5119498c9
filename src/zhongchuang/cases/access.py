"""Who may see and do what with cases. Lists, pages, files, exports and the API ask here; nothing else decides.

Default deny. An applicant sees the own cases and those of the organisations acted for; a unit of the chain what stands or stood
with it; an expert what was drawn for them, while it is open; the department's people their department's; auditors all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Q

from zhongchuang.cases.flow import Move, State, Who
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.parties.access import DelegationScope, Role, holds
from zhongchuang.parties.selectors.standings import Mandated, standings_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from zhongchuang.cases.models import Case, Expert, Objection, Panel, PublicNotice, Seat


class CaseAction(StrEnum):
    """What can be done in this room beside the moves."""

    VIEW = "view"
    APPLY = "apply"
    EDIT = "edit"  # a draft, or what was returned
    WORK = "work"  # the department's desk: lists, assigning, exports
    ARRANGE = "arrange"  # programmes, rounds, substitutes, hand-overs, experts
    PUBLISH = "publish"  # a programme that another wrote, a notice, a decision
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Reach:
    """How far somebody reaches, read once for a list or a verb (one small statement)."""

    account: int | None
    everything: bool = False  # the platform itself, auditors, who is not bound to a department
    departments: frozenset[int] = frozenset()
    treasuries: frozenset[str] = frozenset()  # the levels for whose departments they are the finance
    places: frozenset[str] = frozenset()  # where they recommend
    organisations: frozenset[int] = frozenset()
    managed: frozenset[int] = frozenset()
    mandates: Mapping[DelegationScope, Mandated] = field(default_factory=dict)  # held of others, by what for
    roles: frozenset[StrEnum] = field(default_factory=frozenset)
    posts: frozenset[tuple[StrEnum, int | None]] = frozenset()  # as what, in which department (None: any)

    def parties(self, scope: DelegationScope | None = None) -> Mandated:
        """For whom somebody acts in a thing, or in anything at all: themselves and their own included."""
        given = self.mandates.values() if scope is None else [self.mandates.get(scope, Mandated())]
        own = frozenset() if self.account is None else frozenset({self.account})
        return Mandated(
            self.organisations.union(*(one.organisations for one in given)),
            own.union(*(one.accounts for one in given)),
        )


_MONEY = (State.TO_COSIGN, State.APPROVED, State.REVOKED, State.ENDED)
"""Where the finance department has to do with a case."""
_DEPARTMENT = (Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR, Role.FINANCE, Role.AUDITOR)
_WORKING = (Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR)


def reach_of(actor: Actor) -> Reach:
    """How far the actor reaches."""
    if actor.kind is ActorKind.SYSTEM:
        return Reach(None, everything=True)
    if actor.user_id is None:
        return Reach(None)
    standings = standings_of(actor, clock.today())
    posts = standings.posts
    staff = [p for p in posts if p.role in _DEPARTMENT]
    return Reach(
        account=int(actor.user_id),
        everything=any(p.organisation is None and p.place is None for p in staff),
        departments=frozenset(p.organisation for p in staff if p.organisation is not None),
        treasuries=frozenset(p.level for p in posts if p.role is Role.FINANCE and p.level),
        places=frozenset(p.place for p in posts if p.role is Role.RECOMMENDER and p.place),
        organisations=frozenset(standings.belongs),
        managed=frozenset(o for o, standing in standings.belongs.items() if standing == "manager"),
        mandates=standings.mandates,
        roles=frozenset(p.role for p in posts),
        posts=frozenset(
            (p.role, p.organisation) for p in staff if p.organisation is not None or p.place is None
        ),
    )


def visible_cases(actor: Actor, cases: QuerySet[Case], reach: Reach | None = None) -> QuerySet[Case]:
    """The cases the actor may open. A draft is theirs alone who write it: the applicant, and who applies in their place."""
    far = reach or reach_of(actor)
    if actor.kind is ActorKind.SYSTEM:
        return cases
    if far.account is None:
        return cases.none()
    handed_in = ~Q(state=State.DRAFT.value)
    if far.everything:
        return cases.filter(own(far) | handed_in)
    others = Q()  # only what somebody reaches is asked for: most people have no post
    if far.managed:
        others |= Q(employer_id__in=far.managed)
    if far.departments:
        others |= Q(round__department_id__in=far.departments)
    if far.treasuries:
        due = Q(state__in=[state.value for state in _MONEY])
        others |= due & Q(round__department__place_id__in=far.treasuries)
    if far.places:
        recommended = cases.model._default_manager.filter(recommendations__place_id__in=far.places)
        others |= Q(pk__in=recommended.values("pk"))
    if Role.EXPERT in far.roles:
        drawn = cases.model._default_manager.filter(
            panels__closed_at=None,
            panels__members__expert__account_id=far.account,
            panels__members__state="seated",
        )
        others |= Q(pk__in=drawn.values("pk"))
    return cases.filter(own(far) | (handed_in & others) if others else own(far))


def own(reach: Reach) -> Q:
    """The cases somebody applied with, for themselves or for whom they act; a draft, where they may write it."""
    anything, writing = applied(reach), applied(reach, DelegationScope.APPLY)
    return anything if anything == writing else writing | (~Q(state=State.DRAFT.value) & anything)


def is_own(case: Case, reach: Reach) -> bool:
    """What `own` asks of a row, of a case at hand."""
    scope = DelegationScope.APPLY if case.state == State.DRAFT.value else None
    parties = reach.parties(scope)
    if case.organisation_id is None:
        return case.account_id in parties.accounts
    return case.organisation_id in parties.organisations


def is_visible(actor: Actor, case: Case, reach: Reach) -> bool:
    """What `visible_cases` asks of a row, of a case at hand: the database is asked only where the case is not one's own."""
    if actor.kind is ActorKind.SYSTEM or is_own(case, reach):
        return True
    return visible_cases(actor, type(case)._default_manager.filter(pk=case.pk), reach).exists()


def applied(reach: Reach, scope: DelegationScope | None = None) -> Q:
    """The cases of whom somebody acts for. One of an organisation is the organisation's, whoever opened it for it."""
    parties = reach.parties(scope)
    own = Q(organisation=None, account_id__in=parties.accounts)
    return own | Q(organisation_id__in=parties.organisations)


def is_applicant(case: Case, reach: Reach, scope: DelegationScope | None = None) -> bool:
    """Whether somebody acts for whoever applied in a thing. Without one: in anything at all, or opened the case: who did
    is not impartial, even after the mandate is over.
    """
    parties = reach.parties(scope)
    if scope is None and reach.account is not None and case.account_id == reach.account:
        return True
    if case.organisation_id is None:
        return case.account_id in parties.accounts
    return case.organisation_id in parties.organisations


def in_department(case: Case, reach: Reach, *roles: Role) -> bool:
    """Whether the case belongs to the department somebody works in, as one of the roles where any are named."""
    return of_department(case.round.department_id, reach, *roles)


def of_department(department: int, reach: Reach, *roles: Role) -> bool:
    """Whether somebody works in a department, as one of the roles where any are named: who is an officer in one and a second
    person in another is not both in both.
    """
    if not roles or reach.account is None:
        return reach.everything or department in reach.departments
    return any(role in roles and where in (None, department) for role, where in reach.posts)


def may_move(actor: Actor, case: Case, move: Move, reach: Reach | None = None) -> bool:
    """Whether the move is theirs to make. Nobody in the department acts on a case of their own."""
    far = reach or reach_of(actor)
    if actor.kind is ActorKind.SYSTEM:
        return Who.SYSTEM in move.who or Who.OFFICER in move.who
    own = is_applicant(case, far)
    for who in move.who:
        match who:
            case Who.APPLICANT:
                allowed = is_applicant(case, far, DelegationScope.APPLY)
            case Who.EMPLOYER:
                allowed = case.state == State.EMPLOYER and case.employer_id in far.managed
            case Who.RECOMMENDER:
                allowed = (
                    case.state == State.RECOMMENDING
                    and holds(actor, Role.RECOMMENDER)
                    and case.at_place_id in far.places
                    and not own
                )
            case Who.OFFICER:
                allowed = (
                    case.state not in (State.RECOMMENDING, State.EMPLOYER)
                    and holds(actor, Role.OFFICER, Role.ADMINISTRATOR)
                    and in_department(case, far, Role.OFFICER, Role.ADMINISTRATOR)
                    and not own
                )
            case Who.REVIEWER:
                allowed = (
                    holds(actor, Role.REVIEWER, Role.ADMINISTRATOR)
                    and in_department(case, far, Role.REVIEWER, Role.ADMINISTRATOR)
                    and not own
                    and case.officer_id != far.account
                )
            case Who.FINANCE:
                allowed = holds(actor, Role.FINANCE) and not own
            case Who.SYSTEM:
                allowed = False
        if allowed:
            return True
    return False


def may_case(actor: Actor, action: CaseAction) -> bool:
    """Cases as a whole: who opens which desk."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    match action:
        case CaseAction.VIEW:
            return actor.kind is ActorKind.PERSON
        case CaseAction.APPLY:
            return actor.kind is ActorKind.PERSON
        case CaseAction.WORK:
            return holds(actor, *_DEPARTMENT)
        case CaseAction.ARRANGE:
            return holds(actor, Role.OFFICER, Role.ADMINISTRATOR)
        case CaseAction.PUBLISH:
            return holds(actor, Role.REVIEWER, Role.ADMINISTRATOR)
        case CaseAction.AUDIT:
            return holds(actor, Role.AUDITOR)
        case CaseAction.EDIT:
            return False


def may_assign(actor: Actor, case: Case, reach: Reach | None = None) -> bool:
    """Who has a case in the department: its officers and second persons say, but nobody for a case of their own."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    far = reach or reach_of(actor)
    return holds(actor, *_WORKING) and in_department(case, far, *_WORKING) and not is_applicant(case, far)


def may_edit(actor: Actor, case: Case, reach: Reach | None = None) -> bool:
    """Whether the answers and files of a case may be changed: by whoever applies, while it lies with them."""
    return case.state in (State.DRAFT, State.RETURNED) and is_applicant(
        case, reach or reach_of(actor), DelegationScope.APPLY
    )


class ReviewAction(StrEnum):
    """What can be done with the pool of experts and with panels."""

    VIEW = "view"  # with names; what the public may see of a draw is on its own page
    ADMIT = "admit"
    DECLARE = "declare"
    ARRANGE = "arrange"  # arrange, draw, recuse, close
    SCORE = "score"


def may_expert(actor: Actor, action: ReviewAction, expert: Expert | None = None) -> bool:
    """The pool: departments see it, officers admit; an expert declares the own ties."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    own = expert is not None and actor.user_id == str(expert.account_id) and holds(actor, Role.EXPERT)
    match action:
        case ReviewAction.VIEW:
            return own or holds(actor, Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR, Role.AUDITOR)
        case ReviewAction.ADMIT:
            return holds(actor, Role.OFFICER, Role.ADMINISTRATOR)
        case ReviewAction.DECLARE:
            return own
        case _:
            return False


def may_panel(
    actor: Actor, action: ReviewAction, panel: Panel | None = None, reach: Reach | None = None
) -> bool:
    """Panels: the round's department sees them with names, its officers arrange them. Without a panel: any at all."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    roles: tuple[Role, ...]
    match action:
        case ReviewAction.VIEW:
            roles = (*_WORKING, Role.AUDITOR)
        case ReviewAction.ARRANGE:
            roles = (Role.OFFICER, Role.ADMINISTRATOR)
        case _:
            return False
    return holds(actor, *roles) and (
        panel is None or of_department(panel.round.department_id, reach or reach_of(actor), *roles)
    )


def may_score(actor: Actor, seat: Seat) -> bool:
    """A seat is its expert's, from the draw to the end of the panel, unless recused."""
    return (
        holds(actor, Role.EXPERT)
        and actor.user_id == str(seat.expert.account_id)
        and seat.state == "seated"
        and seat.panel.drawn_at is not None
        and seat.panel.closed_at is None
    )


class NoticeAction(StrEnum):
    """What can be done with public notices and objections."""

    VIEW = "view"
    DRAFT = "draft"
    PUBLISH = "publish"
    RETRACT = "retract"
    END = "end"
    HANDLE = "handle"
    EVIDENCE = "evidence"  # papers may tell who sent them, whatever they are called
    LOOK = "look"  # who objected
    LEAD = "lead"


def may_notice(
    actor: Actor, action: NoticeAction, notice: PublicNotice | None = None, reach: Reach | None = None
) -> bool:
    """Notices: published ones are everybody's; officers draft, a second person publishes and takes down."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    far = reach or reach_of(actor)

    def here(*roles: Role) -> bool:
        return holds(actor, *roles) and (
            notice is None or of_department(notice.round.department_id, far, *roles)
        )

    match action:
        case NoticeAction.VIEW:
            public = notice is not None and notice.published_at is not None
            return public or here(*_WORKING, Role.AUDITOR)
        case NoticeAction.DRAFT | NoticeAction.END:
            return here(Role.OFFICER, Role.ADMINISTRATOR)
        case NoticeAction.PUBLISH:
            second = notice is None or notice.drafted_by != f"{actor.kind}:{actor.user_id}"
            return second and here(Role.REVIEWER, Role.ADMINISTRATOR)
        case NoticeAction.RETRACT:
            return here(Role.REVIEWER, Role.ADMINISTRATOR)
        case _:
            return False


def may_objection(
    actor: Actor, action: NoticeAction, objection: Objection | None = None, reach: Reach | None = None
) -> bool:
    """Objections: the department sees what is said, never by whom. One of it handles each, but not the case's officer nor who
    published the notice; only whoever handles it sees who objected, and only who may handle it, or audits, its papers. Leads are
    the auditors'.
    """
    far = reach or reach_of(actor)
    me = f"{actor.kind}:{actor.user_id}"

    def here(*roles: Role) -> bool:
        return holds(actor, *roles) and (
            objection is None or of_department(objection.notice.round.department_id, far, *roles)
        )

    match action:
        case NoticeAction.VIEW:
            return here(*_WORKING, Role.AUDITOR)
        case NoticeAction.EVIDENCE:
            return here(Role.AUDITOR) or may_objection(actor, NoticeAction.HANDLE, objection, far)
        case NoticeAction.HANDLE:
            other = objection is None or (
                str(objection.case.officer_id) != actor.user_id
                and objection.notice.published_by != me
                and not is_applicant(objection.case, far)
            )
            return other and here(*_WORKING)
        case NoticeAction.LEAD:
            lead = objection is None or objection.state == "lead"
            return lead and holds(actor, Role.AUDITOR)
        case NoticeAction.LOOK:
            handles = objection is not None and objection.handled_by == me
            return handles and (
                may_objection(actor, NoticeAction.HANDLE, objection, far)
                or may_objection(actor, NoticeAction.LEAD, objection, far)
            )
        case _:
            return False
