import pytest

from jinliang.base.errors import Refusal
from jinliang.host.inside import administrators
from jinliang.kernel.org import identity, queries

pytestmark = pytest.mark.django_db


def test_the_first_administrators_come_with_their_unit_on_the_real_division_codes():
    for role in ("system", "security", "audit"):
        password = administrators.add(f"org.{role}_admin", role, role, "示例", "110101000", "示例单位")
        user = queries.user_by_username(role)
        assert user.check_password(password)
        assert user.must_change_password
        assert identity.actor_for(user).duties == {f"org.{role}_admin"}
    assert queries.units().count() == 1


def test_an_unknown_division_code_is_refused():
    with pytest.raises(Refusal, match="没有区划代码 999999"):
        administrators.add("org.system_admin", "系统管理员", "a", "示例", "999999000", "示例单位")
