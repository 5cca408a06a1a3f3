from django.apps import AppConfig
from wagtail.users import apps as wagtail_users


class AccountsConfig(AppConfig):
    name = "accounts"
    default = True

    def ready(self) -> None:
        from accounts import belongings, entries, erasure, merging, receivers  # noqa: F401, PLC0415 -- app ready
        from jobs import registry  # noqa: PLC0415 -- app ready

        entries.register_all()
        belongings.register_all()
        registry.register(erasure.KIND, erasure.erase_person)
        registry.register(merging.END_SESSIONS, entries.end_sessions_of)


class PeopleConfig(wagtail_users.WagtailUsersAppConfig):
    """Wagtail's administration of people, with our person in it."""

    user_viewset = "accounts.viewsets.PersonViewSet"
