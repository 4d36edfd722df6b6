"""Addresses of the duty room."""

from django.urls import path

from .views import log, planning, roster

app_name = "duty_roster"
urlpatterns = [
    path("duty-roster/", roster.month, name="month"),
    path("duty-roster/print/", roster.printed, name="printed"),
    path("duty-roster/export/", roster.export, name="export"),
    path("duty-roster/office/", planning.office, name="office"),
    path("duty-roster/import/", planning.read, name="import"),
    path("duty-roster/import/template/", planning.template, name="template"),
    path("duty-roster/import/plan/", planning.load, name="load"),
    path("duty-roster/log/", log.listing, name="log"),
    path("duty-roster/log/new/", log.new, name="new_entry"),
    path("duty-roster/log/export/", log.export, name="export_log"),
    path("duty-roster/log/handovers/", log.handovers, name="handovers"),
    path("duty-roster/log/<uuid:uuid>/", log.entry, name="entry"),
    path("duty-roster/log/<uuid:uuid>/close/", log.close, name="close"),
    path("duty-roster/handovers/<int:pk>/take/", log.take, name="take"),
    path("duty-roster/<int:unit_id>/<str:day>/<str:kind>/", planning.shift, name="shift"),
    path("duty-roster/<int:unit_id>/<str:day>/<str:kind>/swap/", planning.swap, name="swap"),
    path("duty-roster/<int:unit_id>/<str:day>/<str:kind>/clear/", planning.clear, name="clear"),
]
