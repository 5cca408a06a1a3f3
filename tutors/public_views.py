"""The tutors who agreed to be found by everybody."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from tutors import queries
from tutors.models import Tutor

PER_PAGE = 24


@require_safe
@cache_control(private=True)
def tutors(request: HttpRequest) -> HttpResponse:
    found = Tutor.objects.listed().select_related("user").order_by("user__search_name", "pk")
    leaf = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "tutors/tutors.html", {"leaf": leaf})


@require_safe
@cache_control(private=True)
def tutor(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Tutor.objects.listed().select_related("user"), pk=pk)
    moderated = queries.courses_moderated(found, language=get_language())
    return render(request, "tutors/tutor.html", {"tutor": found, "courses": moderated})
