"""Every page's sidebar shows every title: a changed title rewrites every page."""


def rewrite_if_a_title_changed(app, env):
    titles = {page: title.astext() for page, title in env.titles.items()}
    if titles == getattr(env, "book_titles", None):
        return []
    env.book_titles = titles
    return list(env.found_docs)


def setup(app):
    app.connect("env-updated", rewrite_if_a_title_changed)
