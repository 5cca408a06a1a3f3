from django.urls import path

from alumni import views

app_name = "alumni"
urlpatterns = [
    path("", views.directory, name="directory"),
    path("join/", views.join, name="join"),
    path("profile/", views.profile, name="profile"),
    path("leave/", views.leave, name="leave"),
]
