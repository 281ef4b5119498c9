"""Under which name a case claims and is cleared, and what the keys of its claims may name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhongchuang.cases.programmes.claims import Holder
from zhongchuang.cases.selectors.applying import form_of_case, party_of

if TYPE_CHECKING:
    from zhongchuang.cases.models import Case


def holder_of(case: Case) -> str:
    """Under which name a case claims, is cleared, and counts as a support."""
    return f"case:{case.number}"


def claimant_of(case: Case) -> Holder:
    """What the keys of claims may name of a case."""
    party = party_of(case)
    programme = form_of_case(case).programme
    category = programme.money.category if programme.money else ""
    values = {
        "applicant": party.reference,
        "organisation": party.organisation.uscc if party.organisation else "",
        "space": case.space,
        "person": case.person,
        "programme": case.programme.code,
        "category": category,
        "year": str(case.round.year),
        "round": str(case.round_id),
    }
    words = {
        "applicant": case.applicant_name,
        "organisation": party.organisation.name if party.organisation else "",
        "space": case.applicant_name if case.space else "",
        "person": case.applicant_name if case.person else "",
        "programme": programme.title.zh,
        "category": programme.title.zh if category else "",
        "year": f"{case.round.year}年度",
        "round": case.round.name,
    }
    signs = party.organisation or party.employer
    return Holder(values, words, (signs.uscc, signs.name) if signs else (party.name,))
