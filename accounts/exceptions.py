class LastAdministrator(Exception):
    """This person is the only administrator; somebody must be able to let others in."""
