"""What issuing, correcting and revoking can refuse."""


class Refused(Exception):
    """This was refused, and nothing was changed."""


class NameMissing(Refused):
    """The learner has no name to print yet; the certificate follows once they give one."""


class ReasonMissing(Refused):
    """A correction or revocation needs a reason."""


class CertificateRevoked(Refused):
    """A revoked certificate is no longer corrected."""
