"""The site's addresses, with those of the room's pages where letters lead."""

from django.http import HttpResponse
from django.urls import include, path

from lms.urls import urlpatterns as site


def page(request, **_):
    return HttpResponse(request.path)


pages = [
    path("learn/cohorts/<slug:code>/", page, name="cohort"),
    path("learn/cohorts/<slug:code>/sessions/<int:pk>/", page, name="session"),
]
urlpatterns = [path("", include((pages, "tutors"))), *site]
