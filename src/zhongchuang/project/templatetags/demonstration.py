"""`{% load demonstration %}`: what the sign-in page of a demonstration says."""

from __future__ import annotations

from django import template

from zhongchuang.project.demonstration import SignIn, sign_in_list

register = template.Library()


@register.simple_tag
def demonstration_accounts() -> list[SignIn]:
    """The accounts to sign in with; none outside demonstration mode."""
    return sign_in_list()
