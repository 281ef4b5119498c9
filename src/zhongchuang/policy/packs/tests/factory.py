"""The synthetic packs of the tests (a made-up province, 990000), and ways to break them on purpose."""

from __future__ import annotations

from pathlib import Path

from zhongchuang.policy.packs.errors import PackError, Problem
from zhongchuang.policy.packs.loader import read_files, rulebook_of
from zhongchuang.policy.packs.schema import RuleBook

SAMPLE_ROOT = Path(__file__).parent / "sample"


def sample_files() -> dict[str, str]:
    """The files of the synthetic packs."""
    return read_files(SAMPLE_ROOT)


def changed(*changes: tuple[str, str, str]) -> dict[str, str]:
    """The files with words replaced: (path, old, new). Old words must be there, or the test tests nothing."""
    files = sample_files()
    for path, old, new in changes:
        assert old in files[path], f"{path} no longer holds {old!r}"
        files[path] = files[path].replace(old, new)
    return files


def added(path: str, text: str) -> dict[str, str]:
    """The files with text at the end of one of them."""
    files = sample_files()
    return files | {path: files.get(path, "") + text}


def sample_book() -> RuleBook:
    """The synthetic rule book."""
    return rulebook_of(sample_files())


def problems_of(files: dict[str, str]) -> tuple[Problem, ...]:
    """What loading refuses; empty where it loads."""
    try:
        rulebook_of(files)
    except PackError as error:
        return error.problems
    return ()
