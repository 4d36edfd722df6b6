from django.urls import path

from .views import cases, desk, people

app_name = "desk"
urlpatterns = [
    path("", desk.home, name="home"),
    path("desk/list/", desk.listing, name="list"),
    path("desk/selection/", desk.selection, name="selection"),
    path("desk/batch/", desk.batch, name="batch"),
    path("desk/tree/", people.tree, name="tree"),
    path("desk/roots/", people.roots, name="roots"),
    path("desk/people/", people.choose, name="choose"),
    path("desk/phrases/", people.phrase_list, name="phrases"),
    path("cases/<int:case_id>/", cases.case, name="case"),
    path("cases/<int:case_id>/sheet/", cases.sheet, name="sheet"),
    path("cases/<int:case_id>/sheet/pdf/", cases.print_sheet, name="print_sheet"),
    path("cases/<int:case_id>/act/", cases.act_on_case, name="act_on_case"),
    path("cases/<int:case_id>/items/<int:item_id>/act/", cases.act_on_item, name="act_on_item"),
]
