"""The room's failures.

InvalidInput
├── AmountInvalid       no amount that can be moved
├── TransferInvalid     the transfer makes no sense; says which part of it
├── TextMissing         a text that must be there
└── ResultsUnreadable   a file of results that cannot be read
Conflict
├── AccountTaken        the code stands for another account
├── HoldResolved        the hold was paid or given up before
├── KeyReused           the key was used for another transfer (core's own)
├── BudgetThere         a department has one budget a year, and one for each programme
├── PartThere           the part of the case is promised already
└── LedgerBusy          (Unavailable) others moved the same money again and again
Refused
├── NotEnough           the account has less available than is asked for
├── AccountClosed       the account was closed
├── AccountNotEmpty     an account with money, or with holds, stays open
├── PlanInvalid         several transfers that cannot be one plan
├── BudgetLapsed        the year is over: no new hold
├── BudgetNeeded        a returned payment needs another budget, since its own has lapsed
├── OrderNotThere       no payment was chosen, or one that does not exist
├── WrongState          the payment stands elsewhere on its way
├── NotDueYet           a part of a plan waits for something that has not happened
├── SameOfficer         who promises a payment does not sign it
├── OnRoute             money that goes by way of a city is in no batch, and the other way round
├── TooManyLines        more payments than one batch takes
├── BatchClosed         a batch that was cancelled or has results
├── BatchAltered        the lines differ from the digest made with them
├── ResultsWrong        a row of the file does not fit what was sent
├── ResultsTaken        the same file was taken in before
├── GivenBackTooMuch    more comes back than was paid or demanded
└── ClawbackOver        the demand was met or given up
NotFound
└── AccountUnknown      no account has the code
"""

from __future__ import annotations

from zhongchuang.core.idempotency import KeyReused
from zhongchuang.ledger.errors.payments import (
    BatchAltered,
    BatchClosed,
    BudgetLapsed,
    BudgetNeeded,
    BudgetThere,
    ClawbackOver,
    GivenBackTooMuch,
    NotDueYet,
    OnRoute,
    OrderNotThere,
    PartThere,
    ResultsTaken,
    ResultsUnreadable,
    ResultsWrong,
    SameOfficer,
    TextMissing,
    TooManyLines,
    WrongState,
)
from zhongchuang.ledger.errors.transfers import (
    AccountClosed,
    AccountNotEmpty,
    AccountTaken,
    AccountUnknown,
    AmountInvalid,
    HoldResolved,
    LedgerBusy,
    NotEnough,
    PlanInvalid,
    TransferInvalid,
    key_reused,
)

__all__ = [
    "AccountClosed",
    "AccountNotEmpty",
    "AccountTaken",
    "AccountUnknown",
    "AmountInvalid",
    "BatchAltered",
    "BatchClosed",
    "BudgetLapsed",
    "BudgetNeeded",
    "BudgetThere",
    "ClawbackOver",
    "GivenBackTooMuch",
    "HoldResolved",
    "KeyReused",
    "LedgerBusy",
    "NotDueYet",
    "NotEnough",
    "OnRoute",
    "OrderNotThere",
    "PartThere",
    "PlanInvalid",
    "ResultsTaken",
    "ResultsUnreadable",
    "ResultsWrong",
    "SameOfficer",
    "TextMissing",
    "TooManyLines",
    "TransferInvalid",
    "WrongState",
    "key_reused",
]
