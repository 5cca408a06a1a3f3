"""How much of the content is left, to one learner or to many."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Case, Count, F, When

from accounts.models import User
from courses.models import Course, Outline
from courses.outline import Modules, parse_facts
from enrolments.models import Enrolment, UnitCompletion
from enrolments.progress import needed_units
from enrolments.queries import admitted, narrows

type Groups = frozenset[int] | None


def units_left(course: Course, enrolments: Collection[Enrolment]) -> dict[int, int]:
    """
    These numbers of needed units are left to enrolments of a course, by their ids; 0 to those that are completed.

    Who has nothing to do, since the course is empty, closed to their groups or gone, is not among them. Two queries for one
    as for many, none where all are completed; where groups narrow the course, one more, and one for each part of it.
    """
    left = {each.pk: 0 for each in enrolments if each.is_completed}
    under_way = [each for each in enrolments if not each.is_completed]
    for units, part in _parts(course, under_way) if under_way else ():
        done = _done(part, units)
        left |= {each.pk: len(units) - done.get(each.pk, 0) for each in part}
    return left


def _parts(course: Course, enrolments: Collection[Enrolment]) -> list[tuple[frozenset[int], list[Enrolment]]]:
    """These units are needed, each set of them with the enrolments that need it; of one structure in all languages."""
    rows = Outline.objects.filter(course=course).only("facts", "modules")
    outline = rows.order_by(Case(When(locale=F("course__source_locale"), then=0), default=1), "pk").first()
    if outline is None:
        return []
    facts, modules = parse_facts(outline.facts), Modules.parse(outline.modules)
    groups = _groups(enrolments) if narrows(facts, modules) else {}
    parts: dict[Groups, list[Enrolment]] = defaultdict(list)
    for each in enrolments:
        parts[groups.get(each.learner_id)].append(each)
    needed = [(needed_units(admitted(facts, modules, own)), part) for own, part in parts.items()]
    return [(frozenset(unit.id for unit in units), part) for units, part in needed if units]


def _groups(enrolments: Collection[Enrolment]) -> dict[int, Groups]:
    """These are the groups of each learner; a superuser passes everywhere, as in Wagtail."""
    found: dict[int, Groups] = {}
    learners = User.objects.filter(pk__in=[each.learner_id for each in enrolments]).order_by("pk")
    for learner, group, is_superuser in learners.values_list("pk", "groups", "is_superuser"):
        own = found.get(learner, frozenset()) or frozenset()
        found[learner] = None if is_superuser else own | ({group} if group else frozenset())
    return found


def _done(enrolments: Collection[Enrolment], units: Collection[int]) -> dict[int, int]:
    """These numbers of the given units are done, by enrolment."""
    rows = UnitCompletion.objects.counting().filter(enrolment__in=enrolments, unit__in=units)
    counted = rows.order_by("enrolment").values("enrolment").annotate(number=Count("pk"))
    return dict(counted.values_list("enrolment", "number"))
