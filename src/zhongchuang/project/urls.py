"""Every address of the site. Rooms bring their own; the access test walks all of them."""

from allauth.account import urls as allauth
from django.contrib import admin
from django.urls import include, path
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from zhongchuang.core import views as core
from zhongchuang.parties import accounts
from zhongchuang.project import views
from zhongchuang.project.methods import FORM, only

urlpatterns = [
    path("", include("zhongchuang.policy.urls")),
    path("", include("zhongchuang.parties.urls")),
    path("", include("zhongchuang.core.urls")),
    path("audit/", views.audit, name="audit"),
    path("audit/seals.jsonl", views.audit_seals, name="audit_seals"),
    path("audit/leaves/<int:number>", views.audit_leaves, name="audit_leaves"),
    path(
        "accounts/email/", require_http_methods(FORM)(accounts.email_addresses), name="account_email"
    ),  # allauth's, logged
    path("accounts/", include(only(FORM, allauth.urlpatterns))),
    path("language/setlang/", require_POST(set_language), name="set_language"),
    path("admin/", admin.site.urls),
]
handler400 = core.bad_request
handler403 = core.permission_denied
handler404 = core.page_not_found
handler429 = core.too_many_requests  # asked for by allauth's rate limits
handler500 = core.server_error
