"""Schemes, providers, their services and accounts, vouchers, orders, and every move of both; settlement to the providers."""

from zhongchuang.vouchers.models.account_changes import AccountChange, ChangeState
from zhongchuang.vouchers.models.providers import Provider, ProviderService, ProviderStanding, StrikeOff
from zhongchuang.vouchers.models.schemes import SchemeVersion
from zhongchuang.vouchers.models.settling import (
    CustodyStatement,
    LineResult,
    ResultsState,
    SettledOrder,
    Settlement,
    SettlementLine,
    SettlementResults,
    SettlementState,
)
from zhongchuang.vouchers.models.vouchers import Order, OrderPaper, OrderStep, Voucher, VoucherStep

__all__ = [
    "AccountChange",
    "ChangeState",
    "CustodyStatement",
    "LineResult",
    "Order",
    "OrderPaper",
    "OrderStep",
    "Provider",
    "ProviderService",
    "ProviderStanding",
    "ResultsState",
    "SchemeVersion",
    "SettledOrder",
    "Settlement",
    "SettlementLine",
    "SettlementResults",
    "SettlementState",
    "StrikeOff",
    "Voucher",
    "VoucherStep",
]
