"""What tests need that start nginx."""

import os
from typing import Final

import pytest

from tools.bench import copies

NGINX: Final = pytest.mark.skipif(
    copies.NGINX is None and "REQUIRE_CLIENTS" not in os.environ, reason="nginx is not installed"
)
"""In CI it must be there."""
