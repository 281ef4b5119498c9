"""The room's verbs. `schemes.py`; `providers.py`, `account_changes.py`; `vouchers.py`; `placing.py`, `delivering.py`,
`redeeming.py`: the orders; `proving.py`; `telling.py`; under them `moving.py` (how an order moves) and `booking.py` (what that
books)."""

from zhongchuang.vouchers.services.account_changes import (
    account_change_confirm,
    account_change_refuse,
    provider_account_change,
)
from zhongchuang.vouchers.services.delivering import (
    order_confirm,
    order_deliver,
    order_dispute,
    order_paper_add,
    order_paper_remove,
    order_reject,
    order_release,
    order_send_back,
    order_uphold,
    order_withhold,
    orders_due,
)
from zhongchuang.vouchers.services.placing import order_accept, order_cancel, order_decline, order_place
from zhongchuang.vouchers.services.providers import (
    Offered,
    provider_admit,
    provider_ask,
    provider_return,
    provider_service_add,
    provider_service_end,
    provider_strike_off,
)
from zhongchuang.vouchers.services.proving import vouchers_prove
from zhongchuang.vouchers.services.redeeming import ShownCode, order_redeem, order_refund, order_show_code
from zhongchuang.vouchers.services.schemes import scheme_load, schemes_load
from zhongchuang.vouchers.services.telling import expiring_remind, order_told, payment_told, voucher_told
from zhongchuang.vouchers.services.vouchers import (
    IssueFacts,
    voucher_issue,
    voucher_resume,
    voucher_revoke,
    voucher_revoke_case,
    voucher_suspend,
    vouchers_expire,
)

__all__ = [
    "IssueFacts",
    "Offered",
    "ShownCode",
    "account_change_confirm",
    "account_change_refuse",
    "expiring_remind",
    "order_accept",
    "order_cancel",
    "order_confirm",
    "order_decline",
    "order_deliver",
    "order_dispute",
    "order_paper_add",
    "order_paper_remove",
    "order_place",
    "order_redeem",
    "order_refund",
    "order_reject",
    "order_release",
    "order_send_back",
    "order_show_code",
    "order_told",
    "order_uphold",
    "order_withhold",
    "orders_due",
    "payment_told",
    "provider_account_change",
    "provider_admit",
    "provider_ask",
    "provider_return",
    "provider_service_add",
    "provider_service_end",
    "provider_strike_off",
    "scheme_load",
    "schemes_load",
    "voucher_issue",
    "voucher_resume",
    "voucher_revoke",
    "voucher_revoke_case",
    "voucher_suspend",
    "voucher_told",
    "vouchers_expire",
    "vouchers_prove",
]
