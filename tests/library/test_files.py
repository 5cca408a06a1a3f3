"""A file is what its bytes are, whatever its name says."""

import io

import pytest
from django.conf import settings
from library import samples

from library import files
from library.exceptions import FileRefused
from library.files import check_document, check_image
