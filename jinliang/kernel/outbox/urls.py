from django.urls import path

from . import views

app_name = "outbox"
urlpatterns = [
    path("operations/", views.status, name="status"),
    path("operations/jobs/<int:job_id>/retry/", views.retry_job, name="retry_job"),
    path("operations/faults/", views.faults, name="faults"),
    path("operations/faults/<int:fault_id>/settle/", views.settle_fault, name="settle_fault"),
    path("operations/outbox/", views.failures, name="failures"),
    path("operations/outbox/<int:failure_id>/retry/", views.retry, name="retry"),
    path("operations/outbox/<int:failure_id>/discard/", views.discard, name="discard"),
]
