"""The shipped release, of which nothing was asked yet, and how often its data are asked."""

from dataclasses import replace
from threading import RLock

import pytest

from casus.store.dataset import ReleaseDataset, Row
from casus.store.open_release import OpenRelease


class Counting(ReleaseDataset):
    """The same data; how often they were asked."""

    asked = 0

    def select(self, query: str) -> list[Row]:
        self.asked += 1
        return super().select(query)


@pytest.fixture
def counting(opened: OpenRelease) -> Counting:
    return Counting(opened.dataset.dataset)


@pytest.fixture
def fresh(opened: OpenRelease, counting: Counting) -> OpenRelease:
    return replace(opened, dataset=counting, _made={}, _making=RLock())
