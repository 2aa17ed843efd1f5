"""The links that `make book REPO=…` adds."""

import sys

import pytest
from built import ROOT

sys.path.append(str(ROOT / "_ext"))
from book.repository import launch_links, source_links

CHAPTER = "chapters/02_rnn.ipynb"


def addresses(links):
    return {name: address for name, address, *icon in links}


@pytest.mark.parametrize(
    "repository", ["https://github.com/us/book", "https://github.com/us/book.git/"]
)
def test_on_github(repository):
    assert addresses(launch_links(repository, CHAPTER)) == {
        "Colab": "https://colab.research.google.com/github/us/book/blob/main/chapters/02_rnn.ipynb",
        "Binder": "https://mybinder.org/v2/gh/us/book/main?urlpath=lab/tree/chapters/02_rnn.ipynb",
    }
    assert addresses(source_links(repository, CHAPTER)) == {
        "Repository": "https://github.com/us/book",
        "Edit this page": "https://github.com/us/book/edit/main/chapters/02_rnn.ipynb",
    }


def test_on_gitlab_there_is_no_colab():
    assert addresses(launch_links("https://gitlab.com/us/book", CHAPTER)) == {
        "Binder": "https://mybinder.org/v2/gl/us%2Fbook/main?urlpath=lab/tree/chapters/02_rnn.ipynb",
    }
    editor = addresses(source_links("https://gitlab.com/us/book", CHAPTER))["Edit this page"]
    assert editor == "https://gitlab.com/us/book/-/edit/main/chapters/02_rnn.ipynb"


def test_on_a_host_nobody_knows_there_is_the_repository_and_binder():
    repository = "https://git.example.org/us/book"
    assert addresses(source_links(repository, CHAPTER)) == {"Repository": repository}
    assert addresses(launch_links(repository, CHAPTER)) == {
        "Binder": "https://mybinder.org/v2/git/https%3A%2F%2Fgit.example.org%2Fus%2Fbook/main"
        "?urlpath=lab/tree/chapters/02_rnn.ipynb",
    }


def test_a_page_without_a_file_of_its_own_cannot_be_edited():
    assert addresses(source_links("https://github.com/us/book", None)) == {
        "Repository": "https://github.com/us/book"
    }


@pytest.fixture(scope="module")
def at_github(small_book):
    small_book.build(BOOK_REPOSITORY="https://github.com/us/book")
    return small_book


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("index.html", ["Repository", "Edit this page"]),
        ("chapters/02_rnn.html", ["Repository", "Edit this page"]),
    ],
)
def test_the_buttons_stand_on_the_page(at_github, address, names):
    buttons = at_github.page(address).select(".article-header-buttons a[href^=https]")
    assert [button.get_text(strip=True) for button in buttons] == names


def test_under_the_title_a_notebook_runs_in_two_places(at_github):
    links = at_github.page("chapters/02_rnn.html").select(".opening a[href^=https]")
    assert [link.get_text() for link in links] == ["open in Colab", "open in Binder"]
    assert at_github.page("chapters/notes.html").select(".opening") == []
