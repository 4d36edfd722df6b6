import re
from datetime import date, datetime
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from jinliang.base import clock
from jinliang.ui import registry, vendor
from jinliang.ui.templatetags import ui
from jinliang.ui.templatetags.ui import due_words

NOON = datetime(2026, 11, 23, 12, tzinfo=clock.CHINA)


def draw(source, **context):
    compiled = CottonCompiler().process(source)
    return engines["django"].from_string(compiled).render(context, RequestFactory().get("/", {"type": "a"}))


class Sample(forms.Form):
    name = forms.CharField(label="姓名", help_text="与证件一致")
    kind = forms.ChoiceField(label="类别", choices=[("a", "公民")], widget=forms.RadioSelect)


def test_a_field_ties_label_help_and_fault_to_its_control():
    form = Sample({"name": ""})
    form.is_valid()
    page = draw('<c-field :field="form.name" />', form=form)
    assert 'for="id_name"' in page
    assert "（必填）" in page
    assert 'aria-describedby="id_name_help id_name_fault1"' in page
    assert 'id="id_name_fault1"' in page
    assert 'aria-invalid="true"' in page


def test_choices_are_a_named_group():
    page = draw('<c-field :field="form.kind" />', form=Sample())
    assert 'role="group" aria-labelledby="id_kind_label"' in page


def test_a_form_keeps_what_was_typed_and_lists_its_faults():
    form = Sample({"name": "王兰", "kind": "z"})
    form.is_valid()
    page = draw('<c-form :form="form" submit="送出" />', form=form)
    assert 'value="王兰"' in page
    assert "有 1 处需要改正" in page
    assert 'href="#field_kind"' in page


def test_the_pager_keeps_the_filters():
    page = draw('<c-pager :page="page" unit="件" />', page=Paginator(range(100), 9).get_page(2))
    assert "共 100 件" in page
    assert 'href="?type=a&amp;page=3"' in page


def test_every_component_draws():
    source = """
    <c-card title="标题" icon="bell" more="全部" more_url="/x/">内容</c-card><c-empty text="没有" />
    <c-confirm id="d" title="作废" label="作废" url="/void/" key="k1">确定吗</c-confirm>
    <c-tabs :tabs="tabs" /><c-table :heads="heads"><tr><td>1</td></tr></c-table><c-progress value="3" max="9" />
    <c-badge tone="u">特急</c-badge><c-card-mark card="red" />
    <c-due :day="day" :left="2" /><c-toast title="好">了</c-toast>
    <c-note>注</c-note><c-page-title title="页" lead="说明">按钮</c-page-title>"""
    tabs = [{"url": "?tab=a", "label": "待办", "count": 3, "current": True}]
    page = draw(source, tabs=tabs, heads=["标题", ""], day=date(2026, 11, 25))
    for words in ("标题", "没有", "<dialog", 'value="k1"', 'aria-current="page"', "红牌", "特急", "说明"):
        assert words in page
    assert "<c-" not in page


def test_no_style_or_script_stands_in_a_template():
    pages = Path(ui.__file__).parents[2].rglob("templates/**/*.html")
    guilty = [
        str(page)
        for page in pages
        if re.search(r"\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)|<style", page.read_text())
    ]
    assert guilty == []


@pytest.mark.parametrize(
    ("day", "left", "words"),
    [
        (date(2026, 11, 30), 5, "剩 5 个工作日"),
        (date(2026, 11, 23), 0, "今日到期"),
        (date(2026, 11, 20), -1, "逾期 1 个工作日"),
        (datetime(2026, 11, 23, 17, 30, tzinfo=clock.CHINA), 0, "剩 5 小时"),
        (date(2026, 11, 27), None, "11-27前"),
    ],
)
def test_a_limit_is_said_in_words(day, left, words):
    with clock.held_at(NOON):
        assert due_words(day, left) == words


def test_vendored_files_are_those_of_the_lock():
    assert vendor.faults() == []
    assert vendor.faults(Path("tests/journeys/SOURCES.toml")) == []


def test_every_icon_that_a_template_names_is_in_the_sprite():
    sprite = (vendor.LOCK.parent / "icons.svg").read_text()
    pages = Path(ui.__file__).parents[2].rglob("templates/**/*.html")
    named = {name for page in pages for name in re.findall(r'{% icon "([a-z0-9-]+)"', page.read_text())}
    assert [name for name in sorted(named) if f'id="{name}"' not in sprite] == []


def test_navigation_knows_its_groups():
    with pytest.raises(ValueError, match="no group"):
        registry.add_nav(registry.NavEntry("别处", "某事", "home", "x:y"))
