"""Proving vouchers, orders and books against each other, with a trace in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhongchuang.core.audit import Target, audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.vouchers.access import may_prove
from zhongchuang.vouchers.selectors.proving import Proof, vouchers_proof

if TYPE_CHECKING:
    from zhongchuang.core.actors import Actor

MOST_LOGGED = 50


def vouchers_prove(*, actor: Actor) -> Proof:
    """Go through every voucher and log what was found. Who answers for the money is told by the ledger's own check, which
    asks for this one too. Raises NotAllowed."""
    if not may_prove(actor):
        raise NotAllowed()
    proof = vouchers_proof()  # outside the transaction: it reads for seconds
    with transaction.atomic():
        audit_write(
            actor=actor,
            verb="vouchers.vouchers_prove",
            target=Target("vouchers.all", "all"),
            after={
                "vouchers": proof.vouchers,
                "issued": proof.whole.issued,
                "pots": list(proof.whole.pots),
                "found": [one.wording.zh for one in proof.found[:MOST_LOGGED]],
            },
        )
    return proof
