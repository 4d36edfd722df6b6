"""The pages, with a keyboard and without scripts: each change is one plain form."""

import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jinliang.kernel.flow.declare import Move
from jinliang.kernel.flow.models import Case, Item
from jinliang.kernel.steps import services, table
from jinliang.kernel.steps.models import StepTable

from .office import CHIEF, PAPER

pytestmark = pytest.mark.django_db
HOME = f"/flows/{PAPER.key}/"
LINKS = re.compile(r'<a class="btn [^"]*" href="(\?[^"]*)#now"[^>]*>([^<]*)</a>')


@pytest.fixture
def page(office):
    """Ask a page as the designer; post with data. Answers its text."""
    client = office.cast.client("chief")

    def ask(path="", data=None, status=200):
        if data is not None:
            data = {"based_on": office.board.version} | data
        answer = client.get(HOME + path) if data is None else client.post(HOME + path, data, follow=True)
        assert answer.status_code == status, answer.content.decode()[:3000]
        return answer.content.decode()

    return ask


def own(office):
    return next(step for step in office.board.flow.steps if table.is_own(step.key))


def test_a_step_is_added_filled_in_and_published(office, page):
    assert "步骤表" in office.cast.client("chief").get("/flows/").content.decode()
    text = page("insert/", {"place": "draft/submit", "kind": "step", "name": "科室审核"})
    assert "没有选定职责" in page()
    assert "disabled" in page().split('id="publish"')[1].split("</section>")[0]
    step = own(office)
    given = {"name": "科室审核", "find": "duty", "duty": CHIEF.key, "mode": "one", "days": "2", "verbs": ["send_back"]}
    given |= {
        "move0_name": "同意",
        "move0_to": "check",
        "move1_name": "不同意",
        "move1_to": "draft",
        "move1_opinion": "on",
    }
    text = page(f"rows/{step.key}/", given)
    step = own(office)
    assert (step.who.duty, step.period.days, step.forbids) == (CHIEF.key, 2, ("refer", "add_countersigner"))
    assert [(move.name, move.to, move.asks) for move in step.moves] == [
        ("同意", "check", ()),
        ("不同意", "draft", ("opinion",)),
    ]
    assert "本单位增加" in text
    assert "环节“科室审核”" in text, "what changes against what is in force"
    text = page("publish/", {"reason": "经科务会同意"})
    assert "已发布第1版" in text
    assert "第1版 发布" in text
    assert "恢复这一版" in page("editions/1/")


def test_what_is_refused_keeps_what_was_typed(office, page):
    page("insert/", {"place": "draft/submit", "kind": "step", "name": ""}, status=422)
    key = office.add()
    given = {
        "name": "科室审核",
        "find": "duty",
        "duty": CHIEF.key,
        "mode": "one",
        "move0_name": "同意",
        "move0_to": "check",
    }
    text = page(f"rows/{key}/", given | {"move1_name": "退回去", "move1_to": ""}, status=422)
    assert "没有下一环节" in text
    assert 'value="退回去"' in text
    assert "没有在用的步骤表" in page("withdraw/", {"reason": "不要了"}, status=422)
    assert "jl-faults" in page("publish/", {"reason": ""}, status=422)


def test_a_fixed_step_shows_what_may_be_changed_only(office, page):
    text = page("rows/sign/")
    assert "办理人由基本流程固定" in text
    assert "结束（已签发）（固定）" in text
    page("rows/end/", status=422)
    page("rows/nothing/", status=404)
    page("rows/sign/", {"name": "局长签发", "days": "1", "move0_name": "签发", "verbs": ["send_back"]})
    sign = office.board.flow.step("sign")
    assert (sign.name, sign.period.days, sign.who) == ("局长签发", 1, PAPER.step("sign").who)


def test_rows_are_moved_dropped_and_brought_back_by_one_click(office, page):
    first = office.add("甲")
    second = office.add("乙", "draft/submit")
    page(f"rows/{second}/down/", {})
    assert [step.name for step in office.board.flow.steps[:3]] == ["拟稿", "甲", "乙"]
    page(f"rows/{first}/drop/", {})
    page("rows/ask/drop/", {})
    assert not office.board.flow.has("ask")
    assert office.board.faults == []
    assert "恢复“会签”" in page()
    page("rows/ask/bring-back/", {})
    assert office.board.flow.step("check") == PAPER.step("check")
    page("rows/sign/drop/", {}, status=422)
    kept = office.board.flow
    page(f"rows/{second}/drop/", {})
    assert "已撤销" in page("undo/", {})
    assert office.board.flow == kept
    page("undo/", {}, status=409)
    page("discard/", {})
    assert office.board.draft is None


def test_parallel_and_conditional_rows_are_edited(office, page):
    page("insert/", {"place": "draft/submit", "kind": "fork", "name": "会办"})
    text = page("insert/", {"place": "check/+", "kind": "choice", "name": "请示另审"})
    assert "条件" in text
    choice = next(node for node in office.board.flow.nodes if type(node).__name__ == "Choice")
    given = {
        "way0_field": "kind",
        "way0_operator": "is",
        "way0_value": "kind|request",
        "way0_to": choice.branches[0].to,
    }
    page(f"rows/{choice.key}/", given | {"otherwise": "check"})
    assert office.board.flow.node(choice.key).branches[0].when[0].value == "request"
    assert "文种是请示" in page()
    fork = next(node for node in office.board.flow.nodes if type(node).__name__ == "Fork")
    page(f"rows/{fork.key}/add-way/", {})
    assert len(office.board.flow.node(fork.key).branches) == 3
    page(f"rows/{fork.key}/drop/", {})
    assert not any(type(node).__name__ in ("Fork", "Join") for node in office.board.flow.nodes)


def test_others_do_not_see_the_pages(office):
    client = office.cast.client("vetter")
    assert client.get(HOME).status_code == 403
    assert client.get("/flows/").status_code == 403
    assert office.cast.client("chief").get("/flows/no.such/").status_code == 404


def test_a_sample_is_walked_to_its_end_with_real_names_and_nothing_is_kept(office, page):
    office.add("科室审核", kind="fork")
    before = Case.objects.count(), Item.objects.count(), StepTable.objects.get().version
    text = page("try/")
    assert f"{office.cast.users['chief'].name}（发起人）" in text
    path, walked = "", []
    for name in ("送审核", "同意", "同意", "送会签", "退回“审核”", "送签发", "签发"):
        path = next(re.sub("&amp;", "&", link) for link, words in LINKS.findall(page(f"try/{path}")) if words == name)
        walked.append(name)
    text = page(f"try/{path}")
    assert "走完了：已签发" in text
    assert "会签：选定的办理人甲，退回“审核”" in text
    assert f"签发：{office.cast.users['chief'].name}（{CHIEF.name}），“签发”" in text
    assert (Case.objects.count(), Item.objects.count(), StepTable.objects.get().version) == before


def test_a_table_that_leads_nowhere_is_not_walked(office, page):
    key = office.add()
    office.change(lambda flow: table.change(flow, replace(flow.step(key), moves=(Move("x_m", "去", "nowhere"),))))
    assert "现在还不能试走" in page("try/", status=422)
    assert "下一环节不存在" in page()
    page(f"rows/{key}/")


def test_a_secrecy_mark_in_a_bpmn_file_is_refused_and_told(office, page, monkeypatch):
    told = []
    monkeypatch.setattr("jinliang.kernel.trace.alarms.tell", lambda topic, **facts: told.append(facts["subject"]))
    office.add("科室审核")
    content = office.cast.client("chief").get(HOME + "bpmn/").content
    services.discard(PAPER.key, by=office.designer)
    mark = "".join(("秘", "密", "\N{BLACK STAR}"))  # put together here: no file of the repository carries one
    upload = SimpleUploadedFile("图.bpmn", content.replace("科室审核".encode(), mark.encode()), "application/xml")
    assert "带有国家秘密标志" in page("bpmn/import/", {"file": upload}, status=422)
    assert told == [f"steps.table/{PAPER.key}"]
    assert not StepTable.objects.exists()


def test_a_table_goes_out_as_bpmn_and_comes_back_as_a_draft(office, page):
    office.add("科室审核")
    content = office.cast.client("chief").get(HOME + "bpmn/").content
    drawn = office.board.flow
    services.discard(PAPER.key, by=office.designer)
    upload = SimpleUploadedFile("图.bpmn", content, "application/xml")
    assert "文件已导入为草稿" in page("bpmn/import/", {"file": upload})
    assert office.board.flow == drawn
    wrong = SimpleUploadedFile("图.bpmn", content.replace(b"userTask", b"scriptTask"), "application/xml")
    assert "步骤表不支持" in page("bpmn/import/", {"file": wrong}, status=422)
    office.publish()
    assert office.cast.client("chief").get(HOME + "bpmn/?edition=1").content == content
    page("bpmn/?edition=7", status=404)
