import pytest
from django.db import IntegrityError, transaction

from alumni.enums import Audience
from alumni.models import Alumnus
from tests.alumni.factories import NOW, make_alumnus
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("field", ["country_audience", "certificates_audience"])
@pytest.mark.parametrize("audience", Audience)
def test_nothing_is_wider_than_the_name(field, audience):
    rows = Alumnus.objects.filter(pk=make_alumnus(name=Audience.ALUMNI).pk)

    if audience <= Audience.ALUMNI:
        assert rows.update(**{field: audience}) == 1
    else:
        with pytest.raises(IntegrityError, match="alumnus_nothing_wider_than_the_name"), transaction.atomic():
            rows.update(**{field: audience})


def test_a_member_has_consented():
    rows = Alumnus.objects.filter(pk=make_alumnus().pk)
    with pytest.raises(IntegrityError, match="alumnus_member_has_consented"), transaction.atomic():
        rows.update(consent=None)

    assert rows.update(consent=None, left_at=NOW) == 1


def test_a_person_joins_once():
    alumnus = make_alumnus()

    with pytest.raises(IntegrityError), transaction.atomic():
        Alumnus.objects.create(user=alumnus.user, consent=alumnus.consent, joined_at=NOW)


def test_a_new_row_shows_nothing():
    user = make_user()

    assert set(Alumnus(user=user).audiences.__dict__.values()) == {Audience.ONLY_ME}


def test_words_for_a_row():
    alumnus = make_alumnus()

    assert str(alumnus) == str(alumnus.user_id)
