"""The forms with which authors and translators edit pages."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class StructuredPageForm(WagtailAdminPageForm):
    """
    A translation gives text only.

    What makes the course's structure is shown on it as its original has it, and what is sent for it is ignored.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        original = self.instance.original()
        if original is None or original.pk == self.instance.pk:
            return
        for name in self.instance.structural_fields:
            if name in self.fields:
                self.fields[name].disabled = True
                self.initial[name] = original.serializable_data()[name]


class CoursePageForm(StructuredPageForm):
    """A course whose courses before lead back to itself could be begun by nobody; so it does not offer itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("prerequisites"):
            field.queryset = field.queryset.exclude(translation_key=self.instance.translation_key).order_by("code")

    def clean_prerequisites(self) -> Any:
        wanted = self.cleaned_data["prerequisites"]
        found = self.instance.circle(course.pk for course in wanted)
        if found:
            names = " → ".join(found)
            raise ValidationError(_("These courses would wait for one another: %(names)s.") % {"names": names})
        return wanted
