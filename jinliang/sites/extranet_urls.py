"""Addresses of this site, gathered from its apps."""

from django.urls import URLPattern, URLResolver, include, path

from jinliang.kernel.notices.views import local_outbox
from jinliang.ui.views import public_home

handler400 = "jinliang.ui.views.bad_request"
handler403 = "jinliang.ui.views.forbidden"
handler404 = "jinliang.ui.views.not_found"
handler500 = "jinliang.ui.views.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("jinliang.kernel.outbox.urls")),
    path("", include("jinliang.kernel.trace.urls")),
    path("", include("jinliang.kernel.trust.urls")),
    path("", public_home, name="home"),
    path("", include("jinliang.ui.urls")),
    path("local-outbox/", local_outbox, name="local_outbox"),
    path("", include("jinliang.kernel.org.urls")),
    path("", include("jinliang.kernel.files.urls")),
    path("", include("jinliang.kernel.search.public_urls")),
    path("", include("jinliang.kernel.seals.public_urls")),
    path("", include("jinliang.kernel.exchange.urls")),
    path("", include("jinliang.subsystems.disclosure.outer.urls")),
]
