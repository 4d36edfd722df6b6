"""What only several connections at once can show."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from jinliang.base.errors import Refusal
from jinliang.kernel.org import services
from jinliang.kernel.org.models import User
from tests.cast import make_cast


def test_many_attempts_at_once_get_no_more_tries_than_the_policy_allows(committed_db, monkeypatch):
    user = make_cast().users["clerk"]
    tried = []

    def slow_check(self, password):
        tried.append(password)
        return password == "right"

    monkeypatch.setattr(User, "check_password", slow_check)

    def attempt(password):
        try:
            services.verify_password("clerk", password)
        except Refusal:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        wrong = list(pool.map(attempt, [f"wrong{number}" for number in range(16)]))
    assert not any(wrong)
    assert User.objects.get(pk=user.pk).failed_sign_ins == 5
    assert not attempt("right")
