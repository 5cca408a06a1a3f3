"""The tutors' own pages, under ``/teach/``."""
