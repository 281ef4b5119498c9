"""The exact keys a case claims for itself alone (pure): the programme names them, the answers and the applicant fill them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from zhongchuang.cases.programmes.fields import in_words
from zhongchuang.cases.programmes.schema import Claim, FormField, Programme
from zhongchuang.clearance.decisions import KeyClaim
from zhongchuang.core.json_values import Json


@dataclass(frozen=True, slots=True)
class Holder:
    """What a key of a claim may name beside the fields: references and how they are called."""

    values: Mapping[str, str]  # applicant, organisation, space, person, programme, category, year, round
    words: Mapping[str, str]


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
        parts: list[tuple[str, str]] = []
        words: list[str] = []
        for key in claim.keys:
            value, said = _part(key, fields, answers, row, holder)
            if not value:
                break
            parts.append((key, value))
            words.append(said)
        else:
            yield KeyClaim(claim.kind, tuple(parts), " · ".join(word for word in words if word))


def _part(
    key: str, fields: Mapping[str, FormField], answers: Mapping[str, Json], row: Json, holder: Holder
) -> tuple[str, str]:
    """The value of one part of a key, and the part in words; empty where there is none."""
    table, dot, name = key.partition(".")
    if dot:
        column = next(c for c in fields[table].columns if c.id == name)
        value = row.get(name) if isinstance(row, dict) else None
        return _told(column, value)
    if key in fields:
        return _told(fields[key], answers.get(key))
    return holder.values.get(key, ""), holder.words.get(key, "")


def _told(field: FormField, value: Json) -> tuple[str, str]:
    if value is None or value == "" or value == []:
        return "", ""
    said = in_words(field, value, "zh-hans")
    return (said if isinstance(value, list) else str(value)), f"{field.label.zh} {said}"
