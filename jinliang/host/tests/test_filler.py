import pytest

from jinliang.host import filler


@pytest.fixture(autouse=True)
def var(tmp_path, monkeypatch):
    monkeypatch.setenv("JINLIANG_VAR", str(tmp_path))
    (tmp_path / "inner").mkdir()


def test_filling_is_done_when_all_is_there():
    assert not filler.is_done()
    filler._note(3, 4)
    assert not filler.is_done()
    filler._note(4, 4)
    assert filler.is_done()


def test_progress_is_told_at_every_tenth_and_once():
    told = []
    watch = filler.Watch(told.append)
    for done in (1, 2, 2, 9, 10):
        filler._note(done, 10)
        watch.look()
    assert told == ["示例业务 2/10", "示例业务 9/10", "示例业务 10/10，已全部装入"]
