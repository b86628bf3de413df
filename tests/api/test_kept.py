from api.kept import _MOST, Kept


def test_a_text_is_made_once() -> None:
    kept, made = Kept(), []

    def make() -> str:
        made.append(1)
        return f"text {len(made)}"

    assert [kept.get("one", make), kept.get("one", make), kept.get("two", make)] == ["text 1", "text 1", "text 2"]


def test_only_the_last_ones_are_kept() -> None:
    kept = Kept()
    for number in range(_MOST):
        kept.get(number, lambda: "old")
    kept.get(0, lambda: "new")
    kept.get("one more", lambda: "old")

    assert kept.get(0, lambda: "new") == "old"
    assert kept.get(1, lambda: "new") == "new"
