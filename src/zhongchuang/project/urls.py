"""Every address of the site. Rooms bring their own; the access test walks all of them."""

from django.contrib import admin
from django.urls import include, path

from zhongchuang.core import views as core

urlpatterns = [
    path("", include("zhongchuang.policy.urls")),
    path("", include("zhongchuang.parties.urls")),
    path("", include("zhongchuang.core.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]
handler400 = core.bad_request
handler403 = core.permission_denied
handler404 = core.page_not_found
handler500 = core.server_error
