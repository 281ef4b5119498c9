"""A holder's wallet and orders, and whoever looks for a provider: /vouchers/…"""

from __future__ import annotations

from django.urls import URLPattern, path

from zhongchuang.vouchers.views import codes, ordering, orders, public, wallet

urlpatterns: list[URLPattern] = [
    path("vouchers/", public.about, name="about"),
    path("vouchers/providers/", public.providers, name="providers"),
    path("vouchers/providers/<int:pk>/", public.provider, name="provider"),
    path("vouchers/mine/", wallet.mine, name="mine"),
    path("vouchers/mine/<str:number>/", wallet.voucher, name="voucher"),
    path("vouchers/mine/<str:number>/order/", ordering.order_new, name="order_new"),
    path("vouchers/orders/<str:number>/", orders.order, name="order"),
    path("vouchers/orders/<str:number>/code/", codes.code, name="code"),
    path("vouchers/orders/<str:number>/papers/<int:pk>", orders.order_paper, name="order_paper"),
    path("vouchers/orders/<str:number>/<slug:act>/", orders.order_act, name="order_act"),
]
