"""A pack version as a folder that a person can read, edit and bring back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from zhongchuang.policy.packs.loader import version_of

MARK = ".version"
"""Says from which version a folder was written; no part of the packs, so the version of the folder is the same."""


def export_files(files: Mapping[str, str], root: Path) -> str:
    """Write the files under `root`, which must be empty or not there yet; returns their version.

    Raises FileExistsError where something is there, so that nothing old is left among the new.
    """
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise FileExistsError(
            f"{root} 不是空目录，没有写入；请换一个目录。"
            f"{root} is not an empty folder, nothing was written; choose another."
        )
    version = version_of(files)
    for name, content in files.items():
        path = root / name
        if not path.resolve().is_relative_to(root.resolve()):
            raise ValueError(f"{name} 在目录之外 / lies outside the folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="")
    (root / MARK).write_text(version + "\n", encoding="ascii")
    return version


def exported_version(root: Path) -> str | None:
    """The version a folder was written from, None where it does not say."""
    mark = root / MARK
    return mark.read_text(encoding="utf-8").strip() if mark.is_file() else None
