"""What issuing, correcting, reissuing and revoking can refuse."""


class Refused(Exception):
    """This was refused, and nothing was changed."""


class NameMissing(Refused):
    """The learner has no name to print yet; the certificate follows once they give one."""


class ReasonMissing(Refused):
    """What staff do to a certificate needs a reason."""


class CertificateRevoked(Refused):
    """A revoked certificate gets no further version."""


class AccountLocked(Refused):
    """The account is locked, and perhaps about to be erased; nothing is issued to it."""
