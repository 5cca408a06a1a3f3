"""What an address in the environment becomes in Django's settings: mailers and storages."""

from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from lms import env


def mailer(address: str, folder: Path) -> dict[str, object]:
    """This makes of ``smtp+tls://user:password@host:port`` what Django's ``MAILERS`` wants."""
    parts = urlsplit(address)
    if parts.scheme == "file":
        return {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": {"file_path": str(folder)}}
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname or "localhost",
            "port": parts.port or (465 if parts.scheme == "smtp+ssl" else 587),
            "username": parts.username or "",
            "password": parts.password or "",
            "use_tls": parts.scheme == "smtp+tls",
            "use_ssl": parts.scheme == "smtp+ssl",
            "timeout": 10,
        },
    }


def folder(location: Path, address: str | None) -> dict[str, object]:
    """This keeps files in a folder; a private one has no address."""
    # As text: Wagtail sends a storage along with a task, as JSON.
    options = {"location": str(location), "base_url": address}
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}


def bucket(address: str, folder: str) -> dict[str, object]:
    """
    This makes of ``s3://bucket/prefix?region=eu-west-1&endpoint=https://…`` one storage of ``STORAGES``.

    The keys are read by the client itself, from ``AWS_ACCESS_KEY_ID`` and ``AWS_SECRET_ACCESS_KEY`` or the machine's role.
    """
    parts = urlsplit(address)
    asked = dict(parse_qsl(parts.query))
    if parts.scheme != "s3" or not parts.netloc or set(asked) - {"region", "endpoint"}:
        env.refuse("FILES_URL", f"is {address!r}; it must look like s3://bucket/prefix?region=eu-west-1")
    options = {
        "bucket_name": parts.netloc,
        "location": f"{parts.path.strip('/')}/{folder}".lstrip("/"),
        "region_name": asked.get("region"),
        "endpoint_url": asked.get("endpoint"),
        "addressing_style": "path" if "endpoint" in asked else "auto",
        "signature_version": "s3v4",
        "default_acl": None,
        # A name that is taken gets another one, as in a folder.
        "file_overwrite": False,
    }
    backend = "lms.buckets.PublicFiles" if folder == "media" else "storages.backends.s3.S3Storage"
    return {"BACKEND": backend, "OPTIONS": options}
