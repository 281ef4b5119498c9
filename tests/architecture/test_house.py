"""The house holds: floors, file names, file sizes, foreign keys that point down, nothing from outside the repository."""

from __future__ import annotations

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCE = REPOSITORY / "src" / "zhongchuang"
FLOORS = [
    "expressions",
    "core",
    "zhongchuang_messages",
    "files",
    "parties",
    "policy",
    "ledger",
    "clearance",
    "vouchers",
    "cases",
    "project",
]
ROOM_FILES = {
    *(
        "__init__",
        "models",
        "decisions",
        "services",
        "selectors",
        "access",
        "events",
        "errors",
        "forms",
        "views",
        "urls",
    ),
    *("api", "cli", "jobs", "admin", "apps"),
}
ROOMS = ["messages", "files", "parties", "policy", "ledger", "clearance", "cases", "vouchers"]
# A file that passed 400 lines became a folder of the same name; policy's engines are folders named in the design.
POLICY_ENGINES = {"documents", "packs", "matching", "drafting", "simulation", "taxcheck"}
EXTRA_FILES: dict[str, set[str]] = {
    "messages": set(),
    "parties": {"accounts", "spaces"},
    "policy": {"templatetags"},
    "files": set(),
    "ledger": {"database", "banking", "gate"},
    "clearance": {"invoices", "rules", "linking", "auditing", "disclosing", "importing"},
    "cases": {"flow", "programmes", "reviewing", "deciding", "backfilling", "templatetags"},
    "vouchers": {"flow", "terms", "wallet", "postings", "token", "settling"},
}
"""accounts: the seam where allauth asks for classes of the room's own. Pure folders of decisions: spaces; banking (files of
the bank); flow, programmes, reviewing, deciding, backfilling; invoices, rules
(clearance); flow, terms, wallet, postings, token (vouchers). database: how a step of the ledger is one act of each database;
gate: what is asked before money leaves.
"""


@cache
def tracked() -> tuple[str, ...]:
    """Files of the repository, tracked or about to be."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(name for name in listing.stdout.splitlines() if (REPOSITORY / name).is_file())


def python_files() -> list[Path]:
    return [
        REPOSITORY / name
        for name in tracked()
        if name.startswith("src/") and name.endswith(".py") and "/migrations/" not in name
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_the_same_file_names(room: str) -> None:
    folder = SOURCE / room
    names = {
        p.stem if p.suffix == ".py" else p.name
        for p in folder.iterdir()
        if not p.name.startswith("__pycache__")
    }
    expected = ROOM_FILES | {"templates", "static", "tests", "migrations"} | EXTRA_FILES[room]
    if room == "policy":
        expected |= POLICY_ENGINES
    assert names - expected == set(), f"{room} 里有别的房间没有的文件名"


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = {
        str(path.relative_to(REPOSITORY)): lines
        for path in python_files()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def floor(label: str) -> int | None:
    return FLOORS.index(label) if label in FLOORS else None


def test_foreign_keys_point_down_and_are_not_seen_from_below() -> None:
    ours = [
        model
        for model in apps.get_models(include_auto_created=True)
        if floor(model._meta.app_label) is not None
    ]
    assert ours
    for model in ours:
        for field in model._meta.get_fields():
            if not isinstance(field, ForeignKey):
                continue
            here, there = model._meta.app_label, field.related_model._meta.app_label
            if here == there or floor(there) is None:
                continue
            assert FLOORS.index(there) < FLOORS.index(here), f"{model.__name__}.{field.name} 指向上层 {there}"
            assert field.remote_field.related_name == "+", (
                f"{model.__name__}.{field.name} 应写 related_name='+'"
            )


def imports(path: Path) -> list[tuple[str, bool]]:
    """Modules a file imports and whether that is for typing only."""
    found: list[tuple[str, bool]] = []

    def walk(node: ast.AST, for_typing: bool) -> None:
        for child in ast.iter_child_nodes(node):
            typing_only = for_typing or (
                isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)
            )
            if isinstance(child, ast.ImportFrom) and child.module:
                found.append((child.module, for_typing))
                found.extend((f"{child.module}.{name.name}", for_typing) for name in child.names)
            elif isinstance(child, ast.Import):
                found.extend((name.name, for_typing) for name in child.names)
            walk(child, typing_only)

    walk(ast.parse(path.read_text(encoding="utf-8")), False)
    return found


def test_rooms_use_only_the_public_files_of_other_rooms() -> None:
    private = re.compile(
        r"^zhongchuang\.(messages|files|parties|policy|ledger|clearance|cases|vouchers)\.(models|views|forms|urls|admin)\b"
    )
    wrong = []
    for path in python_files():
        room = path.relative_to(SOURCE).parts[0]
        if room == "project" or "tests" in path.parts:
            continue
        for module, for_typing in imports(path):
            match = private.match(module)
            if match and match[1] != room and not for_typing:
                wrong.append(f"{path.relative_to(REPOSITORY)}: {module}")
    assert wrong == []


def test_only_the_clock_asks_the_machine_for_the_time() -> None:
    asks = re.compile(r"\b(datetime\.now|date\.today|time\.time|timezone\.now|utcnow|localdate|localtime)\(")
    wrong = [
        str(path.relative_to(REPOSITORY))
        for path in python_files()
        if path != SOURCE / "core" / "clock.py" and asks.search(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_nothing_reads_what_is_not_in_the_repository() -> None:
    foreign = re.compile(r"\.\./" + r"shared|/wo" + r"rk/")
    text_suffixes = {".py", ".md", ".yaml", ".toml", ".html", ".js", ".css", ".json", ".sh", ""}
    wrong = [
        name
        for name in tracked()
        if Path(name).suffix in text_suffixes
        and foreign.search((REPOSITORY / name).read_text(encoding="utf-8", errors="replace"))
    ]
    assert wrong == []


def test_lock_files_name_no_host_but_the_public_registries() -> None:
    allowed = {"https://pypi.org", "https://files.pythonhosted.org", "https://registry.npmjs.org"}
    metadata = re.compile(r'"url": ')  # npm notes where to fund a package; nothing is fetched from there
    for name in ("uv.lock", "package-lock.json"):
        lines = [
            line
            for line in (REPOSITORY / name).read_text(encoding="utf-8").splitlines()
            if not metadata.search(line)
        ]
        assert set(re.findall(r"https?://[^/\"]+", "\n".join(lines))) <= allowed, name


def test_no_third_party_code_is_committed() -> None:
    forbidden = re.compile(r"\.min\.(js|css)$|(^|/)node_modules/|/vendor/|\.(otf|ttf|woff2?|whl|so|jar)$")
    assert [name for name in tracked() if forbidden.search(name)] == []


def test_there_are_no_signals() -> None:
    wrong = [
        str(p.relative_to(REPOSITORY))
        for p in python_files()
        if re.search(r"django\.dispatch|models\.signals|post_save|pre_save", p.read_text(encoding="utf-8"))
    ]
    assert wrong == []
