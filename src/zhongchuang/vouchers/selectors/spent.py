"""What was spent of a voucher, for the record of its award."""

from __future__ import annotations

from zhongchuang.vouchers.models import Voucher


def spent_of(voucher: int) -> tuple[str, int] | None:
    """The case of a voucher and the 分 redeemed of it as it stands now, less what came back; None where there is none."""
    return Voucher.objects.filter(pk=voucher).values_list("case", "redeemed").first()
