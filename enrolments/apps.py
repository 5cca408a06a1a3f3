from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnrolmentsConfig(AppConfig):
    name = "enrolments"

    def ready(self) -> None:
        from accounts import roles  # noqa: PLC0415 -- app ready
        from core.slots import fill  # noqa: PLC0415 -- app ready
        from courses.addresses import register_unit_address  # noqa: PLC0415 -- app ready
        from enrolments import addresses, privacy, slots  # noqa: PLC0415 -- app ready
        from notices import kinds  # noqa: PLC0415 -- app ready

        register_unit_address(addresses.unit_address)
        fill("course.enrol", "enrolments/slots/enrol.html", slots.course_enrol)
        fill("dashboard.next", "enrolments/slots/next.html", slots.dashboard_next)
        fill("dashboard.main", "enrolments/slots/dashboard.html", slots.dashboard)
        fill("dashboard.aside", "enrolments/slots/reminders.html", slots.dashboard_reminders, order=10)
        roles.allow("Administrator", "enrolments.view_enrolment", "enrolments.add_allowance")
        for role in ("Administrator", "Editor"):
            roles.allow(role, *(f"enrolments.{may}" for may in ("view_rating", "view_pagereport", "change_pagereport")))
        for key, label in (
            ("enrolments.allowance", _("What is granted to you in a course")),
            ("enrolments.answer", _("Answers to what you write from a page")),
        ):
            kinds.register(kinds.Kind(key=key, label=label, may_unsubscribe=False))
        privacy.register_all()
