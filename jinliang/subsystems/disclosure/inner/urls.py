"""Addresses of the disclosure office."""

from django.urls import path

from .views import answers, letters, moves, offices, register, registration, reviews, third_parties

app_name = "disclosure"
urlpatterns = [
    path("disclosure/", register.listing, name="list"),
    path("disclosure/export/", register.export, name="export"),
    path("disclosure/figures/", register.year, name="figures"),
    path("disclosure/new/", registration.new, name="new"),
    path("disclosure/offices/", offices.edit, name="offices"),
    path("disclosure/<uuid:uuid>/receipt/", registration.receipt, name="receipt"),
    path("disclosure/<uuid:uuid>/split/", registration.split, name="split"),
    path("disclosure/<uuid:uuid>/contact/", registration.contact, name="contact"),
    path("disclosure/<uuid:uuid>/reviews/", reviews.of_request, name="reviews"),
    path("disclosure/parties/<uuid:uuid>/opinion/", third_parties.opinion, name="opinion"),
    path("disclosure/notices/<uuid:uuid>/draft.pdf", letters.draft_pdf, name="draft_pdf"),
    path("disclosure/notices/<uuid:uuid>/draft-<int:number>.png", letters.draft_page, name="draft_page"),
    path("disclosure/notices/<uuid:uuid>/deliver/", letters.deliver, name="deliver"),
    path("disclosure/notices/<uuid:uuid>/unsealed/", letters.send_unsealed, name="send_unsealed"),
    path("disclosure/items/<int:item_id>/ask-completion/", moves.ask_completion, name="ask_completion"),
    path("disclosure/items/<int:item_id>/completed/", moves.completed, name="completed"),
    path("disclosure/items/<int:item_id>/extend/", moves.request_extension, name="request_extension"),
    path("disclosure/items/<int:item_id>/third-parties/", third_parties.ask, name="ask_third_party"),
    path("disclosure/items/<int:item_id>/opinions-in/", third_parties.opinions_in, name="opinions_in"),
    path("disclosure/items/<int:item_id>/charge/", moves.charge_fee, name="charge_fee"),
    path("disclosure/items/<int:item_id>/bill/", moves.bill, name="bill"),
    path("disclosure/items/<int:item_id>/paid/", moves.paid, name="paid"),
    path("disclosure/items/<int:item_id>/assign/", moves.assign, name="assign"),
    path("disclosure/items/<int:item_id>/draft/", answers.draft, name="draft"),
    path("disclosure/items/<int:item_id>/issue-notice/", answers.issue_notice, name="issue_notice"),
    path("disclosure/items/<int:item_id>/issue/", answers.issue, name="issue"),
    path("disclosure/items/<int:item_id>/delivered/", letters.delivered, name="delivered"),
]
