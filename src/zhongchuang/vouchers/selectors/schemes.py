"""Schemes as they were loaded. A version never changes, so what was read of it is kept by the process."""

from __future__ import annotations

from django.conf import settings

from zhongchuang.vouchers.errors import SchemeUnknown
from zhongchuang.vouchers.models import SchemeVersion
from zhongchuang.vouchers.terms import Scheme

_read: dict[str, Scheme] = {}


def scheme_of(version: SchemeVersion) -> Scheme:
    """The rules of a version."""
    found = _read.get(version.sha256)
    if found is None:
        found = _read[version.sha256] = Scheme.model_validate(version.content)
    return found


def is_demonstration() -> bool:
    """Whether invented figures may be tried out here."""
    return bool(getattr(settings, "DEMONSTRATION", False))


def newest_schemes() -> tuple[SchemeVersion, ...]:
    """The newest version of each scheme, those awaited and those for comparison too; demonstrations only where one runs."""
    found: dict[str, SchemeVersion] = {}
    for version in SchemeVersion.objects.order_by("scheme", "-version"):
        found.setdefault(version.scheme, version)
    shown = (one for one in found.values() if is_demonstration() or not _invented(one))
    return tuple(sorted(shown, key=lambda one: (one.place, one.scheme)))


def schemes_in_force() -> tuple[SchemeVersion, ...]:
    """Those of them under which vouchers may be issued and orders placed."""
    demonstration = is_demonstration()
    return tuple(
        one for one in newest_schemes() if scheme_of(one).why_not(demonstration=demonstration) is None
    )


def newest_scheme(name: str) -> SchemeVersion:
    """The newest version of a scheme, by its id. Raises SchemeUnknown."""
    found = SchemeVersion.objects.filter(scheme=name).order_by("-version").first()
    if found is None:
        raise SchemeUnknown(name)
    return found


def _invented(version: SchemeVersion) -> bool:
    return bool(version.content.get("standing") == "demonstration")
