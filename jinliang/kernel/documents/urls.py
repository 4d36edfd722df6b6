"""Addresses of texts, of number registers and of the words of notices."""

from django.urls import path

from .views import notices, numbers, texts

app_name = "documents"

urlpatterns = [
    path("documents/preview/", texts.preview, name="preview"),
    path("documents/<int:document_id>/draft/", texts.draft, name="draft"),
    path("documents/<int:document_id>/draft/drop/", texts.drop_draft, name="drop_draft"),
    path("documents/<int:document_id>/versions/", texts.versions, name="versions"),
    path("documents/<int:document_id>/versions/<int:number>.docx", texts.word, name="word"),
    path("documents/numbers/", numbers.registers, name="numbers"),
    path("documents/numbers/open/", numbers.open_register, name="open_register"),
    path("documents/numbers/<int:register_id>/", numbers.register, name="register"),
    path("documents/numbers/<int:register_id>/excel/", numbers.excel, name="register_excel"),
    path("documents/numbers/<int:register_id>/<int:number_id>/", numbers.settle, name="settle_number"),
    path("documents/notices/", notices.listing, name="notices"),
    path("documents/notices/<str:key>/", notices.edit, name="notice"),
]
