"""Organisations verified, merged and related; people; delegations."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("parties", "0004_account_safety")]
    operations: ClassVar[list[Operation]] = []
