"""
The learner's addresses for a preview.

They have the names of those, so that a learner's template leads on within the preview: Django takes the instance of a name
that the present address belongs to.
"""

from django.urls import path

from enrolments import preview

app_name = "enrolments"
urlpatterns = [
    path("<slug:code>/", preview.course, name="course"),
    path("<slug:code>/enrolment/enrol/", preview.nothing, name="enrol"),
    path("<slug:code>/enrolment/withdraw/", preview.nothing, name="withdraw"),
    path("<slug:code>/enrolment/language/", preview.change_language, name="language"),
    path("<slug:code>/enrolment/finish/", preview.nothing, name="finish"),
    path("<slug:code>/enrolment/rating/", preview.nothing, name="rate"),
    path("<slug:code>/<slug:key>/", preview.unit, name="unit"),
    path("<slug:code>/<slug:key>/complete/", preview.complete, name="complete"),
    path("<slug:code>/<slug:key>/help/", preview.nothing, name="help"),
    path("<slug:code>/<slug:key>/attempt/", preview.attempt, name="attempt"),
    path("<slug:code>/<slug:key>/attempt/answers/", preview.save, name="answers"),
    path("<slug:code>/<slug:key>/attempt/hand-in/", preview.hand_in, name="hand_in"),
    path("<slug:code>/<slug:key>/attempts/<int:number>/", preview.nothing, name="result"),
]
