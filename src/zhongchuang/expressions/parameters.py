"""The numbers and lists a rule takes from its measure: ``p.share``, ``p.cap``, ``p.negative_list``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from .errors import ParameterError
from .kinds import Kind, Raw, Type, Value, encode
from .vocabulary import check_name, raw_bounds

ParameterValue = Value | Sequence[Value]
"""A public parameter value: one value, or several for a parameter declared ``many``."""


@dataclass(frozen=True, slots=True)
class ParameterType:
    """The type of a parameter; ``many`` for a list of such values.

    ``minimum`` and ``maximum`` (public values, money in 分) bound what later versions of the parameter may
    be, so that a rule's widths can be checked before any value is known.
    """

    type: Type
    many: bool = False
    minimum: Value | None = None
    maximum: Value | None = None
    low: Raw | None = field(init=False, repr=False, compare=False)
    high: Raw | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        low, high = raw_bounds(self.type, self.minimum, self.maximum)
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)


class Parameters:
    """Parameter values as they stand on one date, checked against their types.

    Which value holds on which date is the caller's business; a rule only ever sees resolved values.
    """

    __slots__ = ("raw", "types")

    def __init__(self, types: Mapping[str, ParameterType], values: Mapping[str, ParameterValue]) -> None:
        """Raises ``ParameterError`` for a value without a type, or one that is not of its type or bounds."""
        raw: dict[str, Raw | tuple[Raw, ...]] = {}
        for name, value in values.items():
            declared = types.get(name)
            if declared is None:
                raise ParameterError(
                    f"参数“{name}”有值而无类型；请先声明它的类型。",
                    f"The parameter “{name}” has a value but no type; declare its type first.",
                    parameter=name,
                )
            check_name(name, "参数", "parameter")
            raw[name] = _read(name, declared, value)
        self.types = MappingProxyType(dict(types))
        self.raw = raw


NO_PARAMETERS = Parameters({}, {})
"""For rules that name no parameter."""


def _read(name: str, declared: ParameterType, value: object) -> Raw | tuple[Raw, ...]:
    if not declared.many:
        return _read_one(name, declared, value)
    if isinstance(value, str) or not isinstance(value, tuple | list):
        raise ParameterError(
            f"参数“{name}”应是一组值，得到{value!r}；请写成列表。",
            f"The parameter “{name}” should be a list, not {value!r}; write it as one.",
            parameter=name,
        )
    return tuple(dict.fromkeys(_read_one(name, declared, item) for item in value))


def _read_one(name: str, declared: ParameterType, value: object) -> Raw:
    raw = encode(declared.type, value)
    if raw is None:
        hint_zh = "（金额以分为单位的整数）" if declared.type.kind is Kind.MONEY else ""
        hint_en = " (money as an integer in 分)" if declared.type.kind is Kind.MONEY else ""
        raise ParameterError(
            f"参数“{name}”的值{value!r}不是{declared.type.zh}{hint_zh}；请改正该值或它的类型。",
            f"The parameter “{name}” = {value!r} is no {declared.type.en}{hint_en}; correct it or its type.",
            parameter=name,
        )
    if declared.low is not None and not declared.low <= raw <= declared.high:  # type: ignore[operator]  # same type
        raise ParameterError(
            f"参数“{name}”的值{value}超出所声明的上下限；请核对单位，或放宽声明。",
            f"The parameter “{name}” = {value} lies outside its bounds; check the unit or widen them.",
            parameter=name,
        )
    return raw
