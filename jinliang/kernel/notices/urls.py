from django.urls import path

from . import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.listing, name="list"),
    path("notices/read/", views.read_all, name="read_all"),
    path("notices/preferences/", views.preferences, name="preferences"),
    path("notices/<int:notice_id>/", views.follow, name="follow"),
    path("local-outbox/", views.local_outbox, name="local_outbox"),
]
