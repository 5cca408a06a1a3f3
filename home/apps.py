from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"

    def ready(self) -> None:
        from accounts.privacy import Entry, register  # noqa: PLC0415 -- app ready

        for model in ("home.HomePage", "home.ContentPage"):
            register(Entry(model, reason="Pages of the site; who edits them is in Wagtail's own record."))
