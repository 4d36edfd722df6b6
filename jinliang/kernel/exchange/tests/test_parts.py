"""What is written in parts is read back byte for byte; what was changed, moved or left out does not open."""

import errno
import os
from contextlib import closing

import pytest

from jinliang.base.errors import Refusal
from jinliang.kernel.exchange import parts, rules, straight

SIZES = [0, 1, 4095, 4096, straight.BLOCK - 1, straight.BLOCK, 2 * straight.BLOCK + 5]


def refuse_direct(monkeypatch):
    """A file system that takes the flag and then refuses the blocks."""
    real = os.write

    def write(fd, data, times=[0]):  # noqa: B006 one counter for all calls
        times[0] += 1
        if times[0] == 1:
            raise OSError(errno.EINVAL, "Invalid argument")
        return real(fd, data)

    monkeypatch.setattr(straight.os, "write", write)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", ["straight", "plain", "refused"])
def test_a_file_past_the_cache_holds_what_was_written(tmp_path, monkeypatch, size, kind):
    if kind == "plain":
        monkeypatch.delattr(os, "O_DIRECT")
    if kind == "refused":
        refuse_direct(monkeypatch)
    content = os.urandom(size)
    with closing(straight.Writer(tmp_path / "file", is_new=True)) as file:
        for at in range(0, size, 300_000):
            file.write(content[at : at + 300_000])
        file.sync()
    assert (tmp_path / "file").read_bytes() == content
    with closing(straight.Reader(tmp_path / "file")) as file:
        assert b"".join(iter(file.read, b"")) == content
    with pytest.raises(FileExistsError):
        straight.Writer(tmp_path / "file", is_new=True)


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(rules, "MIB", 100)
    monkeypatch.setattr(rules, "PART_SIZE", 1000)


def test_a_stream_is_cut_into_parts_and_read_back(small, tmp_path):
    content, key = os.urandom(2_345), parts.new_key()
    listed = parts.write(tmp_path, [content[:7], content[7:]], key)
    assert [size for _, size in listed] == [1000, 1000, 2_345 + 28 * parts.TAG - 2000]
    assert b"".join(parts.read(tmp_path, listed, key)) == content


@pytest.mark.parametrize("fault", ["changed", "moved", "cut", "another key", "swapped parts"])
def test_what_is_not_as_it_was_written_does_not_open(small, tmp_path, fault):
    key = parts.new_key()
    listed = parts.write(tmp_path, [os.urandom(3_000)], key)
    path = tmp_path / parts.name(2)
    body = path.read_bytes()
    match fault:
        case "changed":
            path.write_bytes(bytes([body[0] ^ 1]) + body[1:])
        case "moved":
            path.write_bytes(body[100:200] + body[:100] + body[200:])
        case "cut":
            path.write_bytes(body[:-100])
        case "another key":
            key = parts.new_key()
        case "swapped parts":
            path.write_bytes((tmp_path / parts.name(1)).read_bytes())
    with pytest.raises(Refusal, match="与签名不符"):
        list(parts.read(tmp_path, listed, key))


def test_a_fault_in_the_second_thread_is_raised_and_nothing_more_is_worked():
    done = []

    def work(block):
        if block == b"bad":
            raise OSError(errno.ENOSPC, "No space left on device")
        done.append(block)

    def hand_all():
        with parts.behind(work) as hand:
            for block in (b"good", b"bad", *[b"late"] * 20):
                hand(block)

    with pytest.raises(OSError, match="No space"):
        hand_all()
    assert done == [b"good"]
