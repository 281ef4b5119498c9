"""The last look before money leaves: what the project says must be checked of every payment, inside the transaction.

Clearances live on a floor above this one, so the project names the check (`settings.ZHONGCHUANG_PAYMENT_CHECK`, the dotted
path of a function of payments that locks their cases, in their order, and raises). It is called before anything else is locked:
cases come before payments in every verb. Where none is named nothing is paid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings
from django.utils.module_loading import import_string

from zhongchuang.core.errors import Unavailable
from zhongchuang.ledger.models import PaymentOrder

Check = Callable[[Sequence[PaymentOrder]], None]
_override: list[Check] = []


class NoPaymentCheck(Unavailable):
    """The installation names no check, so nothing may leave."""

    default_code = "ledger.no_payment_check"

    def __init__(self) -> None:
        super().__init__(
            "没有配置支付前的查重核对，不能支付。",
            "No check before payment is configured, so nothing can be paid.",
            next_zh="请平台管理员设置 ZHONGCHUANG_PAYMENT_CHECK。",
            next_en="An administrator sets ZHONGCHUANG_PAYMENT_CHECK.",
        )


def payment_check() -> Check:
    """The check to pass to `batch_make` and `payments_hand_down`. Raises NoPaymentCheck, ImportError."""
    if _override:
        return _override[-1]
    path = str(getattr(settings, "ZHONGCHUANG_PAYMENT_CHECK", ""))
    if not path:
        raise NoPaymentCheck()
    check: Check = import_string(path)
    return check


@contextmanager
def use_check(check: Check) -> Iterator[None]:
    """Put another check in place for a block (tests)."""
    _override.append(check)
    try:
        yield
    finally:
        _override.pop()
