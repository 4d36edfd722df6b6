"""The limits on files. No database."""

from __future__ import annotations

from datetime import timedelta

MB = 1024 * 1024
FILE_LIMIT = 50 * MB
UPLOAD_LIMIT = 2560 * MB
"""No upload may be announced with more, whatever its page allows: a whole bundle of the ferry still goes through."""
FORM_LIMIT = 120 * MB
"""A whole request outside the resumable upload; more is cut off while it is read."""
PIXEL_LIMIT = 80_000_000
NAME_LIMIT = 120
UPLOAD_LIFE = timedelta(days=2)

# What a visitor of the outer site may leave unfinished or unused on our disk within a day.
VISITOR_UPLOADS = 40
VISITOR_BYTES = 500 * MB
