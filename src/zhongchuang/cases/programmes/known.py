"""Names a programme may use for what the platform knows: where a field is filled from, what a claim's key is made of."""

from __future__ import annotations

from collections.abc import Mapping

from zhongchuang.cases.programmes.schema import FieldType

_WORDS = frozenset({FieldType.TEXT, FieldType.LONG})
_NUMBERS = frozenset({FieldType.INTEGER, FieldType.DECIMAL})
_DAY = frozenset({FieldType.DATE})

FACT = "fact:"
"""`fact:income` fills a field from what somebody answered before to the question for that fact."""

PREFILLS: Mapping[str, frozenset[FieldType]] = {
    "organisation.name": _WORDS,
    "organisation.uscc": _WORDS,
    "organisation.address": _WORDS,
    "organisation.telephone": _WORDS,
    "organisation.established_on": _DAY,
    "space.name": _WORDS,
    "space.address": _WORDS,
    "space.opened_on": _DAY,
    "space.area": _NUMBERS,
    "space.tenant_area": _NUMBERS,
    "space.workstations": _NUMBERS,
    "space.recognised_on": _DAY,  # the standing recognition of the highest level
    "space.recognition_number": _WORDS,
    "residency.tenants": _NUMBERS,  # in the space today
    "residency.graduated": _NUMBERS,  # ever
    "person.name": _WORDS,
    "person.employer": _WORDS,  # name of the organisation they belong to
    "round.year": _NUMBERS,
}
"""Where a field may be filled from, and what such a field may be."""

CLAIM_KEYS = frozenset(
    {
        "applicant",  # whoever applies: the organisation, or the person
        "organisation",
        "space",
        "person",
        "programme",  # its id, whatever the version
        "category",  # of the money
        "year",  # of the round; a field of that name goes first
        "round",
    }
)
"""What a key of a claim may name beside the fields of the form; `table.column` names a column, one claim a row."""
