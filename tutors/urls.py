from django.urls import path

from tutors import calendar_views, check_in_views, cohort_views

app_name = "tutors"
# None of these is a unit's: what a unit's address has after the course's code and its key is none of these words.
urlpatterns = [
    path("learn/cohorts/<slug:code>/", cohort_views.cohort, name="cohort"),
    path("learn/cohorts/<slug:code>/join/", cohort_views.join, name="join"),
    path("learn/cohorts/<slug:code>/join/<str:token>/", cohort_views.invitation, name="invitation"),
    path("learn/cohorts/<slug:code>/accept/", cohort_views.accept, name="accept"),
    path("learn/cohorts/<slug:code>/decline/", cohort_views.decline, name="decline"),
    path("learn/cohorts/<slug:code>/leave/", cohort_views.leave, name="leave"),
    path("learn/cohorts/<slug:code>/put-off/", cohort_views.put_off, name="put_off"),
    path("learn/cohorts/<slug:code>/sessions/<int:pk>/", cohort_views.session, name="session"),
    path("learn/cohorts/<slug:code>/sessions/<int:pk>/session.ics", cohort_views.session_file, name="session_file"),
    path("learn/cohorts/<slug:code>/sessions/<int:pk>/check-in/", check_in_views.check_in, name="check_in"),
    path("learn/<slug:course>/cohorts/next/", cohort_views.next_cohort, name="next_cohort"),
    path("learn/<slug:course>/cohorts/next/forget/", cohort_views.forget_next_cohort, name="forget_next_cohort"),
    path("calendar/", calendar_views.calendar, name="calendar"),
    path("calendar/make/", calendar_views.make, name="make_calendar"),
    path("calendar/renew/", calendar_views.renew, name="renew_calendar"),
    path("calendar/remove/", calendar_views.remove, name="remove_calendar"),
    path("calendar/<str:token>.ics", calendar_views.feed, name="feed"),
]
