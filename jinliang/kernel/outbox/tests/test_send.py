import pytest
from django.db import connection, transaction

from jinliang.base import clock
from jinliang.kernel.outbox import services
from jinliang.kernel.outbox.models import Outbox

pytestmark = pytest.mark.django_db


def test_a_row_lives_and_dies_with_the_transaction_that_sends_it():
    services.send("t.kept", {"n": 1}, key="a")
    with transaction.atomic():
        services.send("t.lost", {})
        transaction.set_rollback(True)
    assert list(Outbox.objects.values_list("topic", "key", "payload")) == [("t.kept", "a", {"n": 1})]


def test_the_sql_function_sends_the_same_row():
    moment = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT outbox_send_2('t.kept', 'a', '{\"n\": 1}', %s)", [moment])
    assert list(Outbox.objects.values_list("topic", "key", "payload", "at")) == [("t.kept", "a", {"n": 1}, moment)]
