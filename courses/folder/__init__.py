"""
Course folders: a course as plain text, in the format of docs/reference/course-format.md.

`reader` makes of a folder a course or a list of faults, without the database; `writer` makes pages of it.
"""
