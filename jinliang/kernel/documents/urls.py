"""Addresses of texts, of number registers and of the words of notices."""

from django.urls import path

from .views import notices, numbers, texts, versions

app_name = "documents"

urlpatterns = [
    path("documents/import/", texts.import_word, name="import"),
    path("documents/export/", texts.export_word, name="export"),
    path("documents/<int:document_id>/draft/", texts.draft, name="draft"),
    path("documents/<int:document_id>/draft/drop/", texts.drop_draft, name="drop_draft"),
    path("documents/<int:document_id>/draft/compare/", versions.unsaved, name="unsaved"),
    path("documents/<int:document_id>/draft/join/", versions.join, name="join"),
    path("documents/<int:document_id>/versions/", versions.listing, name="versions"),
    path("documents/<int:document_id>/versions/<int:number>/", versions.clean, name="version"),
    path("documents/<int:document_id>/versions/<int:number>/take-back/", versions.take_back, name="take_back"),
    path("documents/<int:document_id>/versions/<int:number>.docx", versions.word, name="word"),
    path("documents/numbers/", numbers.registers, name="numbers"),
    path("documents/numbers/open/", numbers.open_register, name="open_register"),
    path("documents/numbers/<int:register_id>/", numbers.register, name="register"),
    path("documents/numbers/<int:register_id>/set-aside/", numbers.set_aside, name="set_aside"),
    path("documents/numbers/<int:register_id>/excel/", numbers.excel, name="register_excel"),
    path("documents/numbers/<int:register_id>/<int:number_id>/", numbers.settle, name="settle_number"),
    path("documents/notices/", notices.listing, name="notices"),
    path("documents/notices/<str:key>/", notices.edit, name="notice"),
]
