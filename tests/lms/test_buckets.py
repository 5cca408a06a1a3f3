"""Files in a bucket, at an S3 server on this machine."""

import os

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.utils import timezone
from moto.server import ThreadedMotoServer

from library.actions import store_document, store_image
from lms import backup, engines
from tests.library import samples

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server():
    given = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "eu-west-1"}
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)


@pytest.fixture
def bucket(server, settings):
    """An empty bucket that the site keeps its files in."""
    address = f"s3://footbridge/site?endpoint={server}&region=eu-west-1"
    client = boto3.client("s3", endpoint_url=server)
    client.create_bucket(Bucket="footbridge", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    settings.FILES_URL = address
    settings.STORAGES = {
        **settings.STORAGES,
        "default": engines.bucket(address, "media"),
        "private": engines.bucket(address, "private"),
    }
    yield client
    for each in client.list_objects_v2(Bucket="footbridge").get("Contents", []):
        client.delete_object(Bucket="footbridge", Key=each["Key"])
    client.delete_bucket(Bucket="footbridge")
    client.close()


def keys(client):
    return sorted(each["Key"] for each in client.list_objects_v2(Bucket="footbridge").get("Contents", []))


def test_a_picture_comes_from_the_bucket_with_the_sites_own_headers(client, bucket):
    image = store_image(name="réseau.svg", data=samples.DRAWING, title="", by=None)

    response = client.get(image.file.url)

    assert image.file.url.startswith("/media/original_images/")
    assert keys(bucket) == [f"site/media/{image.file.name}"]
    assert b"".join(response) == samples.HARMLESS
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_a_picture_known_already_is_not_sent_again(client, bucket):
    image = store_image(name="a.png", data=samples.plain(), title="", by=None)
    first = client.get(image.file.url)
    assert b"".join(first) == samples.plain()

    assert client.get(image.file.url, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304


@pytest.mark.parametrize("path", ["none.png", "documents/a.pdf", "../private/secret.pdf", "%2e%2e/private/secret.pdf"])
def test_what_is_not_public_is_not_there(client, bucket, path):
    storages["private"].save("secret.pdf", ContentFile(b"%PDF"))
    default_storage.save("documents/a.pdf", ContentFile(b"%PDF"))

    assert client.get(f"/media/{path}").status_code == 404


def test_a_film_comes_in_pieces(client, bucket):
    film = store_document(name="a.mp4", data=samples.FILM, title="", by=None)

    response = client.get(film.url, headers={"Range": "bytes=4-7"})

    assert (response.status_code, b"".join(response)) == (206, samples.FILM[4:8])


def test_a_name_that_is_taken_gets_another_one(bucket):
    first = storages["private"].save("a.pdf", ContentFile(b"1"))
    second = storages["private"].save("a.pdf", ContentFile(b"2"))

    assert (first, second != first) == ("a.pdf", True)
    with storages["private"].open(first) as file:
        assert file.read() == b"1"


@pytest.mark.django_db(transaction=True)
def test_a_backup_holds_what_lies_in_the_bucket(bucket, tmp_path):
    storages["private"].save("2026/11/letter.pdf", ContentFile(b"%PDF"))
    default_storage.save("images/a.svg", ContentFile(b"<svg/>"))

    assert backup.write(tmp_path / "site.tar", now=timezone.now()) == 2
    assert list(backup.names(storages["private"])) == ["2026/11/letter.pdf"]


@pytest.mark.parametrize("odd", ["s3://", "https://bucket", "s3://bucket?acl=public-read", "bucket"])
def test_an_odd_address_stops_the_start(odd):
    with pytest.raises(SystemExit, match="FILES_URL"):
        engines.bucket(odd, "media")
