"""Reports of meetings in the shapes of the usual tools, made up for these tests: the same three people in each."""

import codecs

ZOOM = """\
Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants,
823 0000 0000,Week 1,11/26/2026 02:00:00 PM,11/26/2026 03:05:00 PM,host@example.org,65,4,

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent,In Waiting Room
Ada Okafor (ada),Ada@Example.org,11/26/2026 01:55:00 PM,11/26/2026 02:00:00 PM,5,No,,Yes
Ada Okafor (ada),Ada@Example.org,11/26/2026 02:00:00 PM,11/26/2026 02:20:00 PM,20,No,Y,No
Ada Okafor (ada),Ada@Example.org,11/26/2026 02:25:00 PM,11/26/2026 03:05:00 PM,40,No,Y,No
"Díaz, Bruno",,11/26/2026 02:10:00 PM,11/26/2026 02:22:00 PM,12,Yes,Y,No
Chiara's iPad,,11/26/2026 02:00:00 PM,11/26/2026 03:05:00 PM,65,Yes,Y,No
"""
ZOOM_UNIQUE = """\
\ufeffName (Original Name),User Email,Total Duration (Minutes),Guest
Ada Okafor,ada@example.org,60,No
"Díaz, Bruno",,12,Yes
Chiara's iPad,,65,Yes
"""
TEAMS = """\
1. Summary
Meeting title\tWeek 1
Attended participants\t3
Start time\t11/26/26, 2:00:00 PM
End time\t11/26/26, 3:05:00 PM
Meeting duration\t1h 5m

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Ada Okafor\t11/26/26, 2:00:02 PM\t11/26/26, 3:05:00 PM\t1h 20s\t\tada@example.org\tPresenter
Díaz, Bruno (Guest)\t11/26/26, 2:10:00 PM\t11/26/26, 2:22:00 PM\t12m 3s\t\t\tAttendee
Chiara's iPad (Unverified)\t11/26/26, 2:00:00 PM\t11/26/26, 3:05:00 PM\t1h 5m\t\t\tAttendee

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Ada Okafor\t11/26/26, 2:00:02 PM\t11/26/26, 2:20:02 PM\t20m\tada@example.org\tPresenter
Ada Okafor\t11/26/26, 2:24:40 PM\t11/26/26, 3:05:00 PM\t40m 20s\tada@example.org\tPresenter
"""
TEAMS_FRENCH = """\
1. Résumé
Titre de la réunion\tSemaine 1

2. Participants
Nom\tPremière participation\tDernier départ\tDurée de la réunion\tE-mail\tID de participant (UPN)\tRôle
Ada Okafor\t26/11/2026 14:00:02\t26/11/2026 15:05:00\t1 h 0 min 20 s\t\tada@example.org\tPrésentateur
Díaz, Bruno\t26/11/2026 14:10:00\t26/11/2026 14:22:00\t12 min 3 s\t\t\tParticipant
Chiara's iPad\t26/11/2026 14:00:00\t26/11/2026 15:05:00\t1 h 5 min\t\t\tParticipant
"""
MEET = """\
First name,Last name,Email,Duration,Time joined,Time exited
Ada,Okafor,ada@example.org,1 hr,2:00 PM,3:05 PM
Bruno,Díaz,,12 min,2:10 PM,2:22 PM
Chiara's iPad,,,1 hr 5 min,2:00 PM,3:05 PM
"""
BIG_BLUE_BUTTON = """\
"Name";"Moderator";"Activity Score";"Online time";"Talk time";"Webcam time";"Messages";"Join";"Left"
"Ada Okafor";"Yes";"8.5";"01:00:20";"00:10:00";"00:00:00";"4";"11/26/2026 14:00:00";"11/26/2026 15:05:00"
"Díaz, Bruno";"No";"2";"00:12:03";"00:00:00";"00:00:00";"0";"11/26/2026 14:10:00";"11/26/2026 14:22:10"
"Chiara's iPad";"No";"0";"01:05:00";"00:00:00";"00:00:00";"0";"11/26/2026 14:00:00";"11/26/2026 15:05:00"
"""


def utf16(text):
    """As Teams writes it."""
    return codecs.BOM_UTF16_LE + text.replace("\n", "\r\n").encode("utf-16-le")


FILES = {
    "zoom": ZOOM.encode(),
    "zoom-unique": ZOOM_UNIQUE.encode(),
    "teams": utf16(TEAMS),
    "teams-without-mark": TEAMS.encode("utf-16-le"),
    "teams-french": utf16(TEAMS_FRENCH),
    "meet": MEET.encode(),
    "bigbluebutton": BIG_BLUE_BUTTON.encode(),
    "windows": ZOOM_UNIQUE.lstrip("\ufeff").encode("cp1252"),
}
