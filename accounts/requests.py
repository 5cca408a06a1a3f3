from django.http import HttpRequest

from accounts.models import User


class AuthenticatedRequest(HttpRequest):
    """This is a request behind ``login_required``: its user is a person."""

    user: User
