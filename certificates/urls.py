from django.urls import path

from certificates import views

app_name = "certificates"
urlpatterns = [
    path("<uuid:uuid>/", views.detail, name="detail"),
    path("<uuid:uuid>.pdf", views.pdf, name="pdf"),
    path("enrolments/<int:enrolment_id>/", views.of_enrolment, name="of_enrolment"),
]
