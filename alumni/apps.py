from django.apps import AppConfig


class AlumniConfig(AppConfig):
    name = "alumni"

    def ready(self) -> None:
        from accounts.privacy import Entry, register  # noqa: PLC0415 -- app ready
        from alumni import merging, privacy, slots  # noqa: PLC0415 -- app ready
        from core.slots import fill  # noqa: PLC0415 -- app ready

        merging.register_all()
        fill("course.after", "alumni/slots/invitation.html", slots.invitation_after_course, order=20)
        fill("certificate.after", "alumni/slots/invitation.html", slots.invitation, order=20)
        fill("person.admin", "alumni/slots/person.html", slots.person, order=30)
        fill("dashboard.next", "alumni/slots/next.html", slots.invitation_at_end)
        fill("dashboard.aside", "alumni/slots/invitation.html", slots.invitation_beside, order=50)
        register(Entry(model="alumni.Alumnus", personal=("user", "consent"), export=privacy.export, erase=privacy.erase))
