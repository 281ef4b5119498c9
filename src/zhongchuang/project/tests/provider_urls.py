"""The site with an OpenID Connect provider in it, for the tests that sign in to it: allauth as its own provider."""

from django.urls import include, path

from zhongchuang.project import urls as site

urlpatterns = [path("", include("allauth.idp.urls")), *site.urlpatterns]
handler400, handler403, handler404 = site.handler400, site.handler403, site.handler404
handler429, handler500 = site.handler429, site.handler500
