"""One port of a site: what waits or flows is pure ASGI, every page is Django's WSGI in eight threads.

Measured: 4 to 6 times Django's own ASGI on small views. Eight slow clients would stop eight threads, so the event
stream, uploads and downloads do not pass through them. Loaded after ``django.setup()`` for the site.
"""

from __future__ import annotations

from typing import cast

from a2wsgi import WSGIMiddleware
from a2wsgi.asgi_typing import ASGIApp, HTTPScope, Receive, Scope, Send
from a2wsgi.wsgi_typing import WSGIApp
from django.core.wsgi import get_wsgi_application

from jinliang.kernel.files.asgi import Bounded, FileStreams
from jinliang.kernel.notices import stream

THREADS = 8

pages = FileStreams(Bounded(WSGIMiddleware(cast(WSGIApp, get_wsgi_application()), workers=THREADS)))
STREAMS: tuple[tuple[str, ASGIApp], ...] = (("/sse", cast(ASGIApp, stream.application)),)


def _app_for(scope: HTTPScope) -> ASGIApp:
    path = scope["path"]
    return next((app for prefix, app in STREAMS if path.startswith(prefix)), pages)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        await _app_for(scope)(scope, receive, send)
    else:
        await pages(scope, receive, send)
