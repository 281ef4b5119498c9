"""The exact keys a case claims for itself alone (pure): the programme names them, the answers and the applicant fill them.

How a programme calls its fields never goes into a key, or two programmes would support one thing without meeting. The kind
of a claim says what its parts are:

    invoice    number, then its code where the form asks for one           → the one key of an invoice (`clearance`)
    contract   number, then who else signed it, then `year`                → a key for each party that is known
    others     what the platform knows under its own name, what the form says in the order of the programme
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from zhongchuang.cases.programmes.fields import in_words
from zhongchuang.cases.programmes.known import CLAIM_KEYS
from zhongchuang.cases.programmes.schema import Claim, FieldType, FormField, Programme
from zhongchuang.clearance.decisions import KeyClaim, canonical
from zhongchuang.clearance.invoices.checks import keys_typed
from zhongchuang.core.errors import Wording
from zhongchuang.core.json_values import Json

YEAR, SAID, PARTY = "year", "said", "party"
_PARTIES = ("organisation", "space", "person")
_PERIODS = frozenset({YEAR, "round"})


@dataclass(frozen=True, slots=True)
class Holder:
    """What a key of a claim may name beside the fields: references and how they are called.

    `parties`: the applicant's side of a contract, by code and by name; of a person, the employer who signs for them.
    """

    values: Mapping[str, str]  # applicant, organisation, space, person, programme, category, year, round
    words: Mapping[str, str]
    parties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of a key: what it is, its value, and both in words; blank where nothing was said."""

    name: str
    value: str
    words: str


def claims_of(programme: Programme, answers: Mapping[str, Json], holder: Holder) -> tuple[KeyClaim, ...]:
    """The claims of a case. A field goes before a name of the platform; where a part is blank there is nothing to claim.

    An invoice that stands in two rows is two claims, and so refused; one contract or project in several rows is one.
    """
    found: list[KeyClaim] = []
    seen: set[str] = set()
    for claim in programme.claims:
        for made in _made(programme, claim, answers, holder):
            if made.kind != "invoice" and made.digest in seen:
                continue
            seen.add(made.digest)
            found.append(made)
    return tuple(found)


def keys_wrong(claim: Claim, fields: Mapping[str, FormField]) -> Wording | None:
    """What keeps the keys of a claim from being what its kind asks for; names that lead nowhere are told elsewhere."""
    types = [_type_of(key, fields) for key in claim.keys]
    match claim.kind:
        case "invoice":
            if len(types) > 2 or any(kind is not FieldType.TEXT for kind in types):
                return Wording(
                    "发票写两道文字题：发票号码，有发票代码的再写代码。",
                    "An invoice takes text fields: its number, then its code where there is one.",
                )
        case "contract":
            others = [kind for key, kind in zip(claim.keys, types, strict=True) if key != YEAR]
            if claim.keys[0] == YEAR or any(kind is not FieldType.TEXT for kind in others):
                return Wording(
                    "合同先写合同编号，再写对方名称（都是文字题），一年一次的最后写 year。",
                    "A contract takes its number, then who else signed it (text fields), then year where it counts yearly.",
                )
        case "period":
            if not _PERIODS & {*claim.keys} and FieldType.INTEGER not in types:
                return Wording(
                    "按期间的要写 year、round 或者一道填年度的整数题。",
                    "A period takes year, round, or a field with the year as a whole number.",
                )
        case _:
            pass
    return None


def _made(
    programme: Programme, claim: Claim, answers: Mapping[str, Json], holder: Holder
) -> Iterator[KeyClaim]:
    fields = {field.id: field for field in programme.fields}
    tables = {key.partition(".")[0] for key in claim.keys if "." in key}
    rows: Sequence[Json] = [None]
    if tables:
        held = answers.get(tables.pop())
        rows = held if isinstance(held, list) else []
    for row in rows:
        parts = [_part(claim, key, fields, answers, row, holder) for key in claim.keys]
        if claim.kind == "invoice":
            number, *code = (part.value for part in parts)
            if number:
                yield from keys_typed(number, *code)
        elif claim.kind == "contract":
            yield from _contract(parts, holder)
        elif all(part.value for part in parts):
            told = " · ".join(part.words for part in parts if part.words)
            yield KeyClaim(claim.kind, tuple((part.name, part.value) for part in parts), told)


def _contract(parts: Sequence[_Part], holder: Holder) -> Iterator[KeyClaim]:
    """A contract under its number, once for each party known of it: whichever side brings it, it meets the other.

    Numbers are given by whoever writes the contract, so a number alone is not one; nor need both sides be known to both forms.
    """
    number, *more = parts
    years = [part for part in more if part.name == YEAR]
    if not number.value or any(not part.value for part in years):
        return
    for party in (*holder.parties, *(part.value for part in more if part.name != YEAR)):
        if party:
            key = (("number", number.value), (PARTY, party), *((YEAR, part.value) for part in years))
            signed = holder.parties[-1] if party in holder.parties else party
            said = (number.words, signed, *(part.words for part in years))
            yield KeyClaim("contract", key, " · ".join(said))


def _part(
    claim: Claim,
    key: str,
    fields: Mapping[str, FormField],
    answers: Mapping[str, Json],
    row: Json,
    holder: Holder,
) -> _Part:
    field = _field(key, fields)
    if field is None:
        value, words = holder.values.get(key, ""), holder.words.get(key, "")
        if key in _PARTIES:  # the same party, whether it is called by what it is or as the applicant
            return _Part(PARTY, value and f"{key}:{value}", words)
        return _Part(PARTY if key == "applicant" else key, value, words)
    if "." in key:
        said = row.get(field.id) if isinstance(row, dict) else None
    else:
        said = answers.get(key)
    name = key if key in CLAIM_KEYS else SAID
    if claim.kind == "period" and field.type is FieldType.INTEGER:
        name = YEAR
    return _Part(name, *_told(field, said))


def _field(key: str, fields: Mapping[str, FormField]) -> FormField | None:
    table, dot, name = key.partition(".")
    if not dot:
        return fields.get(key)
    columns = fields[table].columns if table in fields else ()
    return next((column for column in columns if column.id == name), None)


def _type_of(key: str, fields: Mapping[str, FormField]) -> FieldType | None:
    field = _field(key, fields)
    return None if field is None else field.type


def _told(field: FormField, value: Json) -> tuple[str, str]:
    if value is None or value == "" or value == []:
        return "", ""
    said = in_words(field, value, "zh-hans")
    plain = said if isinstance(value, list) else str(value)
    return (plain, f"{field.label.zh} {said}") if canonical(plain) else ("", "")
