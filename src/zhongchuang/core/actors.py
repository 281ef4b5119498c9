"""Who acts. Every verb takes `actor` by keyword and passes it on to the audit log and to the events it emits.

This floor knows only what the log needs; what a role means is the business of the rooms above, whose role
enums (`StrEnum`) travel here as opaque members. Any class with these attributes is an actor.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class ActorKind(StrEnum):
    """What sort of somebody acts."""

    PERSON = "person"
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


class Actor(Protocol):
    """Whoever does something: a signed-in person, the platform itself, or a visitor without an account."""

    @property
    def kind(self) -> ActorKind:
        """What sort of somebody this is."""
        ...

    @property
    def user_id(self) -> str | None:
        """Key of the account, None for the system and for visitors."""
        ...

    @property
    def roles(self) -> AbstractSet[StrEnum]:
        """The roles held, members of an enum of the room that knows roles."""
        ...

    @property
    def organisation_id(self) -> str | None:
        """Key of the organisation on whose behalf the person acts, if any."""
        ...

    @property
    def name(self) -> str:
        """A name for logs that tells nothing personal: the job of a system actor, else the kind."""
        ...


@dataclass(frozen=True, kw_only=True)
class PersonActor:
    """A signed-in person, possibly on behalf of an organisation."""

    user_id: str
    roles: frozenset[StrEnum] = field(default_factory=frozenset)
    organisation_id: str | None = None

    @property
    def kind(self) -> ActorKind:
        return ActorKind.PERSON

    @property
    def name(self) -> str:
        return self.kind.value


@dataclass(frozen=True)
class SystemActor:
    """The platform itself; `name` is the job that acts (`audit.seal`, `packs.load`)."""

    name: str = "system"

    @property
    def kind(self) -> ActorKind:
        return ActorKind.SYSTEM

    @property
    def user_id(self) -> str | None:
        return None

    @property
    def roles(self) -> frozenset[StrEnum]:
        return frozenset()

    @property
    def organisation_id(self) -> str | None:
        return None


@dataclass(frozen=True)
class AnonymousActor:
    """A visitor without an account."""

    name: str = "anonymous"

    @property
    def kind(self) -> ActorKind:
        return ActorKind.ANONYMOUS

    @property
    def user_id(self) -> str | None:
        return None

    @property
    def roles(self) -> frozenset[StrEnum]:
        return frozenset()

    @property
    def organisation_id(self) -> str | None:
        return None


SYSTEM = SystemActor()
ANONYMOUS = AnonymousActor()
