"""Who stands behind an organisation: declared by its managers, verified by officers, corrected and never rewritten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.locks import save_versioned
from zhongchuang.parties.access import PartyAction, may_organisation
from zhongchuang.parties.decisions.relations import WHOLE, check_beside, makes_way
from zhongchuang.parties.errors import (
    DaysReversed,
    EvidenceMissing,
    HolderIsItself,
    HolderUnknown,
    RelationOver,
    ShareInvalid,
)
from zhongchuang.parties.models import (
    IdentityKind,
    Organisation,
    Person,
    Provenance,
    Relation,
    RelationKind,
)
from zhongchuang.parties.selectors import standing_in
from zhongchuang.parties.selectors.relations import held_now, known_relations
from zhongchuang.parties.services.once import on_organisation
from zhongchuang.parties.services.persons import person_of_document


@dataclass(frozen=True, slots=True)
class Document:
    """A person as their document says, as a form gives them."""

    kind: IdentityKind
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What a relation says besides who and what: days (both included), share in percent, post, where it is written."""

    since: dt.date
    until: dt.date | None = None
    share: Decimal | None = None
    post: str = ""
    source: str = ""


def relation_declare(
    *,
    actor: Actor,
    organisation: Organisation,
    kind: RelationKind,
    holder: Document | str,
    terms: Terms,
    expected_version: int,
    key: str | None = None,
) -> Organisation:
    """Say who is something to an organisation: a person by their document, an organisation by its code.

    A new legal representative ends the time of the one before. What a manager says is declared, what an officer of the
    department says is verified and rests on a source, what the platform loads is imported. Raises NotAllowed, IdentityInvalid,
    IdentityElsewhere, HolderUnknown, HolderIsItself, DaysReversed, ShareInvalid, EvidenceMissing,
    RelationTwice, RepresentativeTwice,
    SharesOver, OrganisationOver, StaleVersion.
    """
    _check_may_relate(actor, organisation)

    def run(locked: Organisation) -> None:
        person, other = _party(actor, locked, holder)
        relation = Relation(organisation=locked, kind=kind, person=person, holder=other)
        _say(relation, terms, _provenance(actor, locked, terms), actor)
        new, standing = held_now(relation), [held_now(one) for one in known_relations(locked)]
        ended = makes_way(new, standing)
        if ended is not None:
            before = known_relations(locked).get(pk=ended.pk)
            _replace(actor, before, _again(before, actor, until=ended.until), "新任法定代表人接任")
            standing = [ended if one.pk == ended.pk else one for one in standing]
        check_beside(new, standing)
        relation.save(force_insert=True)
        audit_write(actor=actor, verb="parties.relation_declare", target=relation, after=_told(relation))

    who = holder if isinstance(holder, str) else f"{holder.kind}:{holder.number}:{holder.name}"
    request = {"kind": kind.value, "holder": sha256(who.encode()).hexdigest(), **_asked(terms)}
    return _acted(actor, organisation, "parties.relation_declare", request, run, expected_version, key)


def relation_correct(
    *,
    actor: Actor,
    organisation: Organisation,
    relation_pk: int,
    terms: Terms,
    reason: str,
    expected_version: int,
    key: str | None = None,
) -> Organisation:
    """Say it better, or that it ended: a new row stands in the place of the old one, which stays as what was known then.

    What a manager corrects is declared again, however it was known before. Raises NotAllowed, NotFound, RelationOver and what
    `relation_declare` raises.
    """
    _check_may_relate(actor, organisation)

    def run(locked: Organisation) -> None:
        before = _standing(locked, relation_pk)
        after = _again(before, actor)
        _say(after, terms, _provenance(actor, locked, terms), actor)
        check_beside(
            held_now(after), [held_now(one) for one in known_relations(locked) if one.pk != before.pk]
        )
        _replace(actor, before, after, reason.strip())

    request = {"relation": relation_pk, "reason": reason, **_asked(terms)}
    return _acted(actor, organisation, "parties.relation_correct", request, run, expected_version, key)


def relation_withdraw(
    *,
    actor: Actor,
    organisation: Organisation,
    relation_pk: int,
    reason: str,
    expected_version: int,
    key: str | None = None,
) -> Organisation:
    """Say that it never was so. What was known before stays readable. Raises NotAllowed, NotFound, RelationOver, StaleVersion."""
    _check_may_relate(actor, organisation)

    def run(locked: Organisation) -> None:
        before = _standing(locked, relation_pk)
        before.corrected_at, before.correction = clock.now(), reason.strip()
        before.save(update_fields=["corrected_at", "correction"])
        audit_write(
            actor=actor,
            verb="parties.relation_withdraw",
            target=before,
            before=_told(before),
            after={"reason": reason.strip()},
        )

    request = {"relation": relation_pk, "reason": reason}
    return _acted(actor, organisation, "parties.relation_withdraw", request, run, expected_version, key)


def relation_verify(
    *,
    actor: Actor,
    organisation: Organisation,
    relation_pk: int,
    source: str,
    expected_version: int,
    key: str | None = None,
) -> Organisation:
    """An officer found it in a register or on paper. Raises NotAllowed, NotFound, EvidenceMissing, RelationOver, StaleVersion."""
    if not may_organisation(actor, PartyAction.VERIFY) or standing_in(actor, organisation) is not None:
        raise NotAllowed()  # nobody verifies what they declared

    def run(locked: Organisation) -> None:
        if not source.strip():
            raise EvidenceMissing()
        before = _standing(locked, relation_pk)
        after = _again(before, actor)
        after.provenance, after.source = Provenance.VERIFIED, source.strip()
        _replace(actor, before, after, "核实")

    request = {"relation": relation_pk, "source": source}
    return _acted(actor, organisation, "parties.relation_verify", request, run, expected_version, key)


def _check_may_relate(actor: Actor, organisation: Organisation) -> None:
    if not may_organisation(actor, PartyAction.RELATE, standing_in(actor, organisation)):
        raise NotAllowed()


def _party(
    actor: Actor, organisation: Organisation, holder: Document | str
) -> tuple[Person | None, Organisation | None]:
    if isinstance(holder, Document):
        person = person_of_document(actor=actor, kind=holder.kind, number=holder.number, name=holder.name)
        return person, None
    code = "".join(holder.split()).upper()
    other = Organisation.objects.select_related("merged_into").filter(uscc=code).first()
    if other is None:
        raise HolderUnknown()
    current = other.merged_into or other
    if current.pk == organisation.pk:
        raise HolderIsItself()
    return None, current


def _provenance(actor: Actor, organisation: Organisation, terms: Terms) -> Provenance:
    """How it is known. An officer who belongs to the organisation speaks as its manager."""
    if actor.kind is ActorKind.SYSTEM:
        return Provenance.IMPORTED
    if not may_organisation(actor, PartyAction.VERIFY) or standing_in(actor, organisation) is not None:
        return Provenance.DECLARED
    if not terms.source.strip():
        raise EvidenceMissing()
    return Provenance.VERIFIED


def _say(relation: Relation, terms: Terms, provenance: Provenance, actor: Actor) -> None:
    if terms.until is not None and terms.until < terms.since:
        raise DaysReversed()
    relation.valid_from, relation.valid_until = terms.since, terms.until
    if relation.kind == RelationKind.SHAREHOLDER:
        if terms.share is None or not 0 < terms.share <= WHOLE:
            raise ShareInvalid()
        relation.share = terms.share
    relation.post = terms.post.strip() if relation.kind == RelationKind.EMPLOYEE else ""
    relation.source, relation.provenance = terms.source.strip(), provenance
    relation.recorded_at, relation.recorded_by = clock.now(), actor.user_id or ""


def _again(before: Relation, actor: Actor, *, until: dt.date | None = None) -> Relation:
    """The same once more, recorded now; with another end where one is given."""
    return Relation(
        organisation_id=before.organisation_id,
        kind=before.kind,
        person_id=before.person_id,
        holder_id=before.holder_id,
        share=before.share,
        post=before.post,
        valid_from=before.valid_from,
        valid_until=until or before.valid_until,
        provenance=before.provenance,
        source=before.source,
        recorded_at=clock.now(),
        recorded_by=actor.user_id or "",
    )


def _replace(actor: Actor, before: Relation, after: Relation, reason: str) -> None:
    """One row for another, known from the same moment on."""
    after.save(force_insert=True)
    before.corrected_at, before.corrected_by, before.correction = after.recorded_at, after, reason
    before.save(update_fields=["corrected_at", "corrected_by", "correction"])
    audit_write(
        actor=actor,
        verb="parties.relation_correct",
        target=before,
        before=_told(before),
        after={**_told(after), "relation": after.pk, "reason": reason},
    )


def _standing(organisation: Organisation, pk: int) -> Relation:
    """A relation of the organisation that nobody corrected. Raises NotFound, RelationOver."""
    family = Relation.objects.filter(pk=pk, organisation__in=[organisation.pk]) | Relation.objects.filter(
        pk=pk, organisation__merged_into=organisation
    )
    found = family.select_for_update(of=("self",)).first()
    if found is None:
        raise NotFound()
    if found.corrected_at is not None:
        raise RelationOver()
    return found


def _told(relation: Relation) -> dict[str, object]:
    """What the log says of it: people by number, never by name."""
    return {
        "organisation": relation.organisation_id,
        "kind": str(relation.kind),
        "person": relation.person_id,
        "holder": relation.holder_id,
        "share": str(relation.share) if relation.share is not None else None,
        "from": relation.valid_from.isoformat(),
        "until": relation.valid_until.isoformat() if relation.valid_until else None,
        "provenance": str(relation.provenance),
    }


def _asked(terms: Terms) -> dict[str, object]:
    return {
        "since": terms.since.isoformat(),
        "until": terms.until.isoformat() if terms.until else None,
        "share": str(terms.share) if terms.share is not None else None,
        "post": terms.post,
        "source": terms.source,
    }


def _acted(
    actor: Actor,
    organisation: Organisation,
    verb: str,
    request: Mapping[str, object],
    act: Callable[[Organisation], None],
    expected_version: int,
    key: str | None,
) -> Organisation:
    """What a relation becomes makes the organisation another version: of two who relate at once, one comes second."""

    def run(locked: Organisation) -> None:
        act(locked)
        save_versioned(locked, expected_version=expected_version, fields=[])

    return on_organisation(actor, key, verb, organisation, expected_version, request, run)
