"""What is known of an award when it is made (pure), and what of it a review looks at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from zhongchuang.clearance.decisions import facts_digest

REVIEWED = (
    "recipient_name",
    "recipient_code",
    "title",
    "programme_title",
    "category",
    "department_name",
    "place",
    "clause",
    "basis_text",
)
"""Everything in words that the public would read. Amounts and days are numbers: nothing can hide in them."""
CORRECTABLE = (
    "recipient_name",
    "title",
    "programme_title",
    "category",
    "place",
    "level",
    "basis_text",
    "clause",
)
"""What may be corrected here. Amounts follow the decision and the ledger, and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardFacts:
    """An award as the room that decided it knows it. `amount` in 分, 0 for a recognition without money.

    `ref` is the support's (`case:GS-…`, `voucher:…`). `clause` is `document#path`, the words that allow it. `person` is the
    platform's reference of a natural person and is never shown; `personal_months` a term that the programme sets.
    """

    ref: str
    source: str  # AwardSource
    recipient_name: str
    title: str
    department_name: str
    amount: int
    decided_on: dt.date
    clause: str = ""
    organisation_id: int | None = None
    recipient_code: str = ""
    personal: bool = False
    person: str = ""
    personal_months: int | None = None
    programme: str = ""
    programme_title: str = ""
    category: str = ""
    department_id: int | None = None
    place: str = ""
    level: str = ""
    basis_text: str = ""
    overridden: bool = False
    synthetic: bool = False

    def __post_init__(self) -> None:
        """Raises ValueError for an award nobody could make: those who build these facts are programs."""
        if self.amount < 0:
            raise ValueError(f"{self.ref}: 金额不能是负数 / an amount below nothing")
        if not (self.ref and self.recipient_name and self.title and self.department_name):
            raise ValueError(f"{self.ref}: 缺单位、事项或部门 / recipient, title and department are needed")
        if self.personal and (self.recipient_code or self.organisation_id is not None):
            raise ValueError(f"{self.ref}: 个人没有信用代码 / a person has no code of an organisation")


def reviewed_digest(content: Mapping[str, str]) -> str:
    """SHA-256 of what a review looked at: the same words give the same digest, one changed character another."""
    return facts_digest({name: content[name] for name in REVIEWED})
