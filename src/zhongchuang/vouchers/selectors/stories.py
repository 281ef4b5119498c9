"""What was done with an order and with a voucher, in the order it was done."""

from __future__ import annotations

from zhongchuang.vouchers.models import Order, OrderStep, Voucher, VoucherStep


def order_steps(order: Order) -> list[OrderStep]:
    """The moves of an order. Whoever may open the order may read them; names are for the department alone."""
    return list(OrderStep.objects.filter(order=order).order_by("pk"))


def voucher_steps(voucher: Voucher) -> list[VoucherStep]:
    """The moves of a voucher."""
    return list(VoucherStep.objects.filter(voucher=voucher).order_by("pk"))
