"""Addresses of electronic monitoring."""

from django.urls import path, re_path

from . import monitoring

app_name = "flow"

urlpatterns = [
    path("monitoring/", monitoring.listing, name="cards"),
    path("monitoring/rules/", monitoring.rules, name="card_rules"),
    path("monitoring/due-changes/", monitoring.due_changes, name="due_changes"),
    path("operations/vacancies/", monitoring.vacant, name="vacancies"),
    re_path(r"^monitoring/(?P<card_id>[0-9]{1,18})/(?P<verb>revoke|appeal|uphold)/$", monitoring.act, name="card_act"),
]
