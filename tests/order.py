"""Which files the suite begins with: long ones first, so that no process is left alone with one at the end.

Processes take whole files (`--dist loadfile`). By itself xdist hands out those with the most tests first; but what takes
longest are files of few tests that start programs, kill workers or walk the whole site. The figures are rough, and nothing
but the order hangs on them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pytest

SECONDS: Mapping[str, float] = {
    "tests/architecture/test_access_matrix.py": 400,
    "tests/architecture/test_forms.py": 130,
    "src/zhongchuang/messages/tests/test_worker_killed.py": 80,
    "src/zhongchuang/project/tests/test_serve.py": 80,
    "tests/architecture/test_pages.py": 70,
    "src/zhongchuang/project/tests/api/test_contract.py": 60,
    "tests/architecture/test_statements.py": 60,
    "src/zhongchuang/project/tests/test_setup.py": 50,
    "tests/concurrency/test_chaos.py": 50,
    "src/zhongchuang/core/tests/test_jobs.py": 40,
    "tests/whole/test_every_programme.py": 40,
    "tests/packs/test_real_population.py": 30,
    "src/zhongchuang/project/tests/test_environment.py": 30,
    "src/zhongchuang/project/tests/test_cli.py": 20,
    "src/zhongchuang/project/tests/test_messages.py": 20,
    "src/zhongchuang/project/tests/test_demonstration.py": 20,
}
"""Seconds of a whole file, where it is not the number of its tests that tells."""
EACH = 0.08
"""Seconds of a test of any other file."""


def long_files_first(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """The tests in the order of their files' lengths; within a file as they stand."""
    tests = Counter(_file(item) for item in items)
    lengths = {file: SECONDS.get(file, EACH * number) for file, number in tests.items()}
    return sorted(items, key=lambda item: (-lengths[_file(item)], _file(item)))


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]
