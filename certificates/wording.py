"""The sentences of a certificate, translated once, when it is issued."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from math import ceil

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from certificates.award import Award
from certificates.enums import Kind

HEADINGS = {
    Kind.COURSE: gettext_lazy("Certificate of completion"),
    Kind.COHORT: gettext_lazy("Certificate of completion"),
    Kind.FELLOWSHIP: gettext_lazy("Certificate of fellowship"),
    Kind.SERVICE: gettext_lazy("Certificate of service"),
}
# Translators: {name} and {title} are set on lines of their own, in the order of your language; no full stop.
STATEMENTS = {
    Kind.COURSE: gettext_lazy("This certifies that {name} has completed the course {title}"),
    Kind.COHORT: gettext_lazy("This certifies that {name} has completed the moderated course {title}"),
    Kind.FELLOWSHIP: gettext_lazy("This certifies that {name} has been a fellow of {title}"),
    Kind.SERVICE: gettext_lazy("This certifies that {name} has served as a tutor of {title}"),
}


# What the hours are of.
HOURS = {
    Kind.COURSE: ngettext_lazy("%(hours)s hour of study", "%(hours)s hours of study", "number"),
    Kind.COHORT: ngettext_lazy("%(hours)s hour of work", "%(hours)s hours of work", "number"),
    Kind.FELLOWSHIP: ngettext_lazy("%(hours)s hour of work", "%(hours)s hours of work", "number"),
    Kind.SERVICE: ngettext_lazy("%(hours)s hour taught", "%(hours)s hours taught", "number"),
}


def wording(kind: Kind, award: Award) -> dict[str, str]:
    """This is every sentence that is printed besides name and title, in the award's language."""
    with translation.override(award.language):
        return {
            "issuer": settings.WAGTAIL_SITE_NAME,
            "heading": str(HEADINGS[kind]),
            "statement": str(STATEMENTS[kind]),
            # Who served has not completed anything: the dates of the cohort say when.
            "completed": "" if kind == Kind.SERVICE else completed(award.completed_on),
            "hours": "" if award.hours is None else hours(award.hours, kind),
            "check": _("Anyone can check this certificate here:"),
        } | together(award)


def together(award: Award) -> dict[str, str]:
    """These are the sentences about a cohort; none where there was none."""
    said = {}
    if award.cohort:
        said["cohort"] = cohort(award.cohort)
    if award.from_on and award.until_on:
        days = {"from": _date(award.from_on), "until": _date(award.until_on)}
        said["dates"] = _("From %(from)s to %(until)s") % days
    if award.tutors:
        said["tutors"] = tutors(award.tutors)
    return said


def cohort(name: str) -> str:
    return _("Cohort: %(name)s") % {"name": name}


def tutors(names: Sequence[str]) -> str:
    """Names stand beside each other as in any list; an empty one at the end stands for others."""
    shown = [name for name in names if name]
    text = _(", ").join(shown)
    if len(shown) < len(names):
        text = _("%(names)s and others") % {"names": text}
    return ngettext("Tutor: %(names)s", "Tutors: %(names)s", len(names)) % {"names": text}


def completed(on: dt.date) -> str:
    return _("Completed on %(date)s") % {"date": _date(on)}


def _date(day: dt.date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def hours(number: Decimal, kind: Kind = Kind.COURSE) -> str:
    whole = number == number.to_integral_value()
    shown = formats.number_format(int(number) if whole else number.normalize())
    return str(HOURS[kind] % {"number": ceil(number), "hours": shown})
