"""A page as the web server asks for it: through Django's WSGI application with all of the site's middleware."""

from __future__ import annotations

import time
from io import BytesIO

from django.core.wsgi import get_wsgi_application

from .measure import ROUNDS, median, timed


class Page:
    def __init__(self, path: str, cookies: str = "") -> None:
        self._path, self._cookies, self._application = path, cookies, get_wsgi_application()
        self._status = ""

    def _body(self) -> bytes:
        environment = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": self._path,
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8001",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost:8001",
            "HTTP_COOKIE": self._cookies,
            "HTTP_ACCEPT_LANGUAGE": "zh-CN,zh;q=0.9",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
        }
        answer = self._application(environment, self._begin)
        try:
            return b"".join(answer)
        finally:
            answer.close()

    def _begin(self, status: str, *_: object) -> None:
        self._status = status

    def text(self) -> str:
        body = self._body().decode()
        assert self._status.startswith("200"), f"{self._path}: {self._status}"
        return body

    def cpu_ms(self, calls: int) -> float:
        """Processor milliseconds of one call, the median of rounds of ``calls``."""
        timed(lambda: [self._body() for _ in range(calls)])
        rounds = (timed(lambda: [self._body() for _ in range(calls)], time.process_time) for _ in range(ROUNDS))
        return median(rounds) / calls * 1e3
