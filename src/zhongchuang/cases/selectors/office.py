"""The desk's reads: whose turn it is, lists that stay quick with 100,000 cases, what a list is narrowed by.

A page of a list is found by the key of its last row (`after`) or first row (`before`), never by counting rows from the top.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from zhongchuang.cases.access import CaseAction, may_case
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import NO_TERM, Batch, Case, Recommendation, Round, SavedView, Substitute
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.parties.access import STAFF, Role, holds
from zhongchuang.parties.selectors.posts import Post, posts_of

PER_PAGE = 40
COUNTED_UP_TO = 10_000
FEW = 500
"""So many cases found by words are looked up one by one; more than that stand close enough to be met in the list's order."""
LAST_DAY = dt.date(9999, 12, 31)
OFFICER_TURN = (State.SUBMITTED, State.REVIEWING, State.DILIGENCE, State.TO_ANNOUNCE)
"""The department's first person has to act."""
ELSEWHERE = (State.OFFERED, State.RETURNED, State.ANNOUNCED, State.TO_DECIDE, State.TO_COSIGN)
"""Somebody else has to act, or time has to pass."""
AUTHORITY_TURN = (*OFFICER_TURN, State.EMPLOYER, State.RECOMMENDING, State.TO_DECIDE, State.TO_COSIGN)


class View(StrEnum):
    """The lists of the desk."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    LATE = "late"
    ELSEWHERE = "elsewhere"
    ALL = "all"


class Order(StrEnum):
    """How a list is ordered."""

    TERM = "term"
    CHANGE = "change"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a list is narrowed by, as its address says it."""

    view: View = View.ALL
    states: tuple[str, ...] = ()
    programme: int | None = None
    round: int | None = None
    place: str = ""
    officer: str = ""  # an account's key, `me`, `none`
    late: bool = False
    search: str = ""
    order: Order = Order.CHANGE
    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who looks at the desk, and how far they see."""

    account: int
    actor: Actor
    posts: tuple[Post, ...]
    today: dt.date

    @property
    def everything(self) -> bool:
        """Whether somebody is not bound to a department."""
        return any(post.organisation is None for post in self.posts)

    @property
    def departments(self) -> frozenset[int]:
        """The departments somebody works in."""
        return frozenset(post.organisation for post in self.posts if post.organisation is not None)


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case as a list shows it; its answers are not read."""

    pk: int
    number: str
    title: str
    applicant: str
    state: State
    due_on: dt.date | None
    officer: str
    officer_id: int | None
    place: str
    place_en: str
    programme: str
    programme_en: str
    round: str
    asked: int | None
    granted: int | None
    changed_at: dt.datetime
    row_version: int


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of a list: its rows, and the keys of the pages around it."""

    rows: tuple[ListedCase, ...]
    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Sums:
    """How many cases there are, by list, state and place; one statement."""

    views: Mapping[View, int]
    states: Mapping[State, int]
    places: Mapping[str, tuple[str, str, int]]  # code → name, name in English, how many


def desk_of(actor: Actor, today: dt.date) -> Desk:
    """The desk of somebody. Raises NotAllowed."""
    if not may_case(actor, CaseAction.WORK) or actor.user_id is None:
        raise NotAllowed()
    return Desk(int(actor.user_id), actor, tuple(p for p in posts_of(actor) if p.role in STAFF), today)


def desk_cases(desk: Desk) -> QuerySet[Case]:
    """The cases of the desk: of one's departments, handed in."""
    rows = Case.objects.exclude(state=State.DRAFT.value)
    if desk.everything:
        return rows
    # Asked of each case rather than joined: beginning with the rounds, SQLite would sort every case of theirs for a page.
    own = Round.objects.filter(pk=OuterRef("round_id"), department_id__in=desk.departments)
    return rows.filter(Exists(own))


def view_filter(desk: Desk, view: View) -> Q:
    """What belongs to a list."""
    match view:
        case View.MINE:
            return _mine(desk)
        case View.UNASSIGNED:
            return Q(officer=None, state__in=_values(OFFICER_TURN))
        case View.LATE:
            return Q(due_on__lt=desk.today, state__in=_values(AUTHORITY_TURN))
        case View.ELSEWHERE:
            return Q(officer_id=desk.account, state__in=_values(ELSEWHERE))
        case View.ALL:
            return Q()


def narrowed(desk: Desk, by: Narrowing) -> QuerySet[Case]:
    """The cases a narrowing leaves."""
    rows = desk_cases(desk).filter(view_filter(desk, by.view))
    if by.states:
        rows = rows.filter(state__in=by.states)
    if by.programme is not None:
        rows = rows.filter(programme_id=by.programme)
    if by.round is not None:
        rows = rows.filter(round_id=by.round)
    if by.place:
        rows = rows.filter(place_id=by.place)
    if by.officer == "none":
        rows = rows.filter(officer=None)
    elif by.officer == "me":
        rows = rows.filter(officer_id=desk.account)
    elif by.officer.isdecimal():
        rows = rows.filter(officer_id=int(by.officer))
    if by.late:
        rows = rows.filter(view_filter(desk, View.LATE))
    if by.search:
        words = by.search
        rows = rows.filter(
            Q(number__icontains=words) | Q(applicant_name__icontains=words) | Q(title__icontains=words)
        )
    return rows


def counted(rows: QuerySet[Case]) -> int:
    """How many there are, counted up to a limit: beyond it a number is no use to a reader, and costs."""
    return int(rows.order_by().values("pk")[: COUNTED_UP_TO + 1].count())


def found_of(desk: Desk, by: Narrowing) -> tuple[QuerySet[Case], int]:
    """The cases a narrowing leaves, to be cut into pages, and how many they are as `counted` says. One statement.

    Words are looked for once, in an index that holds nothing else: few hits are then named by their keys.
    """
    rows = narrowed(desk, by)
    if not by.search:
        return rows, counted(rows)
    hits = list(rows.order_by().values_list("pk", flat=True)[: COUNTED_UP_TO + 1])
    return (rows if len(hits) > FEW else Case.objects.filter(pk__in=hits)), len(hits)


def page_of(rows: QuerySet[Case], by: Narrowing, per_page: int = PER_PAGE) -> CasePage:
    """The page a narrowing asks for. A key that is none shows the first page."""
    backwards = bool(by.before)
    key = _key(by.before or by.after, by.order)
    onwards = ordered(rows, by.order, key, backwards)
    # The page is found in the cases alone, along the index of its order; names are joined to what it holds.
    page = Case.objects.filter(pk__in=onwards.values("pk")[: per_page + 1])
    found = list(_listed(ordered(page, by.order, None, backwards)))
    more, found = len(found) > per_page, found[:per_page]
    if backwards:
        found.reverse()
    if not found:
        return CasePage(())
    first, last = _key_of(found[0], by.order), _key_of(found[-1], by.order)
    at_the_top = not by.after and not by.before
    return CasePage(
        tuple(found),
        after=last if more or backwards else "",
        before="" if at_the_top or (backwards and not more) else first,
    )


def all_listed(rows: QuerySet[Case], order: Order) -> Iterator[ListedCase]:
    """Every row, in order, a chunk at a time."""
    yield from _listed(ordered(rows, order, None, False), chunk=2000)


def sums_of(desk: Desk) -> Sums:
    """The numbers at the head of the desk. Grouped as their index is, so that nothing is sorted."""
    mine, turn = _mine(desk), {view: view_filter(desk, view) for view in View}
    grouped = (
        desk_cases(desk)
        .order_by()
        .values_list("state", "place_id")
        .annotate(
            name=Max("place__name"),
            name_en=Max("place__name_en"),
            n=Count("pk"),
            mine=Count("pk", filter=mine),
            unassigned=Count("pk", filter=turn[View.UNASSIGNED]),
            late=Count("pk", filter=turn[View.LATE]),
            elsewhere=Count("pk", filter=turn[View.ELSEWHERE]),
        )
    )
    views = dict.fromkeys(View, 0)
    states: dict[State, int] = {}
    places: dict[str, tuple[str, str, int]] = {}
    for state, code, name, name_en, n, *by_view in grouped:
        for view, value in zip((View.MINE, View.UNASSIGNED, View.LATE, View.ELSEWHERE), by_view, strict=True):
            views[view] += value
        views[View.ALL] += n
        states[State(state)] = states.get(State(state), 0) + n
        places[code] = (name, name_en, places.get(code, ("", "", 0))[2] + n)
    return Sums(views, states, dict(sorted(places.items())))


def rounds_of(desk: Desk) -> list[Round]:
    """The rounds of one's departments with their programmes, the newest first."""
    rows = Round.objects.select_related("programme").order_by("-opens_on", "-pk")
    if not desk.everything:
        rows = rows.filter(department_id__in=desk.departments)
    return list(rows[:300])


def views_of(account: int) -> list[SavedView]:
    """The lists somebody saved under a name."""
    return list(SavedView.objects.filter(account_id=account))


def batch_of(actor: Actor, key: str) -> Batch:
    """What became of a batch: shown to whoever made it, and to auditors. Raises NotFound."""
    row: Batch | None = Batch.objects.filter(key=key).select_related("account").first()
    if row is None or not (str(row.account_id) == actor.user_id or holds(actor, Role.AUDITOR)):
        raise NotFound()
    return row


def _mine(desk: Desk) -> Q:
    """What waits for somebody: the own cases and those of whom they stand in for; for second persons and finance, what waits
    for that post."""
    roles = {post.role for post in desk.posts}
    stands_in = Substitute.objects.filter(
        Q(until=None) | Q(until__gte=desk.today),
        substitute_id=desk.account,
        since__lte=desk.today,
        handed_over=False,
    ).values("officer_id")
    found = Q(state__in=_values(OFFICER_TURN)) & (Q(officer_id=desk.account) | Q(officer_id__in=stands_in))
    if roles & {Role.REVIEWER, Role.ADMINISTRATOR}:
        found |= Q(state=State.TO_DECIDE.value) & ~Q(officer_id=desk.account)
    if Role.FINANCE in roles:
        found |= Q(state=State.TO_COSIGN.value)
    return found


def _values(states: tuple[State, ...]) -> list[str]:
    return [state.value for state in states]


_FIELDS = (
    *("pk", "number", "title", "applicant_name", "state", "due_on", "officer__name", "officer_id"),
    *("place__name", "place__name_en", "programme__title", "programme__title_en", "round__name"),
    *("asked", "granted", "changed_at", "row_version"),
)


def _listed(rows: QuerySet[Case], chunk: int = 0) -> Iterator[ListedCase]:
    values = rows.values_list(*_FIELDS)
    for row in values.iterator(chunk) if chunk else values:
        pk, number, title, applicant, state, due_on, officer, *rest = row
        yield ListedCase(pk, number, title, applicant, State(state), due_on, officer or "", *rest)


def ordered(
    rows: QuerySet[Case], order: Order, key: tuple[object, int] | None, backwards: bool
) -> QuerySet[Case]:
    """From a key on, in the order of the list or against it."""
    if order is Order.TERM:
        rows = rows.annotate(term=Coalesce("due_on", NO_TERM))
    name = {Order.TERM: "term", Order.CHANGE: "changed_at", Order.NEWEST: "pk"}[order]
    upwards = (order is Order.TERM) is not backwards
    sign = "" if upwards else "-"
    if key is not None:
        value, pk = key
        edge = "gt" if upwards else "lt"
        if name == "pk":
            rows = rows.filter(**{f"pk__{edge}": pk})
        else:
            beyond = Q(**{f"{name}__{edge}": value}) | Q(**{f"pk__{edge}": pk})
            rows = rows.filter(beyond, **{f"{name}__{edge}e": value})
    return rows.order_by(*([f"{sign}pk"] if name == "pk" else [f"{sign}{name}", f"{sign}pk"]))


def _key_of(row: ListedCase, order: Order) -> str:
    match order:
        case Order.TERM:
            return f"{(row.due_on or LAST_DAY).isoformat()}~{row.pk}"
        case Order.CHANGE:
            return f"{row.changed_at.isoformat()}~{row.pk}"
        case Order.NEWEST:
            return f"~{row.pk}"


def _key(text: str, order: Order) -> tuple[object, int] | None:
    """A key read back from an address; None where it is no key."""
    value, tilde, pk = text.rpartition("~")
    if not tilde or not pk.isascii() or not pk.isdecimal() or len(pk) > 18:
        return None
    try:
        match order:
            case Order.TERM:
                return dt.date.fromisoformat(value), int(pk)
            case Order.CHANGE:
                moment = dt.datetime.fromisoformat(value)
                return (moment, int(pk)) if moment.tzinfo else None
            case Order.NEWEST:
                return "", int(pk)
    except ValueError:
        return None


def recommendations_of(case: Case) -> list[Recommendation]:
    """What the units of the chain said of a case, in their order."""
    return list(Recommendation.objects.filter(case=case).select_related("place").order_by("order"))
