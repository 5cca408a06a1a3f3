"""
What an author sees before a change of a course takes hold: who would gain by it and who would lose.

Wagtail's hooks ask here. The answer is None where nobody gains or loses, or the author has read it and said yes; else a page
that sends the same form once more, with that yes.
"""

from collections.abc import Callable, Iterable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.models import Page

from courses.models import KeptPage
from courses.rules import Person
from enrolments import effects

YES = "effects-confirmed"
# Of the form before it was saved once: with these, the same form would look out of date.
STALE = {"csrfmiddlewaretoken", "loaded_revision_id", "loaded_revision_created_at", "overwrite_revision_id"}


def publishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The form was saved as a draft by now; sent again, it is one of a page that exists, also where it was made just now."""
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    asked = _ask(request, [page], partial(_publish, page.pk), form=edit)
    if asked and page.first_published_at is None:
        # Wagtail puts a new page into the tree as a live one, and publishes it only then.
        Page.objects.filter(pk=page.pk).update(live=False, has_unpublished_changes=True)
    return asked


def unpublishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    with_descendants = bool(request.POST.get("include_descendants"))
    return _ask(request, [page], partial(_unpublish, page.pk, user=request.user, include_descendants=with_descendants))


def deleting(request: HttpRequest, page: Page) -> HttpResponse | None:
    return _ask(request, [page], partial(_delete, page.pk))


def moving(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    return _ask(request, [page], partial(_move, page.pk, destination.pk), around=[destination.path])


def acting_on_many(request: HttpRequest, kind: str, objects: Iterable[object], action: BulkAction) -> HttpResponse | None:
    pages = [each for each in objects if isinstance(each, Page)]
    given = action.cleaned_form.cleaned_data
    destination = given.get("chooser")
    acts: dict[str, Callable[[int], object]] = {
        "publish": _publish,
        "unpublish": partial(_unpublish, user=request.user, include_descendants=bool(given.get("include_descendants"))),
        "delete": _delete,
        "move": partial(_move, destination=destination.pk if destination else 0),
    }
    if kind not in acts:
        return None
    around = [destination.path] if destination else []
    return _ask(request, pages, lambda: [acts[kind](page.pk) for page in pages], around=around)


def _ask(
    request: HttpRequest,
    pages: list[Page],
    act: Callable[[], object],
    *,
    around: Iterable[str] = (),
    form: str = "",
) -> HttpResponse | None:
    concerned = [page for page in pages if issubclass(page.specific_class or Page, KeptPage)]
    if request.method != "POST" or YES in request.POST or not concerned:
        return None
    found = effects.effects_of(paths=[*(page.path for page in concerned), *around], act=act)
    if not found:
        return None
    context = {
        "effects": found,
        "fields": [(name, value) for name, values in request.POST.lists() for value in values if name not in STALE],
        "yes": YES,
        "then": form or request.get_full_path(),
        "back": form or reverse("wagtailadmin_explore", args=[concerned[0].get_parent().pk]),
    }
    return render(request, "enrolments/admin/effects.html", context)


def _fresh(pk: int) -> Page:
    """This is a page as the database has it, and not as a form has just changed it."""
    return Page.objects.get(pk=pk).specific


def _publish(pk: int) -> None:
    page = _fresh(pk)
    (page.get_latest_revision() or page.save_revision()).publish()


def _unpublish(pk: int, *, user: Person, include_descendants: bool) -> None:
    UnpublishPageAction(_fresh(pk), user=user, include_descendants=include_descendants).execute(skip_permission_checks=True)


def _delete(pk: int) -> None:
    # With many at once, it may have gone with the one above it.
    if page := Page.objects.filter(pk=pk).first():
        page.specific.delete()


def _move(pk: int, destination: int) -> None:
    MovePageAction(_fresh(pk), _fresh(destination), pos="last-child").execute(skip_permission_checks=True)
