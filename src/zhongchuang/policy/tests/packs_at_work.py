"""What the tests of publishing are built from: the synthetic packs in folders, and changes an officer would make."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from zhongchuang.core.actors import SYSTEM, PersonActor
from zhongchuang.parties.access import Role
from zhongchuang.policy.models import PackOrigin, PackVersion
from zhongchuang.policy.packs.tests.factory import SAMPLE_ROOT, sample_files
from zhongchuang.policy.services import files_publish, packs_load

REVIEWER = PersonActor(user_id="3", roles=frozenset({Role.REVIEWER}))
MEASURES = "province/measures.yaml"
TEXT = "province/documents/shi-2020-1.txt"
ENTRY = "province/documents/shi-2020-1.yaml"
Files = Mapping[str, str]


def edited(files: Files, *changes: tuple[str, str, str]) -> dict[str, str]:
    """The files with words replaced: (path, old, new). Old words must be there, or the test tests nothing."""
    result = dict(files)
    for path, old, new in changes:
        assert old in result[path], f"{path} does not hold {old!r}"
        result[path] = result[path].replace(old, new, 1)
    return result


def retitled(files: Files, measure: str, title: str, number: int = 2) -> dict[str, str]:
    """The files with another title of a measure of the province, under another number."""
    head = f"- id: {measure}\n"
    before, found, after = files[MEASURES].partition(head)
    assert found, f"no measure {measure}"
    start = after.index("title: {zh: ") + len("title: {zh: ")
    after = after[:start] + title + after[after.index(",", start) :]
    return {**files, MEASURES: f"{before}{head}  version: {number}\n{after}"}


def repealed(files: Files, number: int = 2) -> dict[str, str]:
    """The files with the province's document repealed."""
    return edited(files, (ENTRY, "state: valid", f"state: repealed\nversion: {number}"))


def folder(path: Path, files: Files) -> Path:
    """The files as a folder, nothing else in it."""
    for old in [p for p in path.rglob("*") if p.is_file()]:
        old.unlink()
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(content, encoding="utf-8", newline="")
    return path


def loaded_sample() -> str:
    """The synthetic packs, loaded from their folder."""
    version = packs_load(actor=SYSTEM, root=SAMPLE_ROOT)
    assert version is not None
    return version


def published(files: Files, based_on: str | None = None) -> str:
    """Published by a reviewer at the desk, on what is in force where nothing else is said."""
    return files_publish(
        actor=REVIEWER, files=files, origin=PackOrigin.DESK, based_on=based_on or in_force().version
    )


def in_force() -> PackVersion:
    """The version in force."""
    return PackVersion.objects.get(is_current=True)


def files_in_force() -> dict[str, str]:
    """Its files."""
    files: dict[str, str] = in_force().content["files"]
    return files


__all__ = ["SAMPLE_ROOT", "sample_files"]
