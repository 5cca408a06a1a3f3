"""A meeting's report, and how long somebody must have been there."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from tutors.meeting_reports import MOST_BYTES
from tutors.models import Session

MEGABYTE = 1024 * 1024
REFUSED = {
    "too_long": gettext_lazy("This file is too large for a report of a meeting."),
    "no_text": gettext_lazy("This is no list with separators (.csv). Download the report from the meeting tool once more."),
    "no_columns": gettext_lazy(
        "This file has no columns for names and for minutes that we know. Download the report of the participants, as CSV."
    ),
    "nobody": gettext_lazy("There is nobody in this report."),
    "too_many": gettext_lazy("There are far more people or lines in this file than in a report of a meeting."),
}


class NeededForm(forms.Form):
    needed = forms.IntegerField(
        label=gettext_lazy("Minutes from which somebody was present"),
        min_value=1,
        max_value=1440,
        help_text=gettext_lazy("Who was there for less is noted as absent, with the minutes."),
    )


class ReportForm(NeededForm):
    file = forms.FileField(
        label=gettext_lazy("Report of the participants (.csv)"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        help_text=gettext_lazy("As Zoom, Microsoft Teams, Google Meet or BigBlueButton write it. It is not kept."),
    )
    field_order = ["file", "needed"]

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["needed"] = max(1, session.minutes // 2)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                gettext("The file has more than %(most)s MB.") % {"most": MOST_BYTES // MEGABYTE}, code="too_long"
            )
        return file


class ReviewForm(NeededForm):
    """What goes for the whole report; who is who, stands beside each row."""

    rest = forms.BooleanField(required=False)
