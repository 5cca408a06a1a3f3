from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnrolmentsConfig(AppConfig):
    name = "enrolments"

    def ready(self) -> None:
        from accounts import roles  # noqa: PLC0415 -- app ready
        from core.slots import fill  # noqa: PLC0415 -- app ready
        from courses.addresses import register_unit_address  # noqa: PLC0415 -- app ready
        from enrolments import addresses, merging, privacy, slots  # noqa: PLC0415 -- app ready
        from enrolments.intake import uploads  # noqa: PLC0415 -- app ready
        from jobs import registry  # noqa: PLC0415 -- app ready
        from notices import kinds  # noqa: PLC0415 -- app ready

        register_unit_address(addresses.unit_address)
        fill("course.enrol", "enrolments/slots/enrol.html", slots.course_enrol)
        fill("dashboard.next", "enrolments/slots/next.html", slots.dashboard_next)
        fill("dashboard.main", "enrolments/slots/dashboard.html", slots.dashboard)
        fill("person.admin", "enrolments/slots/person.html", slots.person, order=10)
        fill("job.after", "enrolments/slots/job_after.html", slots.job_after)
        registry.register(uploads.READ, uploads.run_reading)
        registry.register(uploads.ENROL, uploads.run_enrolling)
        rights = ("view_enrolment", "add_enrolment", "change_enrolment", "add_allowance", "view_quizattempt")
        roles.allow("Administrator", *(f"enrolments.{right}" for right in rights))
        fill("dashboard.aside", "enrolments/slots/reminders.html", slots.dashboard_reminders, order=10)
        for role in ("Administrator", "Editor"):
            roles.allow(role, *(f"enrolments.{may}" for may in ("view_rating", "view_pagereport", "change_pagereport")))
        for key, label in (
            ("enrolments.allowance", _("What is granted to you in a course")),
            ("enrolments.answer", _("Answers to what you write from a page")),
            ("enrolments.reset", _("Parts of a course that you can begin again")),
            ("enrolments.withdrawn", _("Courses from which others withdraw you")),
            ("enrolments.enrolled", _("Courses in which others enrol you")),
        ):
            kinds.register(kinds.Kind(key=key, label=label, may_unsubscribe=False))
        # It has a link that lets whoever has it set a password.
        label = _("An account that was made for you")
        kinds.register(kinds.Kind("enrolments.invitation", label, may_unsubscribe=False, is_secret=True))
        privacy.register_all()
        merging.register_all()
