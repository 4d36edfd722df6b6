"""Addresses of outgoing documents."""

from django.urls import path

from .views import chain, copying, filing, joining, office, printing, register, sealing, signing, writing

app_name = "outgoing"
urlpatterns = [
    path("outgoing/", register.listing, name="list"),
    path("outgoing/export/", register.export, name="export"),
    path("outgoing/new/", register.new, name="new"),
    path("outgoing/chain/", chain.chain, name="chain"),
    path("outgoing/office/", office.edit, name="office"),
    path("outgoing/<uuid:uuid>/edit/", writing.edit, name="edit"),
    path("outgoing/<uuid:uuid>/", joining.show, name="show"),
    path("outgoing/<uuid:uuid>/joints/<int:joint_id>/chase/", joining.chase, name="chase_joint"),
    path("outgoing/<uuid:uuid>/copies/", copying.copies, name="copies"),
    path("outgoing/<uuid:uuid>/copies/print/", copying.print_file, name="print_copies"),
    path("outgoing/<uuid:uuid>/copies/export/", copying.export, name="export_copies"),
    path("outgoing/<uuid:uuid>/copies/enter/", copying.enter, name="enter_copies"),
    path("outgoing/<uuid:uuid>/copies/undo/<uuid:batch>/", copying.undo, name="undo_copies"),
    path("outgoing/<uuid:uuid>/check/", writing.check, name="check"),
    path("outgoing/<uuid:uuid>/bases/", writing.find_bases, name="bases"),
    path("outgoing/<uuid:uuid>/sheets/", printing.sheets, name="sheets"),
    path("outgoing/<uuid:uuid>/proof.pdf", printing.proof_pdf, name="proof_pdf"),
    path("outgoing/<uuid:uuid>/proof-<int:number>.png", printing.proof_page, name="proof_page"),
    path("outgoing/items/<int:item_id>/edit/", writing.edit_item, name="edit_item"),
    path("outgoing/items/<int:item_id>/to-sign/", signing.to_sign, name="to_sign"),
    path("outgoing/items/<int:item_id>/number/", printing.number, name="number"),
    path("outgoing/items/<int:item_id>/print/", printing.print_original, name="print"),
    path("outgoing/items/<int:item_id>/to-seal/", printing.to_seal, name="to_seal"),
    path("outgoing/items/<int:item_id>/seal/", sealing.seal, name="seal"),
    path("outgoing/items/<int:item_id>/file/", filing.file, name="file"),
]
