from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What coordinators do with these, in the administration and on the tutors' own pages.
KEPT = ("tutor", "cohort", "appointment", "place", "session", "interest")


class TutorsConfig(AppConfig):
    name = "tutors"

    def ready(self) -> None:
        from accounts import roles  # noqa: PLC0415 -- app ready
        from core.slots import fill  # noqa: PLC0415 -- app ready
        from enrolments.intake import destinations  # noqa: PLC0415 -- app ready
        from notices import kinds  # noqa: PLC0415 -- app ready
        from tutors import intake, merging, panels, privacy, receivers, slots  # noqa: F401, PLC0415 -- app ready
        from tutors.teach import slots as teaching  # noqa: PLC0415 -- app ready

        rights = [f"tutors.{may}_{model}" for model in KEPT for may in ("view", "add", "change")]
        for role in ("Tutor coordinator", "Administrator"):
            roles.allow(role, *rights)
        for key, label, may_unsubscribe in (
            ("tutors.place", _("Your places in cohorts"), False),
            ("tutors.session", _("Changes of sessions"), False),
            ("tutors.tutor", _("Cohorts to which you are appointed"), False),
            ("tutors.asked", _("Requests for places in your cohorts"), True),
            ("tutors.reminder", _("Reminders of sessions"), True),
            ("tutors.wrap_up", _("How your sessions went"), True),
            ("tutors.next_cohort", _("The next cohort of a course"), True),
        ):
            kinds.register(kinds.Kind(key=key, label=label, may_unsubscribe=may_unsubscribe))
        fill("nav.person", "tutors/slots/teaching.html", teaching.way_in)
        fill("course.enrol", "tutors/slots/course.html", slots.course_enrol, order=200)
        fill("course.aside", "tutors/slots/aside.html", slots.course_aside)
        fill("dashboard.next", "tutors/slots/offers.html", slots.dashboard_offers, order=10)
        fill("dashboard.main", "tutors/slots/dashboard.html", slots.dashboard, order=50)
        fill("profile.links", "tutors/slots/profile.html")
        fill("person.admin", "tutors/admin/person.html", panels.person, order=20)
        destinations.register(intake.NAME, intake.CohortDestination())
        privacy.register_all()
        merging.register_all()
