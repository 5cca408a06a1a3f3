from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

PAGES = ["HomePage", "ContentPage", "NewsIndexPage", "NewsPage"]


class HomeConfig(AppConfig):
    name = "home"

    def ready(self) -> None:
        from accounts.privacy import Entry, register  # noqa: PLC0415 -- app ready
        from accounts.roles import allow  # noqa: PLC0415 -- app ready
        from home import receivers  # noqa: F401, PLC0415 -- app ready

        for model in PAGES:
            register(Entry(f"home.{model}", reason="Pages of the site; who edits them is in Wagtail's own record."))
        register(
            Entry("home.Organisation", reason=_("Says whose site it is and how to reach them; nothing about a person."))
        )
        allow("Administrator", "home.change_organisation")
