from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core import slots


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        from accounts import roles  # noqa: PLC0415 -- app ready
        from notices import kinds, merging, privacy, receivers  # noqa: F401, PLC0415 -- app ready
        from notices.slots import person  # noqa: PLC0415 -- app ready

        kinds.register(
            kinds.Kind(key="accounts.account", label=_("Your account"), may_unsubscribe=False, is_secret=True),
        )
        privacy.register_all()
        merging.register_all()
        slots.fill("profile.links", "notices/slots/profile.html")
        slots.fill("person.admin", "notices/slots/person.html", person, order=90)
        roles.allow("Administrator", "notices.view_mail")
