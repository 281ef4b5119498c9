"""Proving the books every day, and telling those who answer for the money when they do not prove true."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.ledger.access import LedgerAction, may_ledger
from zhongchuang.ledger.selectors.checking import Books, books_check
from zhongchuang.ledger.selectors.seals import BOOK, PROVED
from zhongchuang.messages.services import NoteText, note_write_many
from zhongchuang.parties.access import Role
from zhongchuang.parties.selectors import accounts_like, visible_accounts

TOLD = (Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR)
MOST_LOGGED = 50


def books_prove(*, actor: Actor) -> Books:
    """Check the books and log what was found; where they are wrong, those who answer for the money are told, once a day.

    Raises NotAllowed.
    """
    if not may_ledger(actor, LedgerAction.VIEW):
        raise NotAllowed()
    books = books_check()  # outside the transaction: it reads for seconds and must hold up nobody
    with transaction.atomic():
        audit_write(
            actor=actor,
            verb=PROVED,
            target=BOOK,
            after={
                "wrong": books.wrong,
                "accounts": books.accounts,
                "transfers": books.transfers,
                "debit": books.debit,
                "credit": books.credit,
                "differences": [one.code for one in books.differences[:MOST_LOGGED]],
                "faults": [f"{one.kind}:{one.where}" for one in books.faults[:MOST_LOGGED]],
            },
        )
        if not books.ok:
            note_write_many(actor=actor, notes=_notes(actor, books, clock.today()))
    return books


def _notes(actor: Actor, books: Books, day: dt.date) -> list[NoteText]:
    return [
        NoteText(
            key=f"ledger.books:{day.isoformat()}:{account.pk}",
            account_id=str(account.pk),
            zh=f"账本核对发现 {books.wrong} 处不符。支付请先停下，由管理员运行 zhongchuang ledger check 查看明细。",
            en=f"The books do not prove true in {books.wrong} place(s). Stop payments; an administrator runs"
            " `zhongchuang ledger check` for the details.",
        )
        for account in accounts_like(visible_accounts(actor), search="", roles=TOLD)
    ]
