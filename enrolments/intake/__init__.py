"""
An intake: a list of people that staff upload to enrol them in a course, or in what an upper room has made of one.

`cells` reads a file, `sheet` finds its columns, `judging` says what would become of each line, `destinations` knows where
the people go, `admitting` does it, and `uploads` makes jobs of the two.
"""
