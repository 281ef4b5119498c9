"""People known by a document: registered, found again, looked at with a reason, forgotten."""

from __future__ import annotations

import hmac
import unicodedata
from contextlib import suppress
from hashlib import sha256

from django.db import IntegrityError, transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.audit import audit_write, person_erase
from zhongchuang.core.audit.people import person_secret, seal_value
from zhongchuang.core.errors import NotAllowed, NotFound, Refused
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.parties.access import PartyAction, PersonAction, may_account, may_person
from zhongchuang.parties.decisions import identity_checked
from zhongchuang.parties.errors import IdentityElsewhere, IdentityKept, LookWithoutReason
from zhongchuang.parties.models import Account, IdentityKind, Person, PersonLook, Relation
from zhongchuang.parties.selectors.persons import OpenedPerson, opened_person
from zhongchuang.parties.services.once import once

INDEX_KEY = "index:parties.person"
"""Under which name core keeps the key of the blind index. It is random, wrapped like people's keys and wrapped anew with
them, and never changes itself: an index made years ago is found today."""
SHORTEST_REASON = 4


def identity_key(person_id: object) -> str:
    """Under which key a person's name, number and telephone are sealed, in the rows and in the log."""
    return f"person:{person_id}"


def blind_index(kind: IdentityKind, number: str) -> str:
    """What is kept of a number to find it again: nobody computes it without the key."""
    key = person_secret(INDEX_KEY)
    if key is None:
        raise NotFound("证件号码的索引密钥已被销毁。", "The key of the index was destroyed.")
    return hmac.new(key, f"{kind.value}:{number}".encode(), sha256).hexdigest()


@transaction.atomic
def person_of_document(*, actor: Actor, kind: IdentityKind, number: str, name: str) -> Person:
    """The person of a document, registered at need; one document is one person. The caller's verb has asked who may.

    Raises IdentityInvalid, IdentityElsewhere where the document is known under another name.
    """
    written = identity_checked(kind, number)
    index = blind_index(kind, written)
    found: Person | None = Person.objects.filter(blind_index=index).first()
    if found is None:
        made = _registered(actor, kind, index, written, name)
        if made is not None:
            return made
        found = Person.objects.get(blind_index=index)  # another request registered it in between
    if not same_name(opened_person(found).name, name):
        raise IdentityElsewhere()
    return found


def same_name(one: str, other: str) -> bool:
    """Whether two people wrote down the same name, whatever the spaces, widths and capitals."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFKC", name)
    return "".join(letter for letter in text if not letter.isspace() and letter not in "·•・.").casefold()


def _registered(actor: Actor, kind: IdentityKind, index: str, number: str, name: str) -> Person | None:
    """The new row; None where the document was registered in between."""
    person = Person(
        identity_kind=kind, blind_index=index, created_by=actor.user_id or "", created_at=clock.now()
    )
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        return None
    _seal(person, name=name.strip(), number=number)
    person.save(update_fields=["name_sealed", "number_sealed"])
    audit_write(
        actor=actor,
        verb="parties.person_register",
        target=person,
        after={"identity_kind": kind.value},
        personal={identity_key(person.pk): {"name": name.strip(), "number": number}},
    )
    return person


def _seal(person: Person, **values: str) -> None:
    """Seal values under the person's key, each bound to its row and column. Raises IdentityElsewhere for who was erased."""
    secret = person_secret(identity_key(person.pk))
    if secret is None:
        raise IdentityElsewhere()
    for name, value in values.items():
        sealed = seal_value(secret, value, f"{identity_key(person.pk)}:{name}") if value else ""
        setattr(person, f"{name}_sealed", sealed)


def identity_register(
    *,
    actor: Actor,
    account: Account,
    kind: IdentityKind,
    number: str,
    name: str,
    telephone: str,
    expected_version: int,
    key: str | None = None,
) -> Account:
    """Say who one is: the account is this person from now on. A person somebody declared before is the same one.

    Raises NotAllowed, IdentityInvalid, IdentityKept, IdentityElsewhere, StaleVersion.
    """
    if not may_account(actor, PartyAction.EDIT, account):
        raise NotAllowed()

    def run() -> Account:
        locked = lock_row(Account.objects.all(), account.pk, expected_version=expected_version)
        if Person.objects.filter(account=locked).exists():
            raise IdentityKept()
        person = person_of_document(actor=actor, kind=kind, number=number, name=name)
        person = lock_row(Person.objects.all(), person.pk)
        if person.account_id is not None:
            raise IdentityElsewhere()
        person.account = locked
        _seal(person, telephone=telephone.strip())
        save_versioned(person, expected_version=person.row_version, fields=["account", "telephone_sealed"])
        save_versioned(locked, expected_version=expected_version, fields=[])
        audit_write(
            actor=actor, verb="parties.identity_register", target=person, after={"account": locked.pk}
        )
        return locked

    # the number is hashed before it is remembered: only its digest goes into the request
    request = {"identity": sha256(f"{kind}:{number}:{name}:{telephone}".encode()).hexdigest()}
    return once(
        actor, key, "parties.identity_register", account, {**request, "row_version": expected_version}, run
    )


def telephone_set(
    *, actor: Actor, person: Person, telephone: str, expected_version: int, key: str | None = None
) -> Person:
    """Change one's own telephone number. Raises NotAllowed, StaleVersion."""
    if not may_person(actor, PersonAction.EDIT, person):
        raise NotAllowed()
    wanted = telephone.strip()

    def run() -> Person:
        locked: Person = lock_row(Person.objects.all(), person.pk, expected_version=expected_version)
        _seal(locked, telephone=wanted)
        save_versioned(locked, expected_version=expected_version, fields=["telephone_sealed"])
        audit_write(
            actor=actor,
            verb="parties.telephone_set",
            target=locked,
            personal={identity_key(locked.pk): {"telephone": wanted}},
        )
        return locked

    return idempotent(
        actor=actor,
        key=key,
        verb="parties.telephone_set",
        request={
            "person": person.pk,
            "telephone": sha256(wanted.encode()).hexdigest(),
            "row_version": expected_version,
        },
        run=run,
        remember=lambda done: done.pk,
        recall=_recalled,
    )


def _recalled(pk: Json) -> Person:
    found: Person = Person.objects.get(pk=str(pk))
    return found


def person_look(*, actor: Actor, person: Person, reason: str, key: str | None = None) -> OpenedPerson:
    """The whole name, number and telephone. Every look is kept with its reason; the person sees it among their data.

    Raises NotAllowed, LookWithoutReason.
    """
    if not may_person(actor, PersonAction.LOOK, person):
        raise NotAllowed()
    own = actor.user_id is not None and actor.user_id == str(person.account_id)
    told = "本人查看" if own else reason.strip()
    if len(told) < SHORTEST_REASON:
        raise LookWithoutReason()

    def run() -> OpenedPerson:
        PersonLook.objects.create(
            person=person, looked_by=actor.user_id or "", looked_at=clock.now(), reason=told
        )
        audit_write(actor=actor, verb="parties.person_look", target=person, after={"reason": told})
        return opened_person(person)

    return idempotent(
        actor=actor,
        key=key,
        verb="parties.person_look",
        request={"person": person.pk, "reason": told},
        run=run,
        remember=lambda _opened: None,  # what was shown is not remembered: it is opened again
        recall=lambda _nothing: opened_person(person),
    )


def identity_forget(*, actor: Actor, account: Account) -> int:
    """The account is nobody known any more. Who stands behind an organisation stays in its record, without the account;
    of anybody else the key is destroyed, and with it name, number and telephone, here and in the log.

    Raises NotAllowed for people.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    person = Person.objects.select_for_update().filter(account=account).first()
    if person is None:
        return 0
    person.account, person.telephone_sealed = None, ""
    person.looks.update(reason="")
    if not Relation.objects.filter(person=person).exists():
        person.name_sealed = person.number_sealed = ""
        person.blind_index, person.erased_at = None, clock.now()
        with suppress(NotFound, Refused):
            person_erase(actor=actor, person_id=identity_key(person.pk), reason="账户注销")
    person.row_version += 1
    person.save()
    return 1
