"""What a cell prints leads to pages on the site, and to notebooks where it is a notebook."""


def test_card_of_a_study_leads_to_its_page(soup):
    hub = soup("chapters/b_evidence.html")
    links = [link["href"] for link in hub.select(".book-card-question a")]
    assert len(links) == 13
    assert all(link.startswith("evidence/") and link.endswith(".html") for link in links)
