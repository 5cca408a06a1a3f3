"""A photograph inside a drawing, made light enough for a phone on a slow line: no width of it can be chosen there."""

import base64
import binascii
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from library.exceptions import FileRefused

# In base64 that is 100 kB, what any picture may weigh on the smallest screen.
MOST_BYTES = 75_000
MOST_PIXELS = 50_000_000  # of all frames together: some 200 MB while a picture is being scaled
WIDTHS = (1280, 960, 640, 320)
QUALITIES = (78, 58, 38)


def lighter(address: str) -> str:
    """
    This is a photograph as a ``data:`` address, as WebP where it is too heavy as it is.

    A light one stays as it is, and so does one that cannot be read, which draws nothing. The same photograph always gives
    the same bytes.

    :raises FileRefused: if it has more pixels than any image may have.
    """
    text = address.partition(",")[2]
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
        if len(data) <= MOST_BYTES:
            return address
        with Image.open(io.BytesIO(data)) as photograph:
            if photograph.width * photograph.height > MOST_PIXELS:
                raise FileRefused(too_many_pixels())
            small = next((each for each in _tries(photograph) if len(each) <= MOST_BYTES), None)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise FileRefused(too_many_pixels()) from None
    except (binascii.Error, UnidentifiedImageError, OSError, ValueError):
        return address
    return f"data:image/webp;base64,{base64.b64encode(small).decode()}" if small else address


def _tries(photograph: Image.Image) -> Iterator[bytes]:
    """These are the photograph in smaller and smaller files, the best first."""
    whole = photograph.convert("RGBA" if photograph.has_transparency_data else "RGB")
    for width in WIDTHS:
        for quality in QUALITIES:
            smaller = whole.copy()
            smaller.thumbnail((width, 4 * width))
            file = io.BytesIO()
            smaller.save(file, "WEBP", quality=quality)
            yield file.getvalue()


def too_many_pixels() -> str:
    """This is why such an image is refused."""
    return _("An image has at most %(most)s million pixels.") % {"most": MOST_PIXELS // 1_000_000}
