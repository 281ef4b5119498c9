"""What keeps the supports of cases true beside the moves: money that was paid, cases from before supports were kept."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat

from zhongchuang.cases.flow import NOT_HANDED_IN, State
from zhongchuang.cases.models import Case
from zhongchuang.cases.selectors.claiming import holder_of
from zhongchuang.cases.services.supporting import case_support_keep
from zhongchuang.clearance.rules import Standing
from zhongchuang.clearance.selectors.supports import supports_kept
from zhongchuang.clearance.services import support_stands
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.errors import NotAllowed
from zhongchuang.ledger.selectors.of_cases import orders_of_case

_WITH = ("programme", "round__department", "organisation", "employer")
STEP = 500


@transaction.atomic
def case_paid(*, actor: Actor, number: str) -> None:
    """A payment of the case moved: its support is paid once all of it is, and awarded while it is not. Counts alike."""
    case = Case.objects.select_for_update(of=("self",)).filter(number=number).first()
    if case is None or State(case.state) not in (State.APPROVED, State.ENDED):
        return
    orders = [order for order in orders_of_case(number) if order.state != "cancelled"]
    paid = bool(orders) and all(order.state == "paid" for order in orders)
    standing = Standing.PAID if paid else Standing.AWARDED
    support_stands(actor=actor, ref=holder_of(case), standing=standing)


def supports_catch_up(*, actor: Actor) -> int:
    """Write the supports of cases handed in before supports were kept; how many there were. Raises NotAllowed for people."""
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    written = 0
    while True:
        there = supports_kept().filter(ref=Concat(Value("case:"), OuterRef("number")))
        rows = Case.objects.exclude(state__in=NOT_HANDED_IN).exclude(Exists(there))
        found = list(rows.order_by("pk").values_list("pk", flat=True)[:STEP])
        if not found:
            return written
        for pk in found:
            with transaction.atomic():
                case = Case.objects.select_for_update(of=("self",)).select_related(*_WITH).get(pk=pk)
                case_support_keep(actor, case)
            written += 1
