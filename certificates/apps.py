from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "certificates"

    def ready(self) -> None:
        from accounts import roles  # noqa: PLC0415 -- app ready
        from accounts.privacy import Entry, register  # noqa: PLC0415 -- app ready
        from certificates import merging, privacy, receivers, slots  # noqa: F401, PLC0415 -- app ready
        from core.slots import fill  # noqa: PLC0415 -- app ready
        from notices import kinds  # noqa: PLC0415 -- app ready

        roles.allow("Administrator", *(f"certificates.{may}_certificate" for may in ("view", "revoke", "correct")))
        kinds.register(kinds.Kind(key="certificates.issued", label=_("Your certificates"), may_unsubscribe=True))
        kinds.register(kinds.Kind(key="certificates.revoked", label=_("Revoked certificates"), may_unsubscribe=False))
        kinds.register(kinds.Kind(key="certificates.stopped", label=_("Stopped certificates"), may_unsubscribe=False))
        fill("course.facts", "certificates/slots/course_facts.html")
        fill("course.after", "certificates/slots/course_after.html", slots.course_after, order=10)
        fill("cohort.after", "certificates/slots/cohort_after.html", slots.cohort_after, order=10)
        fill("dashboard.main", "certificates/slots/dashboard.html", slots.dashboard, order=200)
        fill("person.admin", "certificates/slots/person.html", slots.person, order=20)
        register(
            Entry(
                model="certificates.Certificate",
                personal=("learner", "revoked_by", "revoked_reason"),
                export=privacy.export_certificates,
                erase=privacy.erase_certificates,
                reason=_("One that you keep can still be checked; one that you withdraw only says that it no longer holds."),
            )
        )
        register(
            Entry(
                model="certificates.CertificateVersion",
                personal=("recipient_name", "search_text", "reason", "created_by", "pdf"),
                export=privacy.export_versions,
                reason=_("What is printed on a certificate that you keep; your name leaves one that you withdraw."),
            )
        )
        register(
            Entry(
                model="certificates.StoppedIssue",
                personal=("learner", "name", "search_text", "detail", "resolved_by"),
                export=privacy.export_stopped,
                erase=privacy.erase_stopped,
            )
        )
        merging.register_all()
        register(Entry(model="certificates.Achievement", reason=_("Says what can be earned, and nothing about people.")))
