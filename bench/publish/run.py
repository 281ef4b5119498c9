"""Publishing a document of sixty clauses into the real packs: merged, checked, written, indexed, logged. The bar is 1 s.

Run alone: `python -m bench publish`. One process that has the packs in memory, as the site does; SQLite in a temporary
folder. First the document is new, then it is amended again and again; the slowest of all counts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from tempfile import TemporaryDirectory

from bench.publish import document
from bench.report import Row

AMENDMENTS = 5


def run() -> list[Row]:
    """Measure in a process of its own, print, return the row for the common runner."""
    with TemporaryDirectory() as folder:
        kept = {
            k: v for k, v in os.environ.items() if not k.startswith("ZHONGCHUANG") and k != "DATABASE_URL"
        }
        env = {**kept, "ZHONGCHUANG_VAR": folder, "ZHONGCHUANG_MODE": "test"}
        command = [sys.executable, "-m", "bench.publish.run"]
        child = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if child.returncode:
        raise SystemExit(child.stderr)
    seconds: list[float] = json.loads(child.stdout.splitlines()[-1])
    name = f"publish: a document of {document.CLAUSES} clauses"
    print(f"{name}  {max(seconds):.3f} s  –  –")
    print("  " + "  ".join(f"{one:.3f}" for one in seconds) + "  （先新增，后逐次修改）")
    return [(name, max(seconds), None, None)]


def measure() -> list[float]:
    """Seconds of each publication; the packs are in force and in memory before the clock starts."""
    import django

    django.setup()
    from django.core.management import call_command

    from zhongchuang.core.actors import SYSTEM
    from zhongchuang.policy.models import PackOrigin
    from zhongchuang.policy.packs.loader import default_root, read_files
    from zhongchuang.policy.selectors.rulebook import current_rulebook
    from zhongchuang.policy.services import files_publish, packs_load

    call_command("migrate", verbosity=0, interactive=False)
    based_on = packs_load(actor=SYSTEM, root=default_root())
    assert based_on is not None, "the packs are loaded into an empty database"
    current_rulebook()
    held = read_files(default_root())
    held["places.yaml"] += document.place_line()
    found: list[float] = []
    for version in range(1, AMENDMENTS + 2):
        files = held | document.files(version, percent=50 + version)
        start = time.perf_counter()
        based_on = files_publish(actor=SYSTEM, files=files, origin=PackOrigin.DESK, based_on=based_on)
        found.append(time.perf_counter() - start)
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhongchuang.project.settings")
    print(json.dumps(measure()))
