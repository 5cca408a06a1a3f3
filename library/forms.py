"""The forms through which staff give files to the library: one at a time, many at once, or in the place of an older one."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from library.exceptions import FileRefused
from library.files import check_document, check_image


class ImageForm(BaseImageForm):
    def clean_file(self) -> Any:
        """
        What is stored is what the check gives back, so a drawing is cleaned before anything of it is kept.

        The upload itself is rewritten: where another field is wrong, Wagtail keeps the upload for a second try.
        """
        upload = self.cleaned_data["file"]
        if isinstance(upload, UploadedFile):
            _rewrite(upload, _checked(check_image, upload, upload.read()))
        return upload


class DocumentForm(BaseDocumentForm):
    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if isinstance(upload, UploadedFile):
            _checked(check_document, upload, upload)
        return upload


def _checked(check: Any, upload: UploadedFile, data: Any) -> Any:
    try:
        return check(upload.name, data)
    except FileRefused as refused:
        raise ValidationError(refused.reason, code="refused") from refused


def _rewrite(upload: UploadedFile, content: bytes) -> None:
    upload.seek(0)
    upload.truncate()
    upload.write(content)
    upload.seek(0)
    upload.size = len(content)
