"""Addresses of the step tables, on the inner site."""

from django.urls import path

from .views import editing, files, publishing, tables, trying

app_name = "steps"
urlpatterns = [
    path("flows/", tables.listing, name="list"),
    path("flows/<str:flow_key>/", tables.table, name="table"),
    path("flows/<str:flow_key>/try/", trying.tryout, name="try"),
    path("flows/<str:flow_key>/insert/", editing.insert, name="insert"),
    path("flows/<str:flow_key>/rows/<slug:node>/", editing.row, name="row"),
    path("flows/<str:flow_key>/rows/<slug:node>/<slug:verb>/", editing.act, name="act"),
    path("flows/<str:flow_key>/bpmn/", files.export, name="export"),
    path("flows/<str:flow_key>/bpmn/import/", files.bring_in, name="import"),
    path("flows/<str:flow_key>/undo/", publishing.undo, name="undo"),
    path("flows/<str:flow_key>/discard/", publishing.discard, name="discard"),
    path("flows/<str:flow_key>/publish/", publishing.publish, name="publish"),
    path("flows/<str:flow_key>/withdraw/", publishing.withdraw, name="withdraw"),
    path("flows/<str:flow_key>/editions/<int:number>/", publishing.edition, name="edition"),
    path("flows/<str:flow_key>/editions/<int:number>/restore/", publishing.restore, name="restore"),
]
