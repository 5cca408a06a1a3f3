from django.urls import path

from courses import views

app_name = "courses"
urlpatterns = [
    path("courses/", views.catalogue, name="catalogue"),
    # No course has this for its slug (courses.addresses.RESERVED_SLUGS).
    path("courses/feed/", views.feed, name="feed"),
    path("courses/<str:slug>/", views.course, name="course"),
]
