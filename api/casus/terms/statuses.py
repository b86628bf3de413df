"""What the statuses of claims mean to what is made of claims (codes of claim-status)."""

from typing import Final

from casus.terms.namespaces import CODE

ACCEPTED: Final = CODE["claim-status/accepted"]
UNTRUE: Final = tuple(CODE[f"claim-status/{status}"] for status in ("denied", "refuted", "superseded"))
"""Claims of these make no signatory and no camp."""
