"""What an alumnus shows to whom."""

from dataclasses import dataclass

from alumni.enums import Audience
from alumni.exceptions import WiderThanName


@dataclass(frozen=True)
class Audiences:
    """
    This is the audience of each field by itself.

    :raises WiderThanName: if a field is shown to people who may not see the name.
    """

    name: Audience = Audience.ONLY_ME
    country: Audience = Audience.ONLY_ME
    certificates: Audience = Audience.ONLY_ME

    def __post_init__(self) -> None:
        if max(self.country, self.certificates) > self.name:
            raise WiderThanName
