"""Addresses of the exchange of documents."""

from django.urls import path

from .views import figures, inbox, nodes, offices, sending, sent

app_name = "document_exchange"
urlpatterns = [
    path("document-exchange/", inbox.listing, name="inbox"),
    path("document-exchange/sign/", inbox.sign_many, name="sign_many"),
    path("document-exchange/received/<uuid:uuid>/", inbox.received, name="received"),
    path("document-exchange/found/<uuid:uuid>/", inbox.found, name="found"),
    path("document-exchange/copies/<uuid:uuid>/", inbox.copy, name="copy"),
    path("document-exchange/copies/<uuid:uuid>/sign/", inbox.sign, name="sign"),
    path("document-exchange/copies/<uuid:uuid>/return/", inbox.give_back, name="return"),
    path("document-exchange/copies/<uuid:uuid>/reply/", inbox.reply, name="reply"),
    path("document-exchange/copies/<uuid:uuid>/forward/", inbox.forward, name="forward"),
    path("document-exchange/copies/<uuid:uuid>/hand-over/<str:key>/", inbox.hand_over, name="hand_over"),
    path("document-exchange/sent/", sent.listing, name="sent"),
    path("document-exchange/figures/", figures.show, name="figures"),
    path("document-exchange/figures/export/", figures.export, name="figures_export"),
    path("document-exchange/new/", sending.new, name="new"),
    path("document-exchange/units/", sending.units, name="units"),
    path("document-exchange/dispatches/<uuid:uuid>/", sent.dispatch, name="dispatch"),
    path("document-exchange/dispatches/<uuid:uuid>/export/", sent.export, name="export"),
    path("document-exchange/dispatches/<uuid:uuid>/chase/", sent.chase, name="chase"),
    path("document-exchange/dispatches/<uuid:uuid>/withdraw/", sent.withdraw, name="withdraw"),
    path("document-exchange/dispatches/<uuid:uuid>/add/", sending.add, name="add"),
    path("document-exchange/offices/", offices.edit, name="offices"),
    path("document-exchange/nodes/", nodes.show, name="nodes"),
    path("document-exchange/nodes/publish/", nodes.publish, name="publish_directory"),
    path("document-exchange/groups/<int:group_id>/", offices.group, name="group"),
]
