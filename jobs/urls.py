from django.urls import path

from jobs import views

app_name = "jobs"
urlpatterns = [
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/again/", views.start_again, name="start_again"),
]
