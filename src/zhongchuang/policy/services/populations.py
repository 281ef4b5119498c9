"""The verbs about populations of the simulation: uploaded, drawn, or what the platform knows itself. They never change."""

from __future__ import annotations

import io
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import polars as pl

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.download import safe_filename
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Wording
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.ids import new_id
from zhongchuang.core.json_values import Json
from zhongchuang.parties.selectors.organisations import registered_organisations
from zhongchuang.policy.access import ScenarioAction, may_scenario, visible_populations
from zhongchuang.policy.errors import NobodyRegistered, PopulationInUse, TableUnusable
from zhongchuang.policy.models import Population, PopulationOrigin, ScenarioRun
from zhongchuang.policy.packs.schema import SubjectKind
from zhongchuang.policy.selectors.rulebook import current_rulebook
from zhongchuang.policy.simulation.errors import TableError
from zhongchuang.policy.simulation.synthetic import SIZES, synthetic_population
from zhongchuang.policy.simulation.tables.sandbox import read_in_sandbox
from zhongchuang.policy.simulation.tables.spec import ID, KIND, PLACE, table_spec

LONGEST_NAME = 120
LARGEST_SEED = 10**9
REGISTERED_KINDS: Mapping[str, SubjectKind] = {
    "enterprise": SubjectKind.ENTERPRISE,
    "space_operator": SubjectKind.SPACE,
    "university": SubjectKind.UNIVERSITY,
    "institute": SubjectKind.INSTITUTE,
    "investor": SubjectKind.INVESTOR,
    "provider": SubjectKind.PROVIDER,
}
"""Which registered organisations are subjects of the rules; banks and departments are not."""


def population_upload(*, actor: Actor, filename: str, data: bytes, key: str | None = None) -> Population:
    """Keep the subjects of an uploaded table; bad values and rows are in its report.

    The content is read in a process of its own, outside any transaction. Raises NotAllowed, NoPacks, TableUnusable.
    """
    _check_may(actor)
    name = safe_filename(filename)
    suffix = "." + name.rpartition(".")[2].lower()
    try:
        read = read_in_sandbox(_plausible(data, suffix), suffix, table_spec(current_rulebook()))
    except TableError as error:
        raise TableUnusable(Wording(error.zh, error.en)) from error
    return _kept(
        actor,
        key,
        "policy.population_upload",
        name=name[:LONGEST_NAME],
        origin=PopulationOrigin.UPLOADED,
        subjects=read.report.kept,
        columns=list(read.report.columns),
        report=read.report.to_json(),
        table=read.parquet,
    )


def population_draw(*, actor: Actor, subjects: int, seed: int, key: str | None = None) -> Population:
    """Draw invented subjects to try with. Raises NotAllowed, NoPacks, InvalidInput for another size or seed."""
    _check_may(actor)
    if subjects not in SIZES or not 0 <= seed <= LARGEST_SEED:
        wording = Wording(
            f"人数请从列出的里面选，种子是 0 至 {LARGEST_SEED} 的整数。",
            f"Choose one of the sizes listed; a seed is a whole number from 0 to {LARGEST_SEED}.",
        )
        raise InvalidInput(wording.zh, wording.en, fields={"seed": wording})
    frame = synthetic_population(current_rulebook(), subjects, seed)
    return _kept(
        actor,
        key,
        "policy.population_draw",
        name=f"合成人群 {subjects:,} 个（种子 {seed}）",
        origin=PopulationOrigin.SYNTHETIC,
        subjects=subjects,
        columns=_facts(frame),
        report={"seed": seed},
        table=_parquet(frame),
    )


def population_register(*, actor: Actor, key: str | None = None) -> Population:
    """Take what the platform knows of registered organisations now. Raises NotAllowed, NobodyRegistered."""
    _check_may(actor)
    rows = [
        (uscc, place, REGISTERED_KINDS[kind].value)
        for uscc, place, kind in registered_organisations()
        if kind in REGISTERED_KINDS
    ]
    if not rows:
        raise NobodyRegistered()
    frame = pl.DataFrame(rows, schema={ID: pl.String, PLACE: pl.String, KIND: pl.String}, orient="row")
    return _kept(
        actor,
        key,
        "policy.population_register",
        name=f"平台登记的单位（{clock.today().isoformat()}）",
        origin=PopulationOrigin.REGISTERED,
        subjects=len(rows),
        columns=[],
        report={},
        table=_parquet(frame),
    )


def population_delete(*, actor: Actor, population: str, key: str | None = None) -> None:
    """Delete a population no run rests on. Raises NotFound, PopulationInUse."""

    def run() -> None:
        found = visible_populations(actor, Population.objects.defer("table")).filter(key=population).first()
        if found is None or not may_scenario(actor, ScenarioAction.DELETE, found.account_id):
            raise NotFound()
        runs = ScenarioRun.objects.filter(population=found).count()
        if runs:
            raise PopulationInUse(runs)
        audit_write(
            actor=actor,
            verb="policy.population_delete",
            target=found,
            before={"origin": found.origin, "subjects": found.subjects, "sha256": found.sha256},
        )
        found.delete()

    idempotent(
        actor=actor,
        key=key,
        verb="policy.population_delete",
        request={"population": population},
        run=run,
        remember=lambda _: None,
        recall=lambda _: None,
    )


def _check_may(actor: Actor) -> None:
    if not may_scenario(actor, ScenarioAction.CREATE) or actor.user_id is None:
        raise NotAllowed()


def _plausible(data: bytes, suffix: str) -> bytes:
    """The content, where it can be what its name says. Raises TableError."""
    if not data:
        raise TableError("文件是空的。", "The file is empty.")
    is_kind = {
        ".xlsx": data.startswith(b"PK\x03\x04"),
        ".parquet": data.startswith(b"PAR1") and data.endswith(b"PAR1"),
        ".csv": not data.startswith((b"PK\x03\x04", b"PAR1", b"%PDF-", b"\xd0\xcf\x11\xe0")),
    }
    if suffix not in is_kind:
        raise TableError(
            "只接受 .xlsx、.csv、.parquet 文件。", "Only .xlsx, .csv and .parquet files can be taken."
        )
    if not is_kind[suffix]:
        raise TableError(
            f"文件内容不是 {suffix}，请另存为这种格式再上传。",
            f"The content is no {suffix}; save the file in that format and upload it again.",
        )
    return data


def _facts(frame: pl.DataFrame) -> list[str]:
    return [name for name in frame.columns if name not in (ID, PLACE, KIND)]


def _parquet(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_parquet(out, compression="zstd")
    return out.getvalue()


def _kept(actor: Actor, key: str | None, verb: str, *, table: bytes, **values: Any) -> Population:
    """Write a population, once per key."""
    digest = sha256(table).hexdigest()

    def run() -> Population:
        population = Population.objects.create(
            **values,
            key=new_id().hex,
            account_id=str(actor.user_id),
            table=table,
            sha256=digest,
            created_at=clock.now(),
        )
        audit_write(
            actor=actor,
            verb=verb,
            target=population,
            after={"subjects": population.subjects, "columns": population.columns, "sha256": digest},
        )
        return population

    def recall(pk: Json) -> Population:
        population: Population = Population.objects.defer("table").get(pk=str(pk))
        return population

    return idempotent(
        actor=actor,
        key=key,
        verb=verb,
        request={"name": values["name"], "sha256": digest},
        run=run,
        remember=lambda population: population.pk,
        recall=recall,
    )
