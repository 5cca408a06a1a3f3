"""What changes the head and foot of every page."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from fellowships.models import ProgrammesPage
from home import frame
from home.models import ContentPage, HomePage, NewsIndexPage, Organisation

FRAMED = (ContentPage, HomePage, NewsIndexPage, ProgrammesPage)


@receiver([page_published, page_unpublished, page_slug_changed, post_page_move])
@receiver(post_delete)
def forget_after_page(*, instance: object, **_kwargs: object) -> None:
    """Only a page that stands in the frame changes it; what stands further down changes nothing that is worth a look."""
    if isinstance(instance, FRAMED):
        frame.forget()


@receiver([post_save, post_delete], sender=Organisation)
@receiver([post_save, post_delete], sender=PageViewRestriction)
def forget_after_row(**_kwargs: object) -> None:
    frame.forget()
