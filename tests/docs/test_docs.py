"""The documentation is true: links lead somewhere, commands exist, files named are there."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from zhongchuang.project.cli import LazyGroup, root

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md"), *(REPOSITORY / "bench").glob("*.md")]
)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"(?:^|[`\s])(?:\.venv/bin/)?zhongchuang ((?:[a-z][a-z-]* ?)+)", re.MULTILINE)
NAMED_FILE = re.compile(r"`((?:src|packs|tests|docs|bench)/[\w./-]+)`")


def page_id(page: Path) -> str:
    return str(page.relative_to(REPOSITORY))


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_links_lead_somewhere(page: Path) -> None:
    targets = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_files_named_are_there(page: Path) -> None:
    named = NAMED_FILE.findall(page.read_text(encoding="utf-8"))
    assert [name for name in named if not (REPOSITORY / name).exists()] == []


def command_names(group: LazyGroup) -> set[str]:
    names: set[str] = set()
    for name in group.list_commands(click.Context(group)):
        names.add(name)
        below = group.commands.get(name)
        if isinstance(below, LazyGroup):
            names |= {f"{name} {sub}" for sub in below.list_commands(click.Context(below))}
    return names


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_commands_named_exist(page: Path) -> None:
    assert isinstance(root, LazyGroup)
    known = command_names(root)
    wrong = []
    for said in COMMAND.findall(page.read_text(encoding="utf-8")):
        words = said.split()
        if words and words[0] not in known:
            wrong.append(said)
        elif len(words) > 1 and any(name.startswith(f"{words[0]} ") for name in known):
            wrong += [] if f"{words[0]} {words[1]}" in known else [said]
    assert wrong == []


def test_the_documentation_was_found() -> None:
    assert len(PAGES) > 15


def test_both_readmes_name_the_same_two_commands() -> None:
    for name in ("README.md", "README.en.md"):
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        assert re.search(r"^make run\b", text, re.MULTILINE)
        assert re.search(r"^make test\b", text, re.MULTILINE)
