"""Files in a bucket of an S3-compatible store, instead of a folder."""

from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage


class PublicFiles(S3Storage):
    """
    These are public files in a bucket that itself is closed.

    Their addresses are the site's own, under ``MEDIA_URL``, so that every picture comes with the headers that keep a drawing
    from doing anything (library.views.media); a proxy may keep copies.
    """

    def url(self, name: str, *_args: object, **_kwargs: object) -> str:
        return f"{settings.MEDIA_URL}{filepath_to_uri(name)}"
