"""Uploading a course folder."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from courses.folder.uploads import Wishes
from courses.folder.zip import MEGABYTE, MOST_BYTES

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class ImportForm(forms.Form):
    """Who may not publish is not asked whether to."""

    file = forms.FileField(
        label=_("Course folder"),
        validators=[FileExtensionValidator(["zip"])],
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,application/zip"}),
        help_text=_("A course folder, packed as a .zip file of at most %(most)s MB.") % {"most": MOST_BYTES // MEGABYTE},
    )
    check_only = forms.BooleanField(
        required=False, label=_("Check only"), help_text=_("Look for faults in the folder, and import nothing.")
    )
    publish = forms.BooleanField(
        required=False, label=_("Publish"), help_text=_("Take the course live, with all that is in it.")
    )
    force = forms.BooleanField(
        required=False,
        label=_("Overwrite"),
        help_text=_("Also change pages that were edited here since the last import. Otherwise they stay as they are."),
    )

    def __init__(self, *args: Any, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_publish:
            del self.fields["publish"]

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(_("The file has more than %(most)s MB."), params={"most": MOST_BYTES // MEGABYTE})
        return file

    def wishes(self) -> Wishes:
        return {
            "publish": self.cleaned_data.get("publish", False),
            "force": self.cleaned_data["force"],
            "check_only": self.cleaned_data["check_only"],
        }
