"""Who stands behind an organisation, as at a day, as it was known on a day; and who is related to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import connection
from django.db.models import Q, QuerySet

from zhongchuang.core import clock
from zhongchuang.parties.decisions import related
from zhongchuang.parties.decisions.related import Edge, Party, Related
from zhongchuang.parties.decisions.relations import Held
from zhongchuang.parties.models import Organisation, Person, Relation, RelationKind
from zhongchuang.parties.selectors.persons import masked_people

POWERS = (RelationKind.REPRESENTATIVE, RelationKind.CONTROLLER, RelationKind.SHAREHOLDER)
"""Relations that make somebody a related party; to be employed does not."""


def known_relations(organisation: Organisation, known_on: dt.date | None = None) -> QuerySet[Relation]:
    """What is known of an organisation and of those merged into it, of all times: now, or at the end of a day."""
    found = Relation.objects.filter(
        Q(organisation=organisation.pk) | Q(organisation__merged_into=organisation.pk)
    )
    return found.filter(_known(known_on)).select_related("organisation", "person", "holder__merged_into")


def relations_as_at(
    organisation: Organisation, on: dt.date, known_on: dt.date | None = None
) -> QuerySet[Relation]:
    """What an organisation's relations were on a day, as they were known at the end of another (None: as known now).

    The same two days give the same rows for ever, whatever is corrected later.
    """
    return known_relations(organisation, known_on).filter(_stands(on))


def relations_of_person(person: Person, on: dt.date, known_on: dt.date | None = None) -> QuerySet[Relation]:
    """What somebody was to organisations on a day: whom they represent, control, hold or work for."""
    found = Relation.objects.filter(_known(known_on), _stands(on), person=person)
    return found.select_related("organisation__merged_into")


def _known(known_on: dt.date | None) -> Q:
    if known_on is None:
        return Q(corrected_at=None)
    end = clock.day_start(known_on + dt.timedelta(days=1))
    return Q(recorded_at__lt=end) & (Q(corrected_at=None) | Q(corrected_at__gte=end))


def _stands(on: dt.date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_until=None) | Q(valid_until__gte=on))


def held_now(relation: Relation) -> Held:
    """A row as the decisions see it; an organisation that was merged is the one it was merged into."""
    return Held(
        _party_of(relation),
        RelationKind(relation.kind),
        relation.valid_from,
        relation.valid_until,
        relation.share,
        relation.pk or 0,
    )


def _party_of(relation: Relation) -> Party:
    if relation.person_id is not None:
        return related.person(relation.person_id)
    holder = relation.holder
    assert holder is not None  # the table has one of both
    return related.organisation(holder.merged_into_id or holder.pk)


_LIVE = """ AND {r}.kind IN ('representative', 'controller', 'shareholder')
  AND {r}.valid_from <= %(on)s AND ({r}.valid_until IS NULL OR {r}.valid_until >= %(on)s)
  AND {r}.recorded_at < %(known)s AND ({r}.corrected_at IS NULL OR {r}.corrected_at >= %(known)s)"""
_NEIGHBOURHOOD = """
WITH RECURSIVE up(organisation_id, person_id) AS (
  SELECT CAST(%(root)s AS bigint), CAST(NULL AS bigint)
  UNION
  SELECT COALESCE(h.merged_into_id, h.id), r.person_id
  FROM up
  JOIN parties_organisation o ON COALESCE(o.merged_into_id, o.id) = up.organisation_id
  JOIN parties_relation r ON r.organisation_id = o.id{live}
  LEFT JOIN parties_organisation h ON h.id = r.holder_id
), hands(organisation_id) AS (
  SELECT organisation_id FROM up WHERE organisation_id IS NOT NULL
  UNION
  SELECT COALESCE(o.merged_into_id, o.id)
  FROM up
  JOIN parties_relation r ON r.person_id = up.person_id{live}
  JOIN parties_organisation o ON o.id = r.organisation_id
), down(organisation_id) AS (
  SELECT organisation_id FROM hands
  UNION
  SELECT COALESCE(o.merged_into_id, o.id)
  FROM down
  JOIN parties_organisation h ON COALESCE(h.merged_into_id, h.id) = down.organisation_id
  JOIN parties_relation r ON r.holder_id = h.id{live}
  JOIN parties_organisation o ON o.id = r.organisation_id
)
SELECT DISTINCT r.id
FROM down
JOIN parties_organisation o ON COALESCE(o.merged_into_id, o.id) = down.organisation_id
JOIN parties_relation r ON r.organisation_id = o.id{live}
""".replace("{live}", _LIVE.format(r="r"))
"""Every relation that could matter, in one statement: up from the organisation to all hands, from them down to all they hold.
UNION keeps each party once, so a circle ends. What it means is decided by `decisions.related`."""


def related_parties(
    organisation: Organisation, on: dt.date, known_on: dt.date | None = None
) -> tuple[Related, ...]:
    """Everybody related to an organisation on a day, each with the nearest reason and the relations that show it.

    Two statements, however long the chains; one where nothing is known.
    """
    current = organisation.merged_into_id or organisation.pk
    known = _neighbourhood(current, on, known_on)
    if not known:
        return ()
    edges = [
        Edge(
            _party_of(relation),
            relation.organisation.merged_into_id or relation.organisation_id,
            RelationKind(relation.kind),
            relation.share,
            relation.pk,
        )
        for relation in Relation.objects.filter(pk__in=known).select_related("organisation", "holder")
    ]
    return related.related(current, edges)


def _neighbourhood(root: int, on: dt.date, known_on: dt.date | None) -> list[int]:
    known = clock.now() + dt.timedelta(days=1)
    if known_on is not None:
        known = clock.day_start(known_on + dt.timedelta(days=1))
    adapt = connection.ops
    values = {
        "root": root,
        "on": adapt.adapt_datefield_value(on),
        "known": adapt.adapt_datetimefield_value(known),
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEIGHBOURHOOD, values)
        return [int(row[0]) for row in cursor.fetchall()]


def party_names(parties: Iterable[Party]) -> dict[Party, str]:
    """What parties are called on a page: organisations by name, people masked. Three statements, however many."""
    wanted = set(parties)
    organisations = Organisation.objects.filter(pk__in=[p.pk for p in wanted if not p.is_person])
    people = masked_people(Person.objects.filter(pk__in=[p.pk for p in wanted if p.is_person]))
    names = {related.organisation(pk): name for pk, name in organisations.values_list("pk", "name")}
    return names | {related.person(pk): f"{one.name}（{one.number[-4:]}）" for pk, one in people.items()}
