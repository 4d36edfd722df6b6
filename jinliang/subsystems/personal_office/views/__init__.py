"""Pages of the personal office: the calendar, notes and contacts, cases."""
