"""The sentences of a certificate, translated once, when it is issued."""

import datetime as dt
from decimal import Decimal
from math import ceil

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

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


def wording(kind: Kind, award: Award) -> dict[str, str]:
    """This is every sentence that is printed besides name and title, in the award's language."""
    with translation.override(award.language):
        return {
            "issuer": settings.WAGTAIL_SITE_NAME,
            "heading": str(HEADINGS[kind]),
            "statement": str(STATEMENTS[kind]),
            "completed": completed(award.completed_on),
            "hours": "" if award.hours is None else hours(award.hours),
            "check": _("Anyone can check this certificate here:"),
        }


def completed(on: dt.date) -> str:
    return _("Completed on %(date)s") % {"date": formats.date_format(on, "DATE_FORMAT")}


def hours(number: Decimal) -> str:
    whole = number == number.to_integral_value()
    shown = formats.number_format(int(number) if whole else number.normalize())
    return ngettext("%(hours)s hour of study", "%(hours)s hours of study", ceil(number)) % {"hours": shown}
