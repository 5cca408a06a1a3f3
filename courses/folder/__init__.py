"""
Course folders: a course as plain text, in the format of docs/reference/course-format.md.

`importing` is the way in. `reader` makes of a folder a course (`contents`) or a list of faults, without the database; then
`checks` compares it with the site, and `writer` makes pages of it.
"""
