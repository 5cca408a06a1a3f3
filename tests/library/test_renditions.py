"""Pictures in several widths: light, never enlarged, made once."""

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from library.actions import store_image
from library.models import Rendition
from library.renditions import picture_of
from tests.library import samples

pytestmark = pytest.mark.django_db


def stored(data, name="a.jpg"):
    return store_image(name=name, data=data, title="", by=None)


def widths(picture):
    """What the browser is told, width by width."""
    return [int(each.split(" ")[1].removesuffix("w")) for each in picture.srcset.split(", ")]


def files():
    """The renditions as they lie in the store: format, size in pixels, size in bytes."""
    found = []
    for rendition in Rendition.objects.order_by("width"):
        with rendition.file.open("rb") as file, Image.open(file) as picture:
            found.append((picture.format, picture.size, rendition.file.size))
    return found


def test_a_wide_picture_comes_in_five_widths():
    picture = picture_of(stored(samples.plain(2000, 1000), "a.png"))

    assert widths(picture) == [320, 480, 640, 960, 1280]
    assert (picture.width, picture.height) == (1280, 640)
    assert picture.src == picture.srcset.split(" ")[0]
    assert [(kind, size) for kind, size, _bytes in files()] == [
        ("WEBP", (width, width // 2)) for width in (320, 480, 640, 960, 1280)
    ]


@pytest.mark.parametrize(("width", "shown"), [(200, []), (320, []), (321, [320, 321]), (500, [320, 480, 500])])
def test_no_picture_is_enlarged(width, shown):
    picture = picture_of(stored(samples.plain(width, 100), "a.png"))

    assert (widths(picture) if picture.srcset else []) == shown
    assert (picture.width, picture.height) == (width, 100)


def test_a_busy_photograph_is_light_on_a_small_screen():
    picture = picture_of(stored(samples.photo()))

    assert widths(picture) == [320, 480, 640, 960, 1280]
    assert all(weight <= size[0] * 100_000 / 320 for _kind, size, weight in files())
    assert files()[0][1] == (320, 240)


def test_a_calm_picture_keeps_the_best_quality_and_a_busy_one_does_not():
    picture_of(stored(samples.plain(320, 320), "a.png"))
    picture_of(stored(samples.photo(320, 900)))

    calm, busy = Rendition.objects.order_by("pk").values_list("filter_spec", flat=True)

    assert calm.endswith("webpquality-78")
    assert not busy.endswith("webpquality-78")


def test_a_very_tall_picture_is_made_smaller_and_shown_as_wide_as_it_would_be():
    picture = picture_of(stored(samples.photo(400, 4500)))

    assert widths(picture) == [320, 400]
    assert picture.width == 400
    assert picture.height == pytest.approx(4500, rel=0.02)
    assert all(weight <= 125_000 for _kind, _size, weight in files())
    assert min(weight for _kind, _size, weight in files()) <= 100_000


def test_pure_noise_is_light_as_well():
    picture = picture_of(stored(samples.photo(320, 1000, grain=1)))

    assert (picture.width, picture.height) == (320, 1000)
    assert [(size, weight <= 100_000) for _kind, size, weight in files()] == [((160, 500), True)]


def test_a_picture_taller_than_webp_can_be_is_made_lower():
    picture = picture_of(stored(samples.plain(100, 20_000), "a.png"))

    assert files()[0][1] == (80, 16_000)
    assert (picture.width, picture.height) == (100, 20_000)


def test_an_animation_stands_still():
    picture_of(stored(samples.moving(), "a.gif"))

    with Rendition.objects.get().file.open("rb") as file, Image.open(file) as picture:
        assert (picture.format, getattr(picture, "n_frames", 1)) == ("WEBP", 1)
        assert picture.convert("RGB").getpixel((10, 10))[0] > 200


def test_a_photograph_taken_on_its_side_is_shown_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    image = stored(samples.saved(Image.new("RGB", (600, 300)), "JPEG", exif=exif))

    picture = picture_of(image)

    assert (picture.width, picture.height) == (300, 600)
    assert picture.srcset == ""


def test_a_drawing_is_shown_as_it_is():
    image = stored(samples.DRAWING, "a.svg")

    assert picture_of(image) == (image.file.url, "", 200, 100)
    assert Rendition.objects.count() == 0


def test_what_is_made_is_used_again_for_one_query(django_assert_num_queries):
    image = stored(samples.photo(700, 500))
    first = picture_of(image)
    made = set(Rendition.objects.values_list("pk", flat=True))

    with django_assert_num_queries(1):
        again = picture_of(image)

    assert again == first
    assert set(Rendition.objects.values_list("pk", flat=True)) == made


def test_a_picture_whose_file_is_gone_is_none():
    image = stored(samples.plain(), "a.png")
    default_storage.delete(image.file.name)

    assert picture_of(image) is None
