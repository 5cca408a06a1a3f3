"""Public roads under a language's prefix."""

from django.urls import path

from tutors import public_views

app_name = "tutors_public"
urlpatterns = [
    path("tutors/", public_views.tutors, name="tutors"),
    path("tutors/<int:pk>/", public_views.tutor, name="tutor"),
]
