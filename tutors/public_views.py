"""The tutors who agreed to be found by everybody."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from tutors import queries
from tutors.addresses import tutor_address, tutors_address
from tutors.models import Tutor

PER_PAGE = 24


@require_safe
@cache_control(private=True)
def tutors(request: HttpRequest) -> HttpResponse:
    found = Tutor.objects.listed().select_related("user").order_by("user__search_name", "pk")
    leaf = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    first = tutors_address(get_language())
    canonical = first if leaf.number == 1 else f"{first}?page={leaf.number}"
    versions = [(code, tutors_address(code)) for code, _name in settings.LANGUAGES if leaf.number == 1]
    return render(request, "tutors/tutors.html", {"leaf": leaf, "canonical": canonical, "versions": versions})


@require_safe
@cache_control(private=True)
def tutor(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Tutor.objects.listed().select_related("user"), pk=pk)
    given = {
        "tutor": found,
        "courses": queries.courses_moderated(found, language=get_language()),
        "canonical": tutor_address(pk, get_language()),
        "versions": [(code, tutor_address(pk, code)) for code, _name in settings.LANGUAGES],
    }
    return render(request, "tutors/tutor.html", given)
