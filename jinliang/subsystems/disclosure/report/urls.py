"""Addresses of the yearly reports on the inner site."""

from django.urls import path

from . import area_views, views

app_name = "disclosure_report"

urlpatterns = [
    path("disclosure/yearly/", views.listing, name="list"),
    path("disclosure/yearly/start/", views.start, name="start"),
    path("disclosure/yearly/area/<int:unit_id>/", area_views.area, name="area"),
    path("disclosure/yearly/area/<int:unit_id>/chase/", area_views.chase, name="chase"),
    path("disclosure/yearly/items/<int:item_id>/submit/", views.submit, name="submit"),
    path("disclosure/yearly/<uuid:uuid>/", views.report, name="report"),
    path("disclosure/yearly/<uuid:uuid>/parts/<int:part>/", views.save_text, name="save_text"),
    path("disclosure/yearly/<uuid:uuid>/figures/", views.save_figures, name="save_figures"),
    path("disclosure/yearly/<uuid:uuid>/rows/<str:row>/<str:column>/", views.rows, name="rows"),
    path("disclosure/yearly/<uuid:uuid>/preview.<str:form>", views.preview, name="preview"),
    path("disclosure/yearly/<uuid:uuid>/correct/", views.correct, name="correct"),
]
