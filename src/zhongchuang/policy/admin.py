"""A read-only look for administrators and auditors."""

from __future__ import annotations
