from django.urls import path

from tutors.teach import appointments, cohorts, modules, overview, people, places, profile, series, sessions

app_name = "teach"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("profile/", profile.profile, name="profile"),
    path("<slug:code>/", cohorts.cohort, name="cohort"),
    path("<slug:code>/move/", cohorts.move, name="move"),
    path("<slug:code>/change/", cohorts.change, name="change"),
    path("<slug:code>/copy/", cohorts.copy, name="copy"),
    path("<slug:code>/invitation/", cohorts.renew_invitation, name="renew_invitation"),
    path("<slug:code>/people/", people.people, name="people"),
    path("<slug:code>/people/decide/", people.decide, name="decide"),
    path("<slug:code>/people/admit/", people.admit, name="admit"),
    path("<slug:code>/people/<int:pk>/", places.place, name="place"),
    path("<slug:code>/people/<int:pk>/approve/", places.approve, name="approve"),
    path("<slug:code>/people/<int:pk>/refuse/", places.refuse, name="refuse"),
    path("<slug:code>/people/<int:pk>/remove/", places.remove, name="remove"),
    path("<slug:code>/people/<int:pk>/move/", places.move, name="move_place"),
    path("<slug:code>/people/<int:pk>/defer/", places.defer, name="defer"),
    path("<slug:code>/sessions/", sessions.sessions, name="sessions"),
    path("<slug:code>/sessions/plan/", sessions.plan, name="plan_session"),
    path("<slug:code>/sessions/series/", series.plan, name="plan_series"),
    path("<slug:code>/sessions/<int:pk>/", sessions.session, name="session"),
    path("<slug:code>/sessions/<int:pk>/change/", sessions.change, name="change_session"),
    path("<slug:code>/sessions/<int:pk>/move/", sessions.move, name="move_session"),
    path("<slug:code>/sessions/<int:pk>/cancel/", sessions.cancel, name="cancel_session"),
    path("<slug:code>/sessions/<int:pk>/happened/", sessions.happened, name="session_happened"),
    path("<slug:code>/sessions/<int:pk>/recording/", sessions.recording, name="recording"),
    path("<slug:code>/modules/", modules.modules, name="modules"),
    path("<slug:code>/tutors/", appointments.tutors, name="tutors"),
    path("<slug:code>/tutors/hand-over/", appointments.hand_over, name="hand_over"),
    path("<slug:code>/tutors/<int:pk>/end/", appointments.end, name="end_appointment"),
]
