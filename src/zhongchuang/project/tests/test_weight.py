"""What a process of the web loads: as many run as there are processors, so what no page needs stays out."""

from __future__ import annotations

import os
import subprocess
import sys

HEAVY = ("duckdb", "pandas", "pyarrow", "pyspark", "scipy", "splink")
CODE = f"""
import sys
import zhongchuang.project.asgi
from django.urls import get_resolver
get_resolver().url_patterns
print(*[one for one in {HEAVY} if one in sys.modules], "lxml" in sys.modules)
"""


def test_no_page_loads_what_only_an_audit_needs() -> None:
    shown = subprocess.run(
        [sys.executable, "-c", CODE], check=True, capture_output=True, text=True, env=dict(os.environ)
    ).stdout
    assert shown.split() == ["True"]
