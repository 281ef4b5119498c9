"""Who an organisation is and who stands behind it, as identifiers: codes of organisations, references of people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial

from django.db.models import Q, QuerySet

from zhongchuang.core.described import Described
from zhongchuang.parties.decisions.related import Party, RelatedKind
from zhongchuang.parties.models import Organisation, RelationKind
from zhongchuang.parties.selectors.relations import party_names, related_parties, relations_as_at

_CONTROLLING = (RelatedKind.CONTROLLED_BY,)


@dataclass(frozen=True, slots=True)
class Behind:
    """Identifiers around an organisation: a code of GB 32100, or `person:` with a key. Never a number of a person.

    `codes`: its own, that of the organisation it goes on as, and of all that were merged into that. `controllers`: actual
    controllers at whatever remove. `related`: everybody related, by whatever chain.
    """

    codes: frozenset[str]
    representatives: frozenset[str] = frozenset()
    controllers: frozenset[str] = frozenset()
    related: frozenset[str] = frozenset()


def behind(organisation: Organisation, on: dt.date) -> Behind:
    """Who an organisation is and who stands behind it on a day. Two statements where nothing is known of it, at most five."""
    current = organisation.merged_into_id or organisation.pk
    codes = {code for (code,) in _CODES.rows(current=current)} | {organisation.uscc}
    found = related_parties(organisation, on)
    if not found:
        return Behind(frozenset(codes))
    offices = relations_as_at(organisation, on).filter(kind=RelationKind.REPRESENTATIVE)
    wanted = [one.party.pk for one in found if not one.party.is_person]
    uscc = dict(Organisation.objects.filter(pk__in=wanted).values_list("pk", "uscc")) if wanted else {}
    name = partial(_name, uscc)
    return Behind(
        frozenset(codes),
        frozenset(f"person:{pk}" for pk in offices.values_list("person_id", flat=True) if pk),
        frozenset(name(one.party) for one in found if one.kind in _CONTROLLING),
        frozenset(name(one.party) for one in found),
    )


Step = tuple[str, str, str, str]
"""One relation in words: who, what they are (`RelationKind`), to whom, and the share in percent where it is one."""


def paths_behind(organisation: Organisation, on: dt.date) -> dict[str, list[Step]]:
    """By identifier, the relations that show how each related party is related; people masked. Five statements at most."""
    found = related_parties(organisation, on)
    if not found:
        return {}
    edges = [edge for one in found for edge in one.path]
    names = party_names({edge.party for edge in edges} | {edge.target for edge in edges})
    wanted = [one.party.pk for one in found if not one.party.is_person]
    uscc = dict(Organisation.objects.filter(pk__in=wanted).values_list("pk", "uscc")) if wanted else {}
    return {
        _name(uscc, one.party): [
            (
                names[e.party],
                e.kind.value,
                names[e.target],
                "" if e.share is None else f"{e.share.normalize():f}",
            )
            for e in one.path
        ]
        for one in found
    }


def _name(uscc: dict[int, str], party: Party) -> str:
    return f"person:{party.pk}" if party.is_person else uscc[party.pk]


def _codes(current: int) -> QuerySet[Organisation, tuple[str]]:
    rows = Organisation.objects.filter(Q(pk=current) | Q(merged_into=current))
    return rows.order_by().values_list("uscc")


_CODES = Described(_codes, current=int)
