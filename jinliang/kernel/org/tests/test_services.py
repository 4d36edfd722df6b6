import pytest

from jinliang.kernel.org.models import Division


@pytest.mark.django_db
def test_division_code_is_unique():
    Division.objects.create(code="990000", name="示例省", level=1)
    assert Division.objects.count() == 1


def test_committed_db_is_thrown_away(committed_db):
    Division.objects.create(code="990000", name="示例省", level=1)
    assert Division.objects.count() == 1
