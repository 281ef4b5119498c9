"""The department: providers, vouchers, orders looked into: /office/vouchers/…"""

from __future__ import annotations

from django.urls import URLPattern, path

from zhongchuang.vouchers.views import office, office_opened, office_providers

urlpatterns: list[URLPattern] = [
    path("office/vouchers/", office.home, name="office"),
    path("office/vouchers/all/", office.vouchers, name="office_vouchers"),
    path("office/vouchers/orders/", office.orders, name="office_orders"),
    path("office/vouchers/orders/<str:number>/", office_opened.order, name="office_order"),
    path("office/vouchers/orders/<str:number>/<slug:act>/", office_opened.order_act, name="office_order_act"),
    path("office/vouchers/providers/", office.providers, name="office_providers"),
    path("office/vouchers/providers/<int:pk>/", office_providers.provider, name="office_provider"),
    path(
        "office/vouchers/providers/<int:pk>/<slug:act>/",
        office_providers.provider_act,
        name="office_provider_act",
    ),
    path(
        "office/vouchers/providers/<int:pk>/account/<int:change>/<slug:act>/",
        office_providers.account_act,
        name="office_account_act",
    ),
    path("office/vouchers/all/<str:number>/", office_opened.voucher, name="office_voucher"),
    path(
        "office/vouchers/all/<str:number>/<slug:act>/", office_opened.voucher_act, name="office_voucher_act"
    ),
]
