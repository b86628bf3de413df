"""The questions of docs/tour.md, each answered by clicks alone, from the entrance, by what is read on the way."""

from typing import Final

from playwright.sync_api import Locator, Page, expect

ACCEPTED: Final = {"Algeria", "European Union", "Italy", "Turkey"}
REPORTED: Final = {"Qatar", "Syrian National Army fighters in Libya", "Turkey"}


def row(page: Page, *words: str) -> Locator:
    """The rows of tables that hold all these words."""
    rows = page.locator("main tr")
    for each in words:
        rows = rows.filter(has_text=each)
    return rows


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).first.click()


def test_why_haftar_did_not_sign_in_moscow_and_how_sure_that_is(page: Page) -> None:
    page.goto("/")
    follow(page, "Who came and did not sign")
    expect(row(page, "Libyan National Army", "declined", "Khalifa Haftar")).to_have_count(1)
    reason = page.locator(".claims li").filter(has_text="Haftar was unwilling to withdraw his forces")
    expect(reason).to_contain_text("reported")
    reason.get_by_role("link", name="Haftar was unwilling").click()
    expect(page.locator(".verdict-of")).to_contain_text("reported")
    expect(page.locator(".side.affirms li").first).to_be_visible()


def test_who_backed_the_gna_in_january_2020_and_what_of_it_is_contested(page: Page) -> None:
    page.goto("/")
    follow(page, "Who backed whom on a day")
    to_gna = row(page, "Government of National Accord").filter(has=page.locator("td, th"))
    backers = {
        status: {
            each.locator("th, td").first.inner_text()
            for each in to_gna.filter(has=page.locator(f".status.{status}")).all()
        }
        for status in ("accepted", "reported", "contested")
    }

    assert backers == {"accepted": ACCEPTED, "reported": REPORTED, "contested": set()}
    page.get_by_role("link", name="only these: contested").click()
    expect(row(page, "contested").first).to_be_visible()
    expect(row(page, "Government of National Accord")).to_have_count(0)


def test_who_held_sirte_in_june_2020(page: Page) -> None:
    page.goto("/")
    page.fill("#q", "Sirte")
    page.keyboard.press("Enter")
    page.locator("main").get_by_role("link", name="Sirte", exact=True).click()
    held = page.locator("section", has=page.get_by_role("heading", name="Who held it"))
    expect(held.locator("tr").filter(has_text="since 6 January 2020, still so")).to_contain_text("Libyan National Army")


def test_who_held_sirte_is_on_the_map_too(page: Page) -> None:
    page.goto("/")
    follow(page, "Where it happened, who held it")
    page.fill("input[name=at]", "2020-06")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("June 2020")
    expect(page.locator("main")).to_contain_text("The LNA took Sirte on 6 January 2020.")


def test_which_states_reject_the_maritime_memorandum_and_why(page: Page) -> None:
    page.goto("/")
    page.fill("#q", "maritime memorandum")
    page.keyboard.press("Enter")
    follow(page, "Turkey-GNA memorandum of understanding on maritime jurisdiction areas (2019)")
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Reactions").click()
    reactions = page.locator("section", has=page.get_by_role("heading", name="Reactions"))
    for state in ("Israel", "United Arab Emirates", "Cyprus", "Egypt", "France", "Greece", "Saudi Arabia", "Bahrain"):
        expect(reactions).to_contain_text(state)
    expect(reactions).to_contain_text("contests validity")
    expect(reactions).to_contain_text("it ignores the island of Crete between the two coasts")


def test_what_ucdp_does_not_code(page: Page) -> None:
    page.goto("/")
    follow(page, "What UCDP does not code")
    expect(row(page, "2020", "United Arab Emirates")).to_contain_text("only this dataset")
    expect(row(page, "2020", "Turkey")).to_contain_text("both")
    page.goto("/")
    follow(page, "Questions with answers")
    follow(page, "Which forms of support does no dataset code?")
    expect(row(page, "Russia", "none").first).to_be_visible()
