"""Addresses of the personal office."""

from django.urls import path

from .views import calendar, keeping, leave

app_name = "personal_office"
urlpatterns = [
    path("my/calendar/", calendar.month, name="calendar"),
    path("my/calendar/new/", calendar.entry, name="new_entry"),
    path("my/calendar/<int:entry_id>/", calendar.entry, name="entry"),
    path("my/calendar/<int:entry_id>/drop/", calendar.drop_entry, name="drop_entry"),
    path("my/calendar/feed/", calendar.feed, name="feed"),
    path("my/calendar/calendar.ics", calendar.download, name="download"),
    path("calendar-feed/<slug:secret>.ics", calendar.subscribed, name="subscribed"),
    path("my/leave/", leave.listing, name="leave"),
    path("my/leave/new/", leave.new, name="new_leave"),
    path("my/leave/unit.xlsx", leave.export, name="export_leave"),
    path("my/leave/<uuid:uuid>/end/", leave.end, name="end_leave"),
    path("my/notes/", keeping.notes, name="notes"),
    path("my/notes/<int:note_id>/", keeping.notes, name="note"),
    path("my/notes/<int:note_id>/change/", keeping.change_note, name="change_note"),
    path("my/contacts/", keeping.contacts, name="contacts"),
    path("my/contacts/export/", keeping.export_contacts, name="export_contacts"),
    path("my/contacts/new/", keeping.contact, name="new_contact"),
    path("my/contacts/<int:contact_id>/", keeping.contact, name="contact"),
    path("my/contacts/<int:contact_id>/drop/", keeping.drop_contact, name="drop_contact"),
    path("my/cases/", keeping.cases, name="cases"),
    path("my/cases/export/", keeping.export_cases, name="export_cases"),
    path("my/cases/<int:case_id>/follow/", keeping.follow, name="follow"),
]
