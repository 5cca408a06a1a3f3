from django.urls import path

from courses import views

app_name = "courses"
urlpatterns = [
    path("courses/", views.catalogue, name="catalogue"),
    # No slug has a full stop in it.
    path("courses/feed.atom", views.feed, name="feed"),
    path("courses/<str:slug>/", views.course, name="course"),
]
