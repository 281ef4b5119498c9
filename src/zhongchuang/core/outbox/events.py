"""Events as typed values, and their form in the outbox."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import types
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar, TypeVar, Union
from uuid import UUID

from zhongchuang.core.errors import Unavailable
from zhongchuang.core.json_values import Json, plain_json

_NAME = re.compile(r"[a-z_]+\.[a-z_]+")
_known: dict[tuple[str, int], type[Event]] = {}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened. A subclass is a frozen dataclass decorated with :func:`event`.

    Fields are text, whole numbers, yes/no, dates, moments, UUIDs, decimals, enums, None, and tuples of
    these: keys and facts, never rows, and nothing personal.
    """

    name: ClassVar[str]
    version: ClassVar[int]


class EventUnknown(Unavailable):
    """An event in the outbox has a name and version that no running code knows: an older or newer release
    wrote it."""

    default_code = "core.event_unknown"


E = TypeVar("E", bound=Event)


def event(name: str, *, version: int = 1) -> Callable[[type[E]], type[E]]:
    """Give an event class its name (`room.what_happened`) and version, and make it known.

    A field may be added with a default; any other change is a new version beside the old one, for as long
    as old events may be waiting. Raises ValueError for a malformed or taken name, TypeError for a field
    that cannot travel.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"事件名 {name!r} 应为“房间.发生了什么” / an event is named room.what_happened")

    def decorate(cls: type[E]) -> type[E]:
        taken = _known.get((name, version))
        if taken is not None and taken.__qualname__ != cls.__qualname__:
            raise ValueError(f"事件 {name} 第 {version} 版已由 {taken} 使用 / is already used by {taken}")
        cls.name, cls.version = name, version
        _known[name, version] = cls
        return cls

    return decorate


def event_class(name: str, version: int) -> type[Event]:
    """The class of an event in the outbox. Raises EventUnknown."""
    cls = _known.get((name, version))
    if cls is None:
        raise EventUnknown(
            f"没有程序认识事件 {name} 第 {version} 版。",
            f"No code knows the event {name} version {version}.",
            next_zh="请部署认识它的版本，投递会自动继续。",
            next_en="Deploy a release that knows it; delivery goes on by itself.",
        )
    return cls


def to_payload(happened: Event) -> dict[str, Json]:
    """The fields of an event as JSON."""
    return {field.name: plain_json(getattr(happened, field.name)) for field in dataclasses.fields(happened)}


def from_payload(cls: type[E], payload: Mapping[str, Any]) -> E:
    """The event back from JSON. Raises TypeError or ValueError where the payload does not fit the class."""
    hints = typing.get_type_hints(cls)
    return cls(**{name: _typed(hints[name], value) for name, value in payload.items()})


def _typed(hint: Any, value: Any) -> Any:
    """A JSON value as the type its field declares."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        (inner,) = (argument for argument in arguments if argument is not type(None))
        return _typed(inner, value)
    if origin is tuple:
        return tuple(_typed(arguments[0], item) for item in value)
    if hint in (dt.datetime, dt.date, dt.time):
        return hint.fromisoformat(value)
    if hint in (UUID, Decimal) or (isinstance(hint, type) and issubclass(hint, Enum)):
        return hint(value)
    if hint in (str, int, bool) and type(value) is hint:
        return value
    raise TypeError(f"事件字段类型 {hint} 与值 {value!r} 不符 / the value does not fit the field's type")
