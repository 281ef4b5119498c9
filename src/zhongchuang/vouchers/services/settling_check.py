"""The last look before money leaves: the cases the vouchers rest on stand and are clear.

Cases live on this floor and clearances of them are theirs to judge, so the project names the check
(`settings.ZHONGCHUANG_SETTLEMENT_CHECK`, the dotted path of a function of case numbers that locks them, in their order, and
raises). Where none is named nothing is settled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from zhongchuang.vouchers.flow import VoucherState
from zhongchuang.vouchers.settling.errors import NoSettlementCheck

if TYPE_CHECKING:
    from zhongchuang.vouchers.models import Voucher

Check = Callable[[Sequence[str]], None]
_override: list[Check] = []


def settlement_check() -> Check:
    """The check of cases by number, sorted. Raises NoSettlementCheck, ImportError."""
    if _override:
        return _override[-1]
    path = str(getattr(settings, "ZHONGCHUANG_SETTLEMENT_CHECK", ""))
    if not path:
        raise NoSettlementCheck()
    check: Check = import_string(path)
    return check


def cases_checked(vouchers: Iterable[Voucher]) -> frozenset[str]:
    """Check the cases of vouchers that are not revoked, before anything else is locked; their numbers.

    A revoked voucher has no case to stand on: its orders are asked one by one. Raises what the check raises.
    """
    numbers = sorted({one.case for one in vouchers if one.state != VoucherState.REVOKED.value})
    check = settlement_check()
    if numbers:
        check(numbers)
    return frozenset(numbers)


@contextmanager
def use_check(check: Check) -> Iterator[None]:
    """Put another check in place for a block (tests)."""
    _override.append(check)
    try:
        yield
    finally:
        _override.pop()
