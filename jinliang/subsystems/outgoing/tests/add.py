import pathlib

p = pathlib.Path("jinliang/subsystems/outgoing/tests/test_pages.py")
t = p.read_text()
t += """

def test_a_number_set_aside_in_the_book_is_chosen_on_the_page_of_numbering(writers: Writers) -> None:
    outgoing, client = writers.signed(), writers.cast.client("clerk")
    writers.move(outgoing, "pass", writers.clerk)
    book = numbers.registers_of(outgoing.unit_id).get()
    answer = client.post(reverse("documents:set_aside", args=[book.pk]), {"count": "2", "reason": "配套文件"})
    page = client.get(answer.headers["Location"]).content.decode()
    assert "预留待用 2 个" in page
    assert client.post(reverse("documents:set_aside", args=[book.pk]), {"count": "2"}).status_code == 422
    second = numbers.free_of(book).last()
    assert second
    address = reverse("outgoing:number", args=[writers.item(outgoing)])
    assert f"{second.text}（预留：配套文件）" in client.get(address).content.decode()
    assert client.post(address, {"key": str(uuid4()), "reserved": str(second.pk)}).status_code == 302
    assert writers.again(outgoing).number == second.text
    assert "配套文件" in client.get(reverse("documents:register", args=[book.pk])).content.decode()
"""
p.write_text(t)
