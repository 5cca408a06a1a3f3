import base64
import io

import pytest
from PIL import Image

from library.exceptions import FileRefused
from library.photographs import MOST_BYTES, lighter


def photograph(width=900, height=700, kind="JPEG", mode="RGB"):
    """One so full of noise that it is heavy."""
    noise = Image.effect_noise((width, height), 120).convert(mode)
    file = io.BytesIO()
    noise.save(file, kind, quality=95)
    return file.getvalue()


def address(data, kind="jpeg"):
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def read(text):
    data = base64.b64decode(text.removeprefix("data:image/webp;base64,"))
    with Image.open(io.BytesIO(data)) as picture:
        return len(data), picture.mode


def test_a_heavy_photograph_becomes_light():
    heavy = address(photograph())

    light = lighter(heavy)

    assert len(heavy) > MOST_BYTES
    assert read(light)[0] <= MOST_BYTES
    assert lighter(light) == light
    assert lighter(heavy) == light


def test_what_is_seen_through_stays_so():
    assert read(lighter(address(photograph(kind="PNG", mode="RGBA"), "png")))[1] == "RGB"
    see_through = Image.open(io.BytesIO(photograph())).convert("RGBA")
    see_through.putalpha(100)
    file = io.BytesIO()
    see_through.save(file, "PNG")

    assert read(lighter(address(file.getvalue(), "png")))[1] == "RGBA"


@pytest.mark.parametrize("data", [photograph(40, 40), b"no picture", b"no picture" * 10_000, photograph()[:80_000]])
def test_a_light_one_and_one_that_cannot_be_read_stay_as_they_are(data):
    assert lighter(address(data)) == address(data)


def test_what_is_no_base64_stays_as_it_is():
    assert lighter("data:image/png;base64,abc") == "data:image/png;base64,abc"


@pytest.mark.parametrize("side", [8_000, 14_000])
def test_a_photograph_with_too_many_pixels_is_refused(side):
    file = io.BytesIO()
    Image.new("1", (side, side)).save(file, "PNG", compress_level=0)

    with pytest.raises(FileRefused, match="An image has at most 50 million pixels"):
        lighter(address(file.getvalue(), "png"))
