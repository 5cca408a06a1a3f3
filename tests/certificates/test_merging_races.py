"""A merge at the same moment as an award, on real connections."""

from functools import partial

import pytest

from accounts import merging
from certificates import actions, queries
from certificates.models import Certificate
from tests.at_once import at_once
from tests.certificates.factories import NOW, make_course, make_enrolment
from tests.factories import make_user

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.mark.parametrize("is_in_both", [True, False])
def test_an_award_while_merging_is_issued_once_and_to_who_stays(is_in_both):
    for _ in range(8):
        course, goes, stays = make_course(), make_user(), make_user()
        theirs = make_enrolment(learner=goes, course=course)
        if is_in_both:
            make_enrolment(learner=stays, course=course, completed_at=None)

        at_once(
            partial(actions.award_course, enrolment=theirs, now=NOW),
            partial(merging.merge, source=goes, target=stays, by=None, reason="One person", now=NOW),
            partial(actions.award_course, enrolment=theirs, now=NOW),
        )

        [certificate] = Certificate.objects.filter(learner__in=[goes, stays])
        assert queries.certificates_of(stays) == [certificate]
