"""Images, documents and private files. Own models from the first migration, so that they can grow."""

import uuid

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class LibraryImage(AbstractImage):
    """This is an image of the site; ``description`` is its text for those who do not see it."""

    admin_form_fields = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        # Wagtail's chooser asks for it.
        permissions = [("choose_libraryimage", "Can choose image")]


class Rendition(AbstractRendition):
    image = models.ForeignKey(LibraryImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"),
                name="rendition_once_per_filter",
            ),
        ]


class LibraryDocument(AbstractDocument):
    """This is a file that staff publish for download."""

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_librarydocument", "Can choose document")]


def private_storage() -> Storage:
    """This is the storage that no web server shows; a view with a rule serves from it."""
    return storages["private"]


class PrivateFile(models.Model):
    """
    This is a stored file that only a view with a rule may serve.

    The row that owns it points at it; the file itself knows neither its owner nor why it is there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.FileField(storage=private_storage, upload_to="%Y/%m/", max_length=255)
    name = models.CharField(_("name"), max_length=200, help_text=_("The file name offered on download."))
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("private file")
        verbose_name_plural = _("private files")

    def __str__(self) -> str:
        return self.name
