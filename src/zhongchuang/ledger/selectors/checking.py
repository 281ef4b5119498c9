"""Proving the books: every balance from the transfers, both totals alike, every hold resolved once, nothing overdrawn, every
seal as it was, the guards in place. `zhongchuang ledger check` prints it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import F, Q
from django.utils.module_loading import import_string

from zhongchuang.ledger.database.append_only import GUARD
from zhongchuang.ledger.decisions import HOLD, POST, VOID, Difference, Fault, FaultKind, differences
from zhongchuang.ledger.models import Transfer
from zhongchuang.ledger.selectors.seals import broken_seals
from zhongchuang.ledger.selectors.sums import transfer_sums


@dataclass(frozen=True, slots=True)
class Books:
    """What was found. `faults` are about the book as a whole, `differences` about one account each."""

    accounts: int
    transfers: int
    debit: int
    credit: int
    differences: tuple[Difference, ...]
    faults: tuple[Fault, ...]

    @property
    def wrong(self) -> int:
        """In how many places."""
        return len(self.differences) + len(self.faults)

    @property
    def ok(self) -> bool:
        """Whether everything proves true."""
        return self.wrong == 0


def books_check() -> Books:
    """Go through all of it. A handful of statements, one of them over every transfer, and a pass over what is sealed."""
    accounts = transfer_sums()
    debit = sum(one.kept.posted_dr for one in accounts)
    credit = sum(one.kept.posted_cr for one in accounts)
    faults = [*_crooked_ends(), *(Fault(FaultKind.SEAL, str(number)) for number in broken_seals())]
    faults += [Fault(FaultKind.GUARD, name) for name in GUARD.missing(connection)]
    faults += [Fault(FaultKind.ABOVE, where) for where in _told_above()]
    if debit != credit:
        faults.insert(0, Fault(FaultKind.UNBALANCED, str(debit - credit)))
    return Books(
        accounts=len(accounts),
        transfers=Transfer.objects.count(),
        debit=debit,
        credit=credit,
        differences=tuple(differences(accounts)),
        faults=tuple(faults),
    )


def _told_above() -> Iterator[str]:
    """What rooms on the floors above find when they hold their own sums against the books: this room does not know them, so the
    project names their checks (settings.ZHONGCHUANG_BOOK_CHECKS, dotted paths of functions that say where something differs).
    """
    for path in getattr(settings, "ZHONGCHUANG_BOOK_CHECKS", ()):
        yield from import_string(path)()


def _crooked_ends() -> list[Fault]:
    """Ends of holds that do not fit their hold: of other accounts, of more than was held, or of what is no hold."""
    ends = Transfer.objects.filter(pending__isnull=False)
    fitting = (
        Q(pending__kind=HOLD, debit=F("pending__debit"), credit=F("pending__credit"))
        & Q(amount__lte=F("pending__amount"))
        & (Q(kind=POST) | Q(kind=VOID, amount=F("pending__amount")))
    )
    return [Fault(FaultKind.END, key) for key in ends.exclude(fitting).values_list("idem_key", flat=True)]
