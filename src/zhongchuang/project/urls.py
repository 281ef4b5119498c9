"""Every address of the site. Rooms bring their own; the access test walks all of them."""

from django.contrib import admin
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from zhongchuang.core import views as core
from zhongchuang.parties.accounts import urls as accounts
from zhongchuang.project import views
from zhongchuang.project.api import views as api_pages
from zhongchuang.project.api.root import api

urlpatterns = [
    path("", include("zhongchuang.policy.urls")),
    path("", include("zhongchuang.cases.urls")),
    path("", include("zhongchuang.vouchers.urls")),
    path("", include("zhongchuang.clearance.urls")),
    path("", include("zhongchuang.ledger.urls")),
    path("", include("zhongchuang.parties.urls")),
    path("", include("zhongchuang.core.urls")),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("audit/", views.audit, name="audit"),
    path("audit/seals.jsonl", views.audit_seals, name="audit_seals"),
    path("audit/leaves/<int:number>", views.audit_leaves, name="audit_leaves"),
    path("accounts/", include(accounts.urlpatterns)),
    # Without a token: it sets a cookie of two values, and a token would make every public page one visitor's own.
    path("language/setlang/", require_POST(csrf_exempt(set_language)), name="set_language"),
    path("api/v1/", api.urls),
    path("api/openapi.json", api_pages.openapi, name="openapi"),
    path("api/docs/", api_pages.reference, name="api_reference"),
    path("api/docs/try/<slug:name>", api_pages.try_it, name="api_try"),
    path("admin/", admin.site.urls),
]
handler400 = core.bad_request
handler403 = core.permission_denied
handler404 = core.page_not_found
handler429 = core.too_many_requests  # asked for by allauth's rate limits
handler500 = core.server_error
