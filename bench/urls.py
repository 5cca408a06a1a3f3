"""The site's addresses, and the yardstick: one indexed query behind the same middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

import lms.urls
from courses.models import Unit
from lms.urls import handler429  # noqa: F401 -- Django looks for it here


def plain(_request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(Unit.objects.get(pk=pk).title)


urlpatterns = [path("bench/plain/<int:pk>/", plain), *lms.urls.urlpatterns]
