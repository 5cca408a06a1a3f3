"""Lists of people that go into a cohort: what would become of each line, and how somebody is let in."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import inviting
from accounts.models import User
from enrolments.intake.destinations import Destination, facts_of_newcomer
from enrolments.intake.judging import Course, Faults, Judgement, Outcome
from enrolments.intake.sheet import Line
from enrolments.models import Enrolment, Intake, IntakeLine
from tutors import acts, exceptions, placing, refusals, rules
from tutors.models import Cohort, Place

NAME = "cohort"
Status = Place.Status
TURNED_AWAY = (Status.REFUSED, Status.REMOVED)


def cohort_of(intake: Intake) -> Cohort:
    """This is where the people of a list go, by its ``source``, which is the cohort's own."""
    return Cohort.objects.select_related("course").get(pk=int(intake.source.partition(":")[2]))


class Seats(Course):
    """This is what a cohort asks of people, besides its course, and what places they have in it."""

    def __init__(self, intake: Intake, emails: Iterable[str]) -> None:
        self.cohort = cohort_of(intake)
        # So many seats the lines of the list have not taken yet; None where there is no limit.
        self.left = self.cohort.seats_left
        self.places: dict[int, Place] = {}
        self.turned_away: set[int] = set()
        super().__init__(intake, emails)

    def judge(self, line: Line | IntakeLine) -> Judgement:
        judgement = super().judge(line)
        if self.cohort.is_current:
            return judgement
        return replace(judgement, outcome=Outcome.FAULT, faults=[*judgement.faults, ["cohort_closed", ""]])

    def in_turn(self, judgement: Judgement) -> Outcome:
        """Who comes while a seat is free gets it; the others wait, behind who waits already."""
        place = self.places.get(judgement.learner.pk) if judgement.learner else None
        if judgement.outcome == Outcome.NOTHING or (place and place.takes_seat) or self.left is None:
            return judgement.outcome
        if self.left > 0:
            self.left -= 1
            return judgement.outcome
        if place and place.status == Status.WAITING:
            return Outcome.NOTHING
        return Outcome.QUEUE if judgement.learner else Outcome.INVITE_QUEUE

    def _judge_known(self, learner: User, faults: Faults) -> Judgement:
        place = self.places.get(learner.pk)
        if place is None and learner.pk in self.turned_away:
            faults = [*faults, ["turned_away", ""]]
        judgement = super()._judge_known(learner, faults)
        if judgement.faults:
            return judgement
        if place is not None and place.is_held:
            return replace(judgement, outcome=Outcome.NOTHING, enrolment=place.enrolment)
        return replace(judgement, outcome=Outcome.ENROL)

    def _read(self, emails: Sequence[str]) -> None:
        super()._read(emails)
        people = [self.people[email].pk for email in emails if email in self.people]
        for place in self.cohort.places.filter(learner__in=people).select_related("enrolment").order_by("pk"):
            if place.is_current:
                self.places[place.learner_id] = place
            elif place.status in TURNED_AWAY:
                self.turned_away.add(place.learner_id)


class CohortDestination(Destination):
    """This is a cohort, as where the people of a list go."""

    judges = Seats
    labels = {
        **Destination.labels,
        Outcome.INVITE: _("new account, invited, with a place"),
        Outcome.ENROL: _("gets a place"),
        Outcome.NOTHING: _("nothing to do, inside or waiting already"),
    }
    faults = {
        "cohort_closed": refusals.WORDS[exceptions.SignUpClosed],
        "turned_away": _("This person was refused in this cohort, or taken out of it. Admit them by hand."),
    }

    def may_be_filled_by(self, person: User) -> bool:
        return rules.may_enter_people(person)

    def name(self, intake: Intake) -> str:
        return cohort_of(intake).name

    def page(self, intake: Intake) -> str:
        return reverse("cohorts_admin:intake", args=[cohort_of(intake).pk, intake.pk])

    def entrance(self, intake: Intake) -> str:
        return reverse("cohorts_admin:enrol_people", args=[cohort_of(intake).pk])

    def lock(self, line: IntakeLine) -> None:
        """The cohort comes before the enrolment, here as everywhere."""
        acts.locked_cohort(cohort_of(line.intake))
        super().lock(line)

    def take(self, line: IntakeLine, learner: User | None, by: User, now: dt.datetime) -> tuple[Outcome, Enrolment | None]:
        """Whoever gets a place, or a turn in the queue, hears of it from that."""
        person = learner or inviting.invite(**facts_of_newcomer(line), by=by, now=now)
        place = placing.admit(cohort=cohort_of(line.intake), learner=person, by=by, now=now)
        if place.is_held:
            return Outcome.ENROL if learner else Outcome.INVITE, place.enrolment
        return Outcome.QUEUE if learner else Outcome.INVITE_QUEUE, None
