"""Shared by every room's tests: the mode is test before Django reads its settings."""

from __future__ import annotations

import os

os.environ.setdefault("ZHONGCHUANG_MODE", "test")
os.environ.setdefault("ZHONGCHUANG_VAR", os.path.join(os.path.dirname(__file__), "build", "test-var"))  # noqa: PTH118,PTH120
os.makedirs(os.path.join(os.environ["ZHONGCHUANG_VAR"], "static"), exist_ok=True)  # noqa: PTH103,PTH118
