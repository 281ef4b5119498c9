"""Schemes, providers, their services and accounts, vouchers, orders, and every move of both."""

from zhongchuang.vouchers.models.account_changes import AccountChange, ChangeState
from zhongchuang.vouchers.models.providers import Provider, ProviderService, ProviderStanding
from zhongchuang.vouchers.models.schemes import SchemeVersion
from zhongchuang.vouchers.models.vouchers import Order, OrderPaper, OrderStep, Voucher, VoucherStep

__all__ = [
    "AccountChange",
    "ChangeState",
    "Order",
    "OrderPaper",
    "OrderStep",
    "Provider",
    "ProviderService",
    "ProviderStanding",
    "SchemeVersion",
    "Voucher",
    "VoucherStep",
]
