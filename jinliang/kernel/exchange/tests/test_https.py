"""Two nodes over a live TLS line, with a certificate authority made for the test."""

import http.client
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread

import pytest

from jinliang.base import clock
from jinliang.kernel.exchange import rules, transports
from jinliang.kernel.exchange.models import Alarm, IncomingBundle, OutgoingBundle, Route
from tests.tls import Authority, Node

from .conftest import Ferry, meet

pytestmark = pytest.mark.enable_socket


@contextmanager
def listening(certificate):
    node = Node(certificate)
    thread = Thread(target=node.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        Route.objects.update(transport="https", address=f"https://127.0.0.1:{node.server_port}/exchange/receive/")
        yield node
    finally:
        node.shutdown()
        node.server_close()
        thread.join()


@pytest.fixture
def authority(tmp_path, monkeypatch):
    made = Authority()
    (tmp_path / "ca.pem").write_bytes(made.pem())
    # As an administrator lets this machine trust the authority of the government's network.
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return made


@pytest.fixture
def line(committed_db, tmp_path, applied, monkeypatch):
    monkeypatch.setattr(rules, "PART_SIZE", 1000)
    meet()
    return Ferry(tmp_path / "disk")


def send_large(ferry):
    """A bundle of several parts."""
    ferry.send(1, files=[ferry.file(b"text " * 1000)])


def test_a_bundle_is_delivered_over_tls_and_acknowledged(line, authority, applied, tmp_path):
    with listening(authority.issue("127.0.0.1", tmp_path)) as node:
        send_large(line)
        for _ in range(3):
            transports.run()
        assert len(node.asked) > 4
    assert applied.contents == [b"text " * 1000]
    assert OutgoingBundle.objects.get(seq=1).state == "acknowledged"
    assert line.alarms() == []


@pytest.mark.parametrize("case", ["another authority", "another host"])
def test_a_wrong_certificate_is_refused_and_nothing_is_sent(line, authority, tmp_path, case):
    certificate = (
        Authority().issue("127.0.0.1", tmp_path)
        if case == "another authority"
        else authority.issue("peer.test", tmp_path)
    )
    with listening(certificate) as node:
        send_large(line)
        transports.run()
        assert node.asked == []
    assert "证书" in Alarm.objects.get(kind="transport").text
    assert not IncomingBundle.objects.exists()
    assert OutgoingBundle.objects.get().delivered_at is None


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_broken_line_is_taken_up_where_it_broke_and_nothing_is_doubled(line, authority, applied, tmp_path, moment):
    with listening(authority.issue("127.0.0.1", tmp_path)) as node:
        node.breaks = {(3, moment)}
        send_large(line)
        transports.run()
        assert "中断" in Alarm.objects.get(kind="transport").text
        assert applied.contents == []
        first = list(node.asked)
        transports.run()
        again = node.asked[len(first) :]
    # The second try opens the bundle anew and sends what the other side says it lacks: the lost part, or the next.
    assert first[1] not in again
    assert (first[2] in again) == (moment == "before")
    transports.run()
    assert applied.contents == [b"text " * 1000]
    assert IncomingBundle.objects.filter(seq=1).count() == 1
    assert IncomingBundle.objects.get(seq=1).repeats == 0


@pytest.mark.django_db
def test_a_node_that_cannot_be_reached_is_asked_ever_more_seldom_and_at_once_when_it_is_back(
    ferry, authority, tmp_path, monkeypatch
):
    asked = []

    def refuse(link):
        asked.append(link.host)
        raise ConnectionRefusedError

    ferry.send(1)
    Route.objects.update(transport="https", address="https://127.0.0.1:1/exchange/receive/")
    monkeypatch.setattr(http.client.HTTPSConnection, "connect", refuse)
    begun = clock.now()
    for seconds in range(0, 70, 3):
        with clock.held_at(begun + timedelta(seconds=seconds)):
            transports.run()
    # After 0, 5, 15 and 35 seconds, on the rounds that follow.
    assert len(asked) == 4
    assert "连接未建立" in Alarm.objects.get(kind="transport").text
    route = Route.objects.get(direction="out")
    monkeypatch.setattr(http.client.HTTPSConnection, "connect", lambda link: setattr(link, "sock", Silent()))
    with clock.held_at(route.paused_until + timedelta(seconds=1)):
        transports.run()
    route.refresh_from_db()
    assert (route.failures, route.paused_until) == (0, None)


class Silent:
    """A socket that answers nothing."""

    def settimeout(self, seconds):
        pass

    def sendall(self, data):
        raise ConnectionResetError

    def close(self):
        pass
