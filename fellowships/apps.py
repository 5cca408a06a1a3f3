from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FellowshipsConfig(AppConfig):
    name = "fellowships"

    def ready(self) -> None:
        from accounts.privacy import Entry, register  # noqa: PLC0415 -- app ready

        for model in ("ProgrammesPage", "ProgrammePage"):
            register(Entry(f"fellowships.{model}", reason=_("Says what programmes there are, for all to read.")))
