"""Links into the repository, for a book built with `make book REPO=https://…`.

Without that address there is no repository to point to, and no button appears. The links to
where a notebook runs stand under its title (see opening.py).
"""

import os
from urllib.parse import quote, urlsplit

BRANCH = "main"

# Where a host keeps the editor of a file, below the repository's address.
EDITORS = {
    "github.com": "edit/{branch}/{path}",
    "gitlab.com": "-/edit/{branch}/{path}",
    "codeberg.org": "_edit/{branch}/{path}",
    "bitbucket.org": "src/{branch}/{path}?mode=edit",
}


def launch_links(repository, path):
    """(name, address) of the places that run the notebook at `path`."""
    repository = clean(repository)
    host, project = urlsplit(repository).netloc, urlsplit(repository).path.strip("/")
    on_binder = {
        "github.com": f"gh/{project}",
        "gitlab.com": f"gl/{quote(project, safe='')}",
    }.get(host, f"git/{quote(repository, safe='')}")
    binder = f"https://mybinder.org/v2/{on_binder}/{BRANCH}?urlpath=lab/tree/{quote(path)}"
    links = [("Binder", binder)]
    if host == "github.com":  # the only host that Colab opens notebooks from
        colab = f"https://colab.research.google.com/github/{project}/blob/{BRANCH}/{quote(path)}"
        links.insert(0, ("Colab", colab))
    return links


def source_links(repository, path):
    """(name, address, icon) of the repository, and of the page's editor if its host has one."""
    repository = clean(repository)
    links = [("Repository", repository, "fas fa-code-branch")]
    editor = EDITORS.get(urlsplit(repository).netloc)
    if editor and path:
        address = f"{repository}/{editor.format(branch=BRANCH, path=quote(path))}"
        links.append(("Edit this page", address, "fas fa-pencil-alt"))
    return links


def clean(repository):
    return repository.strip().rstrip("/").removesuffix(".git")


def add_buttons(app, pagename, templatename, context, doctree):
    repository = app.config.book_repository
    if not repository:
        return
    path = pagename + context["page_source_suffix"] if doctree else None
    buttons = context["header_buttons"]
    buttons.append(_group("Repository", "fas fa-code-branch", source_links(repository, path)))


def _group(tooltip, icon, links):
    return {
        "type": "group",
        "tooltip": tooltip,
        "icon": icon,
        "label": tooltip.lower().replace(" ", "-"),
        "buttons": [
            {"type": "link", "text": name, "url": url, "icon": icon} for name, url, icon in links
        ],
    }


def setup(app):
    app.add_config_value("book_repository", os.environ.get("BOOK_REPOSITORY", ""), "html")
    # After the theme's own buttons (501), which start the list.
    app.connect("html-page-context", add_buttons, priority=502)
