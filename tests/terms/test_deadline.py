import contextvars
import time

import pytest

from casus.terms import deadline
from casus.terms.deadline import Deadline, OutOfTime


def test_where_nobody_waits_there_is_time() -> None:
    def work() -> None:
        assert deadline.current() is None
        deadline.check()
        deadline.renew()

    contextvars.Context().run(work)


def test_when_the_time_is_over_it_says_so_and_when_to_come_back() -> None:
    late = Deadline(0.01)
    late.check()
    time.sleep(0.02)
    with pytest.raises(OutOfTime, match=r"within 0\.01 s") as raised:
        late.check()
    assert raised.value.status == 503
    assert raised.value.headers["Retry-After"]
    late.check_wanted()


def test_the_time_begins_anew_with_each_piece() -> None:
    late = Deadline(0.05)
    for _ in range(3):
        time.sleep(0.03)
        late.renew()
    late.check()


def test_when_nobody_waits_any_more_there_is_no_time() -> None:
    wanted = Deadline(60)
    wanted.check()
    wanted.give_up()
    for check in (wanted.check, wanted.check_wanted):
        with pytest.raises(OutOfTime, match="gone"):
            check()
    wanted.renew()
    with pytest.raises(OutOfTime):
        wanted.check()


def test_a_context_has_its_own_and_whoever_it_gives_it_to() -> None:
    before = deadline.current()  # of a request that another test has made here
    given_up = Deadline(60)
    given_up.give_up()
    mine, other = contextvars.Context(), contextvars.Context()
    mine.run(given_up.begin)
    other.run(Deadline(60).begin)

    other.run(deadline.check)
    with pytest.raises(OutOfTime):
        mine.run(deadline.check)
    with pytest.raises(OutOfTime):
        mine.copy().run(deadline.check)
    assert deadline.current() is before
