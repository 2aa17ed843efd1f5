"""What a cell prints leads to pages on the site, and to notebooks where it is a notebook."""

from rnnlib.experiments import NAMES


def test_card_of_a_study_leads_to_its_page(soup):
    hub = soup("chapters/b_evidence.html")
    links = [link["href"] for link in hub.select(".book-card-question a")]
    assert sorted(links) == sorted(f"evidence/{name}.html" for name in NAMES)
