"""Addresses of this site, gathered from its apps."""

from django.urls import URLPattern, URLResolver, include, path

handler400 = "jinliang.ui.views.bad_request"
handler403 = "jinliang.ui.views.forbidden"
handler404 = "jinliang.ui.views.not_found"
handler500 = "jinliang.ui.views.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("jinliang.kernel.outbox.urls")),
    path("", include("jinliang.kernel.trace.urls")),
    path("", include("jinliang.kernel.trust.urls")),
    path("", include("jinliang.ui.urls")),
    path("", include("jinliang.kernel.desk.urls")),
    path("", include("jinliang.kernel.notices.urls")),
    path("", include("jinliang.kernel.org.urls")),
    path("", include("jinliang.kernel.files.urls")),
    path("", include("jinliang.kernel.calendar.urls")),
    path("", include("jinliang.kernel.flow.urls")),
    path("", include("jinliang.kernel.documents.urls")),
    path("", include("jinliang.kernel.search.urls")),
    path("", include("jinliang.kernel.seals.urls")),
    path("", include("jinliang.kernel.steps.urls")),
    path("", include("jinliang.kernel.exchange.urls")),
    path("", include("jinliang.subsystems.incoming.urls")),
    path("", include("jinliang.subsystems.supervision.urls")),
    path("", include("jinliang.subsystems.outgoing.urls")),
    path("", include("jinliang.subsystems.document_exchange.urls")),
    path("", include("jinliang.subsystems.seal_use.urls")),
    path("", include("jinliang.subsystems.disclosure.report.urls")),
    path("", include("jinliang.subsystems.disclosure.inner.urls")),
    path("", include("jinliang.subsystems.personal_office.urls")),
    path("", include("jinliang.subsystems.duty_roster.urls")),
    path("", include("jinliang.subsystems.statistics.urls")),
]
