"""What transfers of each kind add up to on some accounts: for rooms that keep sums of their own beside the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Sum

from zhongchuang.ledger.models import AccountKind, Transfer


@dataclass(frozen=True, slots=True)
class KindSums:
    """分 that left an account and that came to it, by the kind of transfer; `held`: of its holds, what none has resolved."""

    out: Mapping[str, int] = field(default_factory=dict)
    into: Mapping[str, int] = field(default_factory=dict)
    held: int = 0

    @property
    def balance(self) -> int:
        """分 posted to it and not taken from it."""
        moved_out = sum(amount for kind, amount in self.out.items() if kind not in ("hold", "void"))
        return sum(a for kind, a in self.into.items() if kind not in ("hold", "void")) - moved_out


def sums_by_kind(kind: AccountKind | str, accounts: Iterable[int] | None = None) -> dict[int, KindSums]:
    """Every account of a kind (or only some), from its transfers alone. Three statements, however many there are."""
    rows = Transfer.objects.all()
    out: dict[int, dict[str, int]] = defaultdict(dict)
    into: dict[int, dict[str, int]] = defaultdict(dict)
    of, to = rows.filter(debit__kind=kind), rows.filter(credit__kind=kind)
    if accounts is not None:
        wanted = list(accounts)
        of, to = of.filter(debit__in=wanted), to.filter(credit__in=wanted)
    for account, why, amount in of.order_by().values_list("debit", "kind").annotate(sum=Sum("amount")):
        out[account][why] = int(amount)
    for account, why, amount in to.order_by().values_list("credit", "kind").annotate(sum=Sum("amount")):
        into[account][why] = int(amount)
    ended = (
        of.filter(pending__isnull=False).order_by().values_list("debit").annotate(sum=Sum("pending__amount"))
    )
    resolved = {account: int(amount) for account, amount in ended}
    return {
        account: KindSums(
            out.get(account, {}),
            into.get(account, {}),
            out.get(account, {}).get("hold", 0) - resolved.get(account, 0),
        )
        for account in out.keys() | into.keys()
    }
