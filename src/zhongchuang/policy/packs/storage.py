"""A rule book as JSON, for keeping a version for ever and replaying it.

What is kept is the files themselves, in canonical order: they are what the version is the hash of, what a
person can read, and what the loader can check again. Reading back verifies the hash, so a changed byte in
a database is found.
"""

from __future__ import annotations

from typing import Any, TypeGuard

from zhongchuang.policy.packs.errors import PackError, Problem
from zhongchuang.policy.packs.loader import rulebook_of, version_of
from zhongchuang.policy.packs.schema import RuleBook

FORMAT = 1


def rulebook_to_json(book: RuleBook) -> dict[str, Any]:
    """The rule book as a JSON value: `{"format", "version", "files": {path: content}}`, files sorted by
    path.
    """
    return {"format": FORMAT, "version": book.version, "files": dict(sorted(book.files.items()))}


def rulebook_from_json(data: dict[str, Any]) -> RuleBook:
    """The rule book kept in `data`; the same version gives an equal one.

    Raises `PackError` where the value is not what `rulebook_to_json` wrote, where the files no longer
    have the version's hash, or where this release can no longer read them.
    """
    version, files = data.get("version"), data.get("files")
    if data.get("format") != FORMAT or not isinstance(version, str) or not _is_files(files):
        raise _refusal("不是本系统保存的政策包版本。", "This is not a pack version kept by this system.")
    if version_of(files) != version:
        raise _refusal(
            f"保存的政策包与版本号 {version[:12]} 不符，内容被改动过，请从备份恢复。",
            f"The kept packs do not have the hash {version[:12]}; they were changed. "
            "Restore them from a backup.",
        )
    return rulebook_of(files)


def _is_files(files: object) -> TypeGuard[dict[str, str]]:
    return isinstance(files, dict) and all(
        isinstance(k, str) and isinstance(v, str) for k, v in files.items()
    )


def _refusal(zh: str, en: str) -> PackError:
    return PackError([Problem("", 0, zh, en)])
