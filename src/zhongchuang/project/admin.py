"""The admin as a look: administrators and auditors may read the tables, nobody writes here.

Every write goes through a verb, so that it is checked and recorded. This site therefore has no sign-in, no password page and
no form of its own, and answers nothing but GET and HEAD. `apps.py` makes it the site the rooms register with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

V = TypeVar("V", bound=Callable[..., HttpResponseBase])
LEFT_OUT = ("login", "logout", "password_change", "password_change_done", "view_on_site", "autocomplete")
LEFT_OUT_OF_A_TABLE = ("_add", "_delete")


NOT_FOR_LOOKING = ("mfa", "socialaccount", "usersessions", "allauth_idp_oidc")
"""Apps whose tables hold what opens accounts; nobody looks there."""


def only_looks(patterns: Iterable[URLResolver | URLPattern]) -> list[URLResolver | URLPattern]:
    """The addresses without those that only matter to somebody who writes or signs in here."""
    kept: list[URLResolver | URLPattern] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            kept.append(path(str(pattern.pattern), include(only_looks(pattern.url_patterns))))
        elif not (pattern.name in LEFT_OUT or str(pattern.name).endswith(LEFT_OUT_OF_A_TABLE)):
            kept.append(pattern)
    return kept


class LookOnlySite(admin.AdminSite):
    """Django's admin without anything that writes."""

    site_header = _("众创台 · 数据查看")
    site_title = _("众创台 · 数据查看")
    index_title = _("只供查看：改动请在业务页面办理，每次改动都有记录")
    site_url = "/"
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """As Django has it, without the tables nobody looks into."""
        models: list[Any] = (
            [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        )
        kept = [model for model in models if model._meta.app_label not in NOT_FOR_LOOKING]
        super().register(kept, admin_class, **options)

    def admin_view(self, view: V, cacheable: bool = False) -> V:
        """Every page of the admin: for reading only, and only for those who may look (`Account.is_staff`)."""

        def look(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not self.has_permission(request):
                return self.login(request)
            return view(request, *args, **kwargs)

        return cast(V, require_safe(look if cacheable else never_cache(look)))

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Without a single page that writes."""
        return only_looks(super().get_urls())

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """A visitor signs in where everybody does; somebody signed in may not look, and is told so."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path(), "account_login")
