"""The room's verbs. `transfers.py`: accounts and movements of money, under everything else."""

from zhongchuang.ledger.decisions import Step, move, place, release, settle
from zhongchuang.ledger.services.transfers import (
    account_close,
    account_open,
    hold_place,
    hold_post,
    hold_void,
    transfer_post,
    transfers_post,
)

__all__ = [
    "Step",
    "account_close",
    "account_open",
    "hold_place",
    "hold_post",
    "hold_void",
    "move",
    "place",
    "release",
    "settle",
    "transfer_post",
    "transfers_post",
]
