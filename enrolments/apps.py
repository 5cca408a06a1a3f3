from django.apps import AppConfig


class EnrolmentsConfig(AppConfig):
    name = "enrolments"

    def ready(self) -> None:
        from accounts import roles  # noqa: PLC0415 -- app ready
        from core.slots import fill  # noqa: PLC0415 -- app ready
        from courses.addresses import register_unit_address  # noqa: PLC0415 -- app ready
        from enrolments import addresses, privacy, slots  # noqa: PLC0415 -- app ready

        register_unit_address(addresses.unit_address)
        fill("course.enrol", "enrolments/slots/enrol.html", slots.course_enrol)
        fill("dashboard.main", "enrolments/slots/dashboard.html", slots.dashboard)
        roles.allow("Administrator", "enrolments.view_enrolment")
        privacy.register_all()
