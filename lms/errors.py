"""What is shown when something went wrong; the templates say what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def too_many_requests(request: HttpRequest, _exception: Exception | None = None) -> HttpResponse:
    return render(request, "429.html", status=429)
