"""Addresses of disclosure requests on the outer site; all are public, what is a person's own opens with a code."""

from django.urls import path

from . import views

app_name = "disclosure"

urlpatterns = [
    path("disclosure/", views.guide, name="guide"),
    path("disclosure/offices/<str:unit_code>/", views.office, name="office"),
    path("disclosure/offices/<str:unit_code>/apply/", views.apply, name="apply"),
    path("disclosure/reports/", views.reports, name="reports"),
    path("disclosure/reports/<uuid:uuid>/", views.report, name="report"),
    path("disclosure/query/", views.look_up, name="look_up"),
    path("disclosure/applications/<uuid:uuid>/", views.application, name="application"),
    path("disclosure/applications/<uuid:uuid>/supplement/", views.supplement, name="supplement"),
    path("disclosure/applications/<uuid:uuid>/withdraw/", views.withdraw, name="withdraw"),
    path("disclosure/letters/<uuid:uuid>/", views.letter, name="letter"),
    path("disclosure/opinion/<str:token>/", views.open_opinion, name="open_opinion"),
    path("disclosure/opinions/<uuid:uuid>/", views.opinion, name="opinion"),
]
