"""
A picture in several widths, so that each screen loads no more than it can show.

They are WebP: half the bytes of JPEG, and every phone of the last years reads it. Of an animation they show the first frame:
what moves by itself cannot be paused, and weighs as much as a film. They are made when a page is published and kept; making
them again costs one query.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from wagtail.images.models import Filter, SourceImageIOError

from library.models import LibraryImage, Rendition

if TYPE_CHECKING:
    from django.core.files import File  # generic for the type checker only

WIDTHS = (320, 480, 640, 960, 1280)
# The one for the smallest screen has at most 100 kB, a wider one so much more as it is wider.
BYTES_A_PIXEL = 100_000 // 320
QUALITIES = (78, 68, 58, 48, 38, 28)
# WebP ends at 16,383 pixels. What is still too heavy at the lowest quality, a very tall picture, is made smaller; at the
# last height even pure noise is light enough.
HEIGHTS = (16_000, 8_000, 4_000, 2_000, 1_000, 500)


class Picture(NamedTuple):
    """This is what an ``<img>`` says: one address, all of them with their widths, and the size of the widest."""

    src: str
    srcset: str
    width: int
    height: int


def picture_of(image: LibraryImage) -> Picture | None:
    """This is how an image is shown, its renditions made where there are none; None if its file is gone."""
    if image.is_svg():
        return Picture(image.file.url, "", image.width, image.height)
    try:
        shown = {_shown_width(image, rendition, width): rendition for width, rendition in _renditions(image)}
    except SourceImageIOError:
        return None
    width, widest = max(shown.items())
    height = round(widest.height * width / widest.width)
    srcset = ", ".join(f"{rendition.url} {each}w" for each, rendition in shown.items())
    return Picture(shown[min(shown)].url, srcset if len(shown) > 1 else "", width, height)


def _renditions(image: LibraryImage) -> Iterator[tuple[int, Rendition]]:
    """Never wider than the image: the last of them has the image's own width."""
    made = {rendition.filter_spec: rendition for rendition in image.renditions.all()}
    for narrower, width in pairwise((0, *WIDTHS)):
        if narrower < image.width:
            known = next((made[spec] for spec in _specs(width) if spec in made), None)
            yield width, known or _make(image, width)


def _specs(width: int) -> Iterator[str]:
    """These are the ways to make a rendition, from the best to the lightest."""
    for quality in QUALITIES:
        yield f"max-{width}x{HEIGHTS[0]}|format-webp|webpquality-{quality}"
    for height in HEIGHTS[1:]:
        yield f"max-{width}x{height}|format-webp|webpquality-{QUALITIES[-1]}"


def _make(image: LibraryImage, width: int) -> Rendition:
    """This makes the best rendition that is light enough; the tries before it are thrown away."""
    *better, lightest = _specs(width)
    for spec in better:
        with image.generate_rendition_file(Filter(spec)) as file:
            if file.size <= width * BYTES_A_PIXEL:
                return _keep(image, spec, file)
    with image.generate_rendition_file(Filter(lightest)) as file:
        return _keep(image, lightest, file)


def _keep(image: LibraryImage, spec: str, file: "File[bytes]") -> Rendition:
    """Of two who made it at once, the second gets what the first kept."""
    rendition: Rendition
    rendition, _is_new = image.renditions.get_or_create(filter_spec=spec, focal_point_key="", defaults={"file": file})
    return rendition


def _shown_width(image: LibraryImage, rendition: Rendition, width: int) -> int:
    """A rendition that was made smaller to be light takes the room that it would have had."""
    limit = int(rendition.filter_spec.split("|", maxsplit=1)[0].rsplit("x", maxsplit=1)[1])
    if rendition.height < limit:
        return int(rendition.width)
    # Only a tall one meets a limit; one that was photographed on its side is stored the other way round.
    return int(min(width, image.width, image.height))
