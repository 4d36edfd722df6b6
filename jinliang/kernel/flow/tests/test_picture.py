import re
from datetime import date
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from jinliang.kernel.flow import picture_layout as layout
from jinliang.kernel.flow.clock_rules import Fact
from jinliang.kernel.flow.declare import STARTER, Branch, End, Flow, Fork, Join, Move, Step
from jinliang.kernel.flow.picture import Visit, picture


def step(key, name, *to):
    return Step(key, name, STARTER, tuple(Move(f"to_{way}", "提交", way) for way in to))


FLOW = Flow(
    "test.letter", "来信办理", "register",
    (
        step("register", "登记", "split"),
        Fork("split", (Branch("draft"), Branch("ask"))),
        step("draft", "拟稿", "meet"),
        step("ask", "征求意见", "meet"),
        Join("meet", "vet"),
        step("vet", "审核", "issue", "register"),
        step("issue", "签发", "end"),
        End("end", "已答复"),
    ),
)  # fmt: skip
BACK = [
    Visit(1, "register", "林一鸣", is_done=True, closed_on=date(2026, 1, 5)),
    Visit(2, "draft", "林一鸣", is_done=True, prev=1),
    Visit(3, "ask", "郑四维", is_done=True, prev=1),
    Visit(4, "vet", "周二春", is_back=True, prev=3, opinion="依据不全 <b>"),
    Visit(5, "draft", "林一鸣", is_open=True, prev=4),
]


def by_name(html):
    return {name: mark for mark, name in re.findall(r'<li class="is-(\w+)">([^：]+)：', html)}


def svgs(html):
    return [ElementTree.fromstring(one) for one in re.findall(r"<svg.*?</svg>", html, re.S)]


def test_it_shows_what_is_done_where_the_case_is_what_came_back_and_what_is_ahead():
    found = by_name(picture(FLOW, BACK, {}))
    assert list(found) == ["登记", "拟稿", "征求意见", "审核", "签发", "结束"]
    assert found == {
        "登记": "done", "拟稿": "current", "征求意见": "done", "审核": "returned", "签发": "ahead", "结束": "ahead",
    }  # fmt: skip


def test_it_says_who_holds_the_case_and_why_it_came_back():
    html = picture(FLOW, BACK, {})
    assert "周二春从“审核”退回“拟稿”，理由：依据不全 &lt;b&gt;" in html
    assert "现在：拟稿（林一鸣）" in html
    assert html.count('class="picture-back"') == 2


def test_it_says_how_many_working_days_are_left():
    html = picture(FLOW, BACK, {}, [Fact("reply", "法定期限", date(2026, 2, 2), 9)])
    assert "法定期限：还剩9个工作日，2026-02-02到期" in html


def test_words_of_people_never_become_markup():
    html = picture(FLOW, [Visit(1, "register", "<script>", is_open=True, opinion="<i>")], {"register": "<登记>"})
    assert "<script>" not in html
    assert "&lt;登记&gt;" in html


def test_it_is_well_formed_and_free_of_inline_style_and_told_apart_without_colour():
    html = picture(FLOW, BACK, {})
    assert "style=" not in html
    for svg in svgs(html):
        assert svg.attrib["role"] == "img"
        texts = "".join(svg.itertext())
        assert {"已办", "办理中", "已退回", "未到"} <= set(re.findall("已办|办理中|已退回|未到", texts))
    identities = re.findall(r' id="([^"]+)"', html)
    assert len(identities) == len(set(identities))


def test_an_ended_case_shows_its_result():
    html = picture(FLOW, [Visit(1, "issue", "王五岳", is_done=True)], {}, result="已答复")
    assert by_name(html)["结束"] == "done"
    assert "办理结果：已答复" in html


def test_parallel_steps_stand_in_one_layer_and_the_way_back_is_not_drawn_before_it_is_taken():
    edges = layout.graph(FLOW)
    assert layout.layers(edges) == [["register"], ["draft", "ask"], ["vet"], ["issue"], ["end"]]
    assert edges["vet"] == ["issue"]


def test_a_narrow_picture_fits_a_phone():
    assert layout.narrow(FLOW).width <= 366


@st.composite
def chains(draw):
    """Random flows: each step goes on to a later one, and now and then back."""
    number = draw(st.integers(1, 9))
    nodes = []
    for at in range(number):
        targets = draw(st.lists(st.integers(0, number), min_size=1, max_size=3))
        ways = {*(f"s{to}" for to in targets if to < number), f"s{at + 1}" if at + 1 < number else "end"}
        nodes.append(step(f"s{at}", f"环节{at}", *sorted(ways)))
    return Flow("test.random", "随机", "s0", (*nodes, End("end")))


@given(chains())
def test_boxes_never_overlap_and_lie_inside(flow):
    for drawn in (layout.wide(flow, 0), layout.narrow(flow)):
        boxes = list(drawn.boxes.values())
        assert all(
            box.x >= 0 and box.right <= drawn.width and box.y >= 0 and box.bottom <= drawn.height for box in boxes
        )
        for at, one in enumerate(boxes):
            for other in boxes[at + 1 :]:
                apart = one.right <= other.x or other.right <= one.x or one.bottom <= other.y or other.bottom <= one.y
                assert apart
