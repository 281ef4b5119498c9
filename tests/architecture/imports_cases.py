"""What exactly is asked for at the addresses of awards of other departments."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.architecture.world import Request, World
from zhongchuang.clearance.importing.template import table
from zhongchuang.clearance.tests.importing import a_row
from zhongchuang.core.idempotency import new_idempotency_key

Cases = Callable[[World, str], Mapping[str, Request]]
NONE = "no-such"


def a_list() -> bytes:
    """A table that is right."""
    return table([a_row(905, place="")])


def a_file(_world: World, _who: str) -> Mapping[str, Request]:
    """That table, handed in."""
    form = {
        "idempotency_key": new_idempotency_key(),
        "source": "虚构市工信局",
        "file": SimpleUploadedFile("清单.csv", a_list()),
    }
    return {"any": Request(form=form)}


def files(world: World, _who: str) -> Mapping[str, Request]:
    """One that waits; none."""
    form = {
        "idempotency_key": new_idempotency_key(),
        "row_version": world.imports.clean.row_version,
        "choice": "whole",
    }
    return {
        "standing": Request({"key": world.imports.clean.key}, form=form),
        "missing": Request({"key": NONE}, form=form),
    }


def of_programs(_world: World, _who: str) -> Mapping[str, Request]:
    """What other software would ask for; nobody of the matrix has a token that may."""
    return {"missing": Request({"import_key": "0" * 32}, json={"version": 1})}


IMPORTS: Mapping[str, Cases] = {
    "clearance:imports": a_file,
    "clearance:import": files,
    "clearance:import_problems": files,
    "clearance:import_take": files,
    "clearance:import_drop": files,
    "api:award_imports_add": lambda _world, _who: {
        "any": Request(json={"source": "虚构市工信局", "rows": [a_row(906)]})
    },
    "api:award_imports_read": of_programs,
    "api:award_imports_take": of_programs,
}
