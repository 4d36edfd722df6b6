from django.urls import path

from . import views

app_name = "outbox"
urlpatterns = [
    path("operations/outbox/", views.failures, name="failures"),
    path("operations/outbox/<int:failure_id>/retry/", views.retry, name="retry"),
    path("operations/outbox/<int:failure_id>/discard/", views.discard, name="discard"),
]
