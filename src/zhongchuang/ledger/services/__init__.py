"""The room's verbs. `transfers.py`: accounts and movements of money, under everything else; `sealing.py`, `checking.py`:
the proof of the books."""

from zhongchuang.ledger.decisions import Step, move, place, release, settle
from zhongchuang.ledger.services.checking import books_prove
from zhongchuang.ledger.services.sealing import transfers_seal
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
    "books_prove",
    "hold_place",
    "hold_post",
    "hold_void",
    "move",
    "place",
    "release",
    "settle",
    "transfer_post",
    "transfers_post",
    "transfers_seal",
]
