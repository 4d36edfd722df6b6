from django.urls import path

from . import views

app_name = "trust"
urlpatterns = [
    path("audit/checks/", views.checks, name="checks"),
    path("audit/checks/start/", views.check, name="check"),
    path("audit/seals/export/", views.export, name="export"),
    path("security/keys/", views.keys, name="keys"),
]
