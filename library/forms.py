"""The forms through which staff give files to the library: one at a time, many at once, or in the place of an older one."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from core.announce import announce
from library.exceptions import FileRefused
from library.files import check_document, check_image
from library.signals import document_replaced, image_replaced


class CheckedImageField(WagtailImageField):
    """
    This checks an image before Wagtail looks into it, and puts what may be stored in the upload's place.

    The upload itself is rewritten: where another field is wrong, Wagtail keeps it for a second try.
    """

    def to_python(self, data: Any) -> Any:
        if isinstance(data, UploadedFile):
            _rewrite(data, _checked(check_image, data.name, data.read()))
        return super().to_python(data)


class ImageForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Wagtail makes the field itself, and leaves it out where only words are edited.
        if plain := self.fields.get("file"):
            self.fields["file"] = CheckedImageField(label=plain.label, required=plain.required, widget=plain.widget)

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 -- as Django has it
        is_replaced = commit and bool(self.instance.pk) and "file" in self.changed_data
        image = super().save(commit=commit)
        if is_replaced:
            announce(image_replaced, image_id=image.pk)
        return image


class DocumentForm(BaseDocumentForm):
    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if isinstance(upload, UploadedFile):
            _checked(check_document, upload.name, upload.file)
        return upload

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 -- as Django has it
        is_replaced = commit and bool(self.instance.pk) and "file" in self.changed_data
        document = super().save(commit=commit)
        if is_replaced:
            announce(document_replaced, document_id=document.pk)
        return document


def _checked[R](check: Callable[[str, Any], R], name: str | None, data: Any) -> R:
    try:
        return check(name or "", data)
    except FileRefused as refused:
        raise ValidationError(refused.reason, code="refused") from refused


def _rewrite(upload: "UploadedFile[bytes]", content: bytes) -> None:
    upload.seek(0)
    upload.truncate()
    upload.write(content)
    upload.seek(0)
    upload.size = len(content)
