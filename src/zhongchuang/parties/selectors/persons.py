"""People: masked for whoever may see that there is somebody, whole for the verb that logs it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from zhongchuang.core.audit.people import open_value, person_secrets
from zhongchuang.core.errors import NotFound
from zhongchuang.parties.decisions import masked_name, masked_number, masked_telephone
from zhongchuang.parties.models import Account, IdentityKind, Person, PersonLook

FORGOTTEN = "（已抹除）"


@dataclass(frozen=True, slots=True)
class OpenedPerson:
    """A person as the document says. Only `person_look` and the person's own copy of their data hand it out."""

    pk: int
    kind: IdentityKind
    name: str
    number: str
    telephone: str


@dataclass(frozen=True, slots=True)
class MaskedPerson:
    """A person as pages show them: 张*, 2101**********1234."""

    pk: int
    kind: IdentityKind
    name: str
    number: str
    telephone: str
    has_account: bool


def _opened(person: Person, secret: bytes | None) -> OpenedPerson:
    def value(name: str) -> str:
        sealed: str = getattr(person, f"{name}_sealed")
        return open_value(secret, sealed, f"person:{person.pk}:{name}") if secret and sealed else ""

    kind = IdentityKind(person.identity_kind)
    return OpenedPerson(person.pk, kind, value("name"), value("number"), value("telephone"))


def opened_person(person: Person) -> OpenedPerson:
    """Everything of a person; empty where they were erased."""
    key = f"person:{person.pk}"
    return _opened(person, person_secrets([key]).get(key))


def masked_people(people: Iterable[Person]) -> dict[int, MaskedPerson]:
    """People as pages show them, by key; one statement, however many."""
    wanted = {person.pk: person for person in people}
    secrets = person_secrets([f"person:{pk}" for pk in wanted]) if wanted else {}
    return {pk: _masked(person, secrets.get(f"person:{pk}")) for pk, person in wanted.items()}


def masked_person(person: Person) -> MaskedPerson:
    """One person as pages show them."""
    return masked_people([person])[person.pk]


def _masked(person: Person, secret: bytes | None) -> MaskedPerson:
    opened = _opened(person, secret)
    return MaskedPerson(
        person.pk,
        opened.kind,
        masked_name(opened.name) or FORGOTTEN,
        masked_number(opened.number) if opened.number else "",
        masked_telephone(opened.telephone) if opened.telephone else "",
        person.account_id is not None,
    )


def person_of(account: Account) -> Person | None:
    """Who an account is, where that was said."""
    return Person.objects.filter(account=account).first()


def person_of_key(account_id: str) -> Person | None:
    """The same by the key of the account."""
    return Person.objects.filter(account_id=account_id).first()


def person_by_key(pk: int) -> Person:
    """A person by key; the caller asks who may see them. Raises NotFound."""
    person: Person | None = Person.objects.filter(pk=pk).first()
    if person is None:
        raise NotFound()
    return person


def looks_at(person: Person) -> QuerySet[PersonLook]:
    """Who looked at the whole number and why, the latest first."""
    return PersonLook.objects.filter(person=person)
