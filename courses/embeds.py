"""To which other sites a lesson may lead."""

from collections.abc import Collection
from urllib.parse import urlsplit


def embed_host(url: str, *, hosts: Collection[str]) -> str | None:
    """This is the host of an address that may be embedded; None where it may not: https, on its usual port, by name."""
    if not url.isascii() or not url.isprintable() or set(url) & set(' \\"<>'):
        return None
    try:
        parts = urlsplit(url)
        is_plain = parts.scheme == "https" and "@" not in parts.netloc and parts.port in {None, 443}
    except ValueError:
        return None
    return parts.hostname if is_plain and parts.hostname in hosts else None
