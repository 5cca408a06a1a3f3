import pytest
from django.db import transaction
from django.dispatch import Signal

from core.announce import announce


@pytest.fixture
def happened():
    return Signal()


@pytest.mark.django_db
def test_announces_once_the_transaction_is_committed(happened, django_capture_on_commit_callbacks):
    heard = []
    happened.connect(lambda **kwargs: heard.append(kwargs["thing_id"]), weak=False)

    with django_capture_on_commit_callbacks(execute=True):
        announce(happened, thing_id=7)
        before = list(heard)

    assert (before, heard) == ([], [7])


@pytest.mark.django_db(transaction=True)
def test_announces_nothing_when_the_transaction_is_rolled_back(happened):
    heard = []
    happened.connect(lambda **kwargs: heard.append(kwargs["thing_id"]), weak=False)

    with transaction.atomic():
        announce(happened, thing_id=7)
        transaction.set_rollback(True)

    assert heard == []


@pytest.mark.django_db
def test_a_failing_receiver_reaches_neither_the_person_nor_the_other_receivers(happened, django_capture_on_commit_callbacks):
    heard = []

    def fail(**_kwargs):
        raise RuntimeError

    happened.connect(fail)
    happened.connect(lambda **kwargs: heard.append(kwargs["thing_id"]), weak=False)

    with django_capture_on_commit_callbacks(execute=True):
        announce(happened, thing_id=7)

    assert heard == [7]
