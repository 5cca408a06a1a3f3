"""
An intake: a list of people that staff upload to enrol them in a course.

`cells` reads a file, `sheet` finds its columns, `judging` says what would become of each line, `admitting` does it, and
`uploads` makes jobs of the two.
"""
