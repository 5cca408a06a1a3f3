"""What Wagtail says of its pages becomes what readers read, in the same transaction where there is one."""

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone
from treebeard.mp_tree import nodes_deleted
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from courses import actions
from courses.models import KeptPage
from courses.tree import courses_around
from library.models import LibraryDocument, LibraryImage
from library.signals import document_replaced, image_replaced


@receiver([page_published, page_unpublished], dispatch_uid="courses.page")
def follow_page(*, instance: Page, **_kwargs: Any) -> None:
    if isinstance(instance, KeptPage):
        actions.refresh(translation_keys=courses_around([instance.path]), now=timezone.now())


@receiver(post_page_move, dispatch_uid="courses.move")
def follow_move(*, instance: Page, parent_page_before: Page, parent_page_after: Page, **_kwargs: Any) -> None:
    page = instance.specific
    # The move itself may have shifted the old parent, so its place is asked for again.
    before = courses_around(Page.objects.filter(pk=parent_page_before.pk).values_list("path", flat=True))
    after = courses_around([page.path])
    if isinstance(page, KeptPage) and parent_page_before.pk != parent_page_after.pk:
        actions.settle_keys(page=page)
    actions.refresh(translation_keys=before | after, now=timezone.now())


@receiver(nodes_deleted, sender=Page, dispatch_uid="courses.deletion")
def follow_deletion(**_kwargs: Any) -> None:
    actions.repair(now=timezone.now())


@receiver([post_save, post_delete], sender=PageViewRestriction, dispatch_uid="courses.restriction")
def follow_restriction(*, origin: object = None, **_kwargs: Any) -> None:
    # A restriction that goes with its page says nothing: the page's own deletion does.
    if getattr(origin, "model", type(origin)) in {PageViewRestriction, type(None)}:
        actions.repair(now=timezone.now())


@receiver(m2m_changed, sender=PageViewRestriction.groups.through, dispatch_uid="courses.groups")
def follow_groups(*, action: str, **_kwargs: Any) -> None:
    if action.startswith("post_"):
        actions.repair(now=timezone.now())


@receiver(image_replaced, dispatch_uid="courses.image")
def follow_image(*, image_id: int, **_kwargs: Any) -> None:
    actions.render_anew(shown=LibraryImage(pk=image_id), now=timezone.now())


@receiver(document_replaced, dispatch_uid="courses.document")
def follow_document(*, document_id: int, **_kwargs: Any) -> None:
    actions.render_anew(shown=LibraryDocument(pk=document_id), now=timezone.now())


@receiver([post_save, post_delete], sender=Locale, dispatch_uid="courses.locale")
def follow_locale(**_kwargs: Any) -> None:
    actions.repair(now=timezone.now())
