"""Sphinx extension: every page is also a notebook, says what it was built from, and asks no other server."""

from pathlib import Path

import jupytext
import nbformat

import arntp
from arntp.files import write_text
from arntp.runs.environment import commit

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def notebook(page):
    """The page's source as a valid, unexecuted notebook."""
    result = jupytext.read(page, fmt={"extension": ".md", "format_name": "myst"})
    result.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    for number, cell in enumerate(result.cells):
        cell.id = f"cell-{number}"
    nbformat.validate(result)
    return result


def write_notebooks(app, error):
    """Put each page's notebook beside its source among the built files."""
    if error or app.builder.format != "html":
        return
    for name in app.env.found_docs:
        write_text(Path(app.outdir, "_sources", f"{name}.ipynb"), nbformat.writes(notebook(app.env.doc2path(name))))


def add_notebook_button(app, pagename, templatename, context, doctree):
    """Offer the notebook first in the theme's download menu."""
    for group in context.get("header_buttons", []):
        if group["label"] == "download-buttons":
            group["buttons"].insert(0, {
                "type": "link",
                "url": f"{context['pathto']('_sources', 1)}/{pagename}.ipynb",
                "text": ".ipynb",
                "icon": "fas fa-code",
                "tooltip": "Download as a notebook",
                "label": "download-notebook-button",
            })  # fmt: skip


def name_list_items(app, pagename, templatename, context, doctree):
    """Give the works of a bibliography the role that its list promises: theirs is deprecated, of no list."""
    context["body"] = context.get("body", "").replace(' role="doc-biblioentry"', ' role="listitem"')


def drop_thebe(app, config):
    """Leave out sphinx-thebe, which Jupyter Book always loads: it names a foreign server and fails on each page."""
    for listeners in app.events.listeners.values():
        listeners[:] = [listener for listener in listeners if listener.handler.__module__ != "sphinx_thebe"]
    app.registry.css_files[:] = [(name, about) for name, about in app.registry.css_files if "thebe" not in name]


def stamp(app, config):
    """Say at the foot of each page which version and commit it was built from; the theme adds the date."""
    config.html_theme_options["extra_footer"] = f"<p>arntp {arntp.__version__}, built from commit {commit()}</p>"


def setup(app):
    """Connect after the extensions are loaded and the theme has made its buttons."""
    app.connect("config-inited", drop_thebe)
    app.connect("config-inited", stamp)
    app.connect("html-page-context", add_notebook_button, priority=600)
    app.connect("html-page-context", name_list_items)
    app.connect("build-finished", write_notebooks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
