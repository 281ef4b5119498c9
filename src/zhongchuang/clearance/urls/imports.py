"""Awards of other departments: /office/imports/…"""

from __future__ import annotations

from django.urls import URLPattern, path

from zhongchuang.clearance.views import imports

urlpatterns: list[URLPattern] = [
    path("office/imports/", imports.imports, name="imports"),
    path("office/imports/template.xlsx", imports.import_template, name="import_template"),
    path("office/imports/<slug:key>/", imports.award_import, name="import"),
    path("office/imports/<slug:key>/problems.csv", imports.import_problems, name="import_problems"),
    path("office/imports/<slug:key>/take/", imports.import_take, name="import_take"),
    path("office/imports/<slug:key>/drop/", imports.import_drop, name="import_drop"),
]
