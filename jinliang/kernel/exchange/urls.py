from django.urls import path

from . import views

app_name = "exchange"
urlpatterns = [
    path("ferry/", views.overview, name="overview"),
    path("ferry/import/", views.take, name="take"),
    path("ferry/tasks/", views.running, name="running"),
    path("ferry/tasks/<int:task_id>/retry/", views.retry_task, name="retry_task"),
    path("ferry/join/", views.join, name="join"),
    path("ferry/changes/", views.route_changes, name="changes"),
    path("ferry/changes/<int:change_id>/", views.decide, name="decide"),
    path("ferry/alarms/<int:alarm_id>/", views.see_alarm, name="see_alarm"),
    path("ferry/routes/<slug:route>/export/", views.export, name="export"),
    path("ferry/sent/", views.listing, {"side": "sent"}, name="listing"),
    path("ferry/received/", views.listing, {"side": "received"}, name="listing"),
    path("ferry/sent/<int:bundle_id>/", views.sent, name="sent"),
    path("ferry/sent/<int:bundle_id>/download/", views.download, name="download"),
    path("ferry/sent/<int:bundle_id>/resend/", views.resend, name="resend"),
    path("ferry/sent/<int:bundle_id>/send-again/", views.send_again, name="send_again"),
    path("ferry/sent/<int:bundle_id>/code/", views.enter_code, name="enter_code"),
    path("ferry/received/<int:bundle_id>/", views.received, name="received"),
    path("ferry/received/<int:bundle_id>/apply/", views.apply, name="apply"),
    path("ferry/received/<int:bundle_id>/reject/", views.reject, name="reject"),
    path("exchange/receive/", views.receive_header, name="receive_header"),
    path("exchange/receive/<slug:header_hash>/<int:number>/", views.receive_part, name="receive_part"),
]
