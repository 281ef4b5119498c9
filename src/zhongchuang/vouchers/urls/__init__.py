"""The room's addresses: the holder's, the provider's, the department's, the money's."""

from __future__ import annotations

from zhongchuang.vouchers.urls import holder, money, office, provider

app_name = "vouchers"
urlpatterns = [*holder.urlpatterns, *provider.urlpatterns, *office.urlpatterns, *money.urlpatterns]
