"""Files as people bring them: small, made here, and what their names say unless a test says otherwise."""

import io
import random
import zipfile

from PIL import Image

FILM = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + bytes(range(256)) * 8
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + b"\x00" * 100
SOUND = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" * 100
SUBTITLES = "WEBVTT\n\n00:00.000 --> 00:02.000\nمرحبا\n".encode()
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100" onload="alert(1)">'
    b'<script>alert(1)</script><rect width="200" height="100" fill="#0b5c63"/></svg>'
)
# What is left of it.
HARMLESS = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><rect width="200" height="100" fill="#0b5c63" /></svg>'
)


def packed():
    """A ZIP with one file in it."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("notes.txt", "What we saw.")
    return data.getvalue()


def photo(width=1600, height=1200, *, grain=0.5):
    """A picture as busy as a photograph of leaves: light that falls off, and grain on every pixel; with 1, nothing else."""
    noise = Image.frombytes("RGB", (width, height), random.Random(1).randbytes(width * height * 3))  # noqa: S311
    light = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    return saved(Image.blend(light, noise, grain), "JPEG", quality=95)


def plain(width=640, height=480, *, kind="PNG", colour=(11, 92, 99)):
    return saved(Image.new("RGB", (width, height), colour), kind)


def moving(frames=3, width=64, height=48):
    """An animation whose first frame is red."""
    images = [Image.new("RGB", (width, height), (250 - 100 * number, 0, 50 * number)) for number in range(frames)]
    return saved(images[0], "GIF", save_all=True, append_images=images[1:], duration=100, loop=0)


def saved(image, kind, **options):
    data = io.BytesIO()
    image.save(data, kind, **options)
    return data.getvalue()


def content(row):
    """What is stored in a row's file."""
    with row.file.open("rb") as file:
        return file.read()
