"""Static files under names that say what is in them, compressed beforehand."""

from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """
    These files' addresses are looked up once in a process.

    They cannot change while it runs, and a page asks for eight of them: looking them up anew was a twentieth of its cost.
    """

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.url = cache(super().url)
