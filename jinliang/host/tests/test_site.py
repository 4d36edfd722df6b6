"""Which of the two sites a machine has: on each network's host only the one that was started there."""

import pytest
from click.testing import CliRunner

from jinliang.base.errors import Refusal
from jinliang.host import database, serve
from jinliang.host.console import program
from jinliang.host.site import INNER, OUTER, here


@pytest.fixture
def var(tmp_path, monkeypatch):
    monkeypatch.setenv("JINLIANG_VAR", str(tmp_path))
    return tmp_path


@pytest.fixture
def started(monkeypatch):
    """What ``serve`` would have started."""
    found = []
    monkeypatch.setattr(serve, "run", lambda sites, *, with_trial: found.append((list(sites), with_trial)))
    return found


def jinliang(*words):
    return CliRunner().invoke(program, words, catch_exceptions=False)


def test_a_new_installation_has_both(var, started):
    jinliang("serve")
    assert started == [([OUTER, INNER], False)]


def test_a_host_of_one_network_starts_its_site_alone_and_goes_on_so(var, started):
    jinliang("serve", "--site", "outer")
    (var / "outer").mkdir()
    jinliang("serve")
    assert started == [([OUTER], False)] * 2
    assert here() == [OUTER]


def test_the_trial_wants_both(var, started):
    (var / "inner").mkdir()
    jinliang("serve", "--trial")
    assert started == [([OUTER, INNER], True)]
    with pytest.raises(Refusal, match="示例要两个站点"):
        jinliang("serve", "--trial", "--site", "inner")


def test_a_command_without_a_site_means_the_one_that_is_there(var, monkeypatch):
    asked = []
    monkeypatch.setattr(database, "make_secrets", lambda site: None)
    monkeypatch.setattr(database, "prepare_at", lambda site, url: asked.append(site))
    for folder in ("outer", "inner"):
        (var / folder).mkdir()
        jinliang("database", "prepare", "--admin-url", "postgresql://nowhere")
    assert asked == ["outer", "inner"]
