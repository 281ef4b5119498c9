"""Accounts and transfers; budgets; payment orders, batches, their results; clawbacks."""

from zhongchuang.ledger.models.accounts import Account, AccountKind, Transfer, TransferKind
from zhongchuang.ledger.models.budgets import Budget
from zhongchuang.ledger.models.payments import (
    BatchLine,
    BatchState,
    Clawback,
    ImportState,
    LineResult,
    OrderState,
    PaymentBatch,
    PaymentOrder,
    ResultImport,
)

__all__ = [
    "Account",
    "AccountKind",
    "BatchLine",
    "BatchState",
    "Budget",
    "Clawback",
    "ImportState",
    "LineResult",
    "OrderState",
    "PaymentBatch",
    "PaymentOrder",
    "ResultImport",
    "Transfer",
    "TransferKind",
]
