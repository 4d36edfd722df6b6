from collections import Counter
from types import SimpleNamespace

import pytest

from jinliang.base.actor import SYSTEM
from jinliang.host.trial import accounts, loading, names, province
from jinliang.host.trial.accounts import PARTS
from jinliang.kernel.org import identity, queries, rules
from jinliang.kernel.org.services.divisions import shipped_divisions
from jinliang.kernel.org.spelling import person

STRICT = SimpleNamespace(min_length=10, min_classes=3, password_days=90)
SHIPPED = "\n".join(row.name for row in shipped_divisions())


def test_no_place_of_the_trial_occurs_in_the_shipped_division_codes():
    stems = [names.PROVINCE[:-1], *names.TOWNSHIPS, *names.FOREST_FARMS]
    stems += [name[:-1] for pair in names.PREFECTURES.items() for name in (pair[0], *pair[1])]
    assert len(stems) == len(set(stems))
    assert [stem for stem in stems if stem in SHIPPED] == []


def test_shipped_codes_do_not_begin_with_the_trials_99():
    assert not [row.code for row in shipped_divisions() if row.code.startswith("99")]
    assert all(row.code.startswith("99") for row in province.divisions())


def test_the_province_has_210_units_on_four_levels():
    rows = [row for row in province.units() if row.kind != "section"]
    kinds = Counter((row.kind, row.level) for row in rows)
    assert len(rows) == 210
    assert kinds["department", 2] == 14
    assert kinds["department", 3] == 106
    assert kinds["affiliated", 3] == 14
    assert {row.level for row in rows} == {1, 2, 3, 4}
    assert len({row.code for row in province.units()}) == len(province.units())


def test_the_thousand_officials_are_the_same_every_time_and_no_telephone_is_real():
    rows = province.units()
    officials = province.people(rows)
    assert officials == province.people(rows)
    assert len(officials) == len({official.username for official in officials}) == 1000
    assert all(official.telephone.startswith("0000-") for official in officials)
    assert all(row.telephone.startswith("0000-") for row in rows if row.telephone)


def test_trial_passwords_satisfy_the_rule_of_complexity():
    for account in accounts():
        rules.check_password(account.password, STRICT, account.login, person(account.name)[0])


@pytest.mark.django_db
def test_the_trial_is_loaded_once_and_each_part_can_do_its_work():
    said = []
    loading.load("inner", said.append)
    loading.load("inner", said.append)
    assert queries.search_people("", SYSTEM).count() == 1000
    for part in PARTS:
        actor = identity.actor_for(queries.user_by_username(part.login))
        assert actor.seat.unit_name == queries.unit_by_code(part.unit_code).name
        assert not part.admin or actor.duties == {part.admin}
    assert queries.policy().totp == "nobody"
