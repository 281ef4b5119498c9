"""What a budget holds for a case that is not paid in money: a voucher that will be issued."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from zhongchuang.ledger.models import Transfer, TransferKind


def promise_of(case: str) -> Transfer | None:
    """The hold in force of a case's promise; None where there is none, or where it was given up or used."""
    ended = Exists(Transfer.objects.filter(pending=OuterRef("pk")))
    return _holds(case).filter(~ended).select_related("debit", "credit").order_by("-pk").first()


def promises_made(case: str) -> int:
    """How often money was held for a case's voucher, in whichever budget: also what was given up or used since."""
    return _holds(case).count()


def _holds(case: str) -> QuerySet[Transfer]:
    return Transfer.objects.filter(
        basis=case, kind=TransferKind.HOLD, idem_key__startswith=f"promise:{case}:"
    )
