from django.urls import path

from enrolments import attempt_views, feedback, views

app_name = "enrolments"
# A unit may have any key, so what is not a unit has two steps after the course's code, and the second is none of a unit's.
urlpatterns = [
    path("<slug:code>/", views.course, name="course"),
    path("<slug:code>/enrolment/enrol/", views.enrol, name="enrol"),
    path("<slug:code>/enrolment/withdraw/", views.withdraw, name="withdraw"),
    path("<slug:code>/enrolment/language/", views.change_language, name="language"),
    path("<slug:code>/enrolment/finish/", views.finish, name="finish"),
    path("<slug:code>/enrolment/rating/", feedback.rate, name="rate"),
    path("<slug:code>/<slug:key>/", views.unit, name="unit"),
    path("<slug:code>/<slug:key>/complete/", views.complete, name="complete"),
    path("<slug:code>/<slug:key>/help/", feedback.ask, name="help"),
    path("<slug:code>/<slug:key>/attempt/", attempt_views.attempt, name="attempt"),
    path("<slug:code>/<slug:key>/attempt/answers/", attempt_views.save, name="answers"),
    path("<slug:code>/<slug:key>/attempt/hand-in/", attempt_views.hand_in, name="hand_in"),
    path("<slug:code>/<slug:key>/attempts/<int:number>/", attempt_views.result, name="result"),
]
