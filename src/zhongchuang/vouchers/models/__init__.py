"""Schemes, providers and their services, vouchers, orders, and every move of both."""

from zhongchuang.vouchers.models.providers import Provider, ProviderService, ProviderStanding
from zhongchuang.vouchers.models.schemes import SchemeVersion
from zhongchuang.vouchers.models.vouchers import Order, OrderPaper, OrderStep, Voucher, VoucherStep

__all__ = [
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
