"""What tutors say of themselves."""

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction

from tutors.models import Tutor


@dataclass(frozen=True)
class Profile:
    """This is what a tutor says of themselves, and whether everybody may read it."""

    about: str = ""
    languages: tuple[str, ...] = field(default=())
    topics: tuple[str, ...] = field(default=())
    is_listed: bool = False


@transaction.atomic
def change_profile(*, tutor: Tutor, profile: Profile) -> Tutor:
    """Change a tutor's profile; one who has retired is never listed."""
    tutor = Tutor.objects.select_for_update().get(pk=tutor.pk)
    tutor.about = profile.about.strip()
    tutor.languages, tutor.topics = [*profile.languages], [*profile.topics]
    tutor.is_listed = profile.is_listed and not tutor.is_retired
    tutor.save(update_fields=["about", "languages", "topics", "is_listed"])
    return tutor


def note_training(*, tutor: Tutor, trained_since: dt.date | None) -> Tutor:
    """Note since when a tutor is trained, as the organisation knows it. A repeat changes nothing."""
    tutor.trained_since = trained_since
    tutor.save(update_fields=["trained_since"])
    return tutor
