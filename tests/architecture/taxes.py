"""The self-checks of taxes name the nation's own measures. The sample packs have none, so for these pages alone the rules are
the real ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from unittest.mock import patch

from zhongchuang.policy.packs.loader import default_root, read_files, rulebook_of
from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.selectors import current_rulebook


@cache
def nation() -> RuleBook:
    """The nation's pack without its examples, which speak of other places."""
    files = read_files(default_root())
    return rulebook_of(
        {
            name: text
            for name, text in files.items()
            if "/" not in name or (name.startswith("national/") and "/examples/" not in name)
        }
    )


@contextmanager
def tax_rules() -> Iterator[None]:
    """The pages of the self-checks ask for the rule book in force, and get the nation's."""

    def found() -> RuleBook:
        current_rulebook()  # the statement that it costs counts here too
        return nation()

    with patch("zhongchuang.policy.views.taxcheck.current_rulebook", found):
        yield
