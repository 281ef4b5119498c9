"""Settlement: /money/settlements/…"""

from __future__ import annotations

from django.urls import URLPattern, path

from zhongchuang.vouchers.views import custody, settlement, settlement_results, settlements

urlpatterns: list[URLPattern] = [
    path("money/settlements/", settlements.settlements, name="settlements"),
    path("money/settlements/make", settlements.make, name="settlement_make"),
    path("money/settlements/custody/", custody.custody, name="custody"),
    path("money/settlements/results/", settlement_results.results, name="settlement_results"),
    path("money/settlements/results/<int:pk>/", settlement_results.result, name="settlement_result"),
    path(
        "money/settlements/results/<int:pk>/import",
        settlement_results.result_import,
        name="settlement_result_import",
    ),
    path("money/settlements/<int:pk>/", settlement.settlement, name="settlement"),
    path("money/settlements/<int:pk>/sign", settlement.sign, name="settlement_sign"),
    path("money/settlements/<int:pk>/export", settlement.export, name="settlement_export"),
    path("money/settlements/<int:pk>/results.xlsx", settlement.template, name="settlement_template"),
    path("money/settlements/<int:pk>/cancel/", settlement.cancel, name="settlement_cancel"),
    path("money/settlements/<int:pk>/<int:number>/", settlement.line, name="settlement_line"),
    path(
        "money/settlements/<int:pk>/<int:number>/hand-back/", settlement.hand_back, name="surplus_hand_back"
    ),
]
