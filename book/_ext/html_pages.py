"""Sphinx extension: every page is also a notebook, says what it was built from, and asks no other server for anything."""

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


def drop_thebe(app, pagename, templatename, context, doctree):
    """Leave out what sphinx-thebe puts on each page: its scripts name a foreign server and fail."""

    def is_thebe(file):
        return "thebe" in str(file.filename or "") or "THEBE" in file.attributes.get("body", "")

    for kind in "script_files", "css_files":
        context[kind] = [file for file in context.get(kind, []) if not is_thebe(file)]


def remove_thebe(app, error):
    """Remove the files that no page asks for now."""
    for path in Path(app.outdir, "_static").glob("sphinx-thebe.*"):
        path.unlink()


def stamp(app, config):
    """Say at the foot of each page which version and commit it was built from; the theme adds the date."""
    config.html_theme_options["extra_footer"] = f"<p>arntp {arntp.__version__}, built from commit {commit()}</p>"


def setup(app):
    """Connect after the theme has made its buttons and the extensions their scripts."""
    app.connect("config-inited", stamp)
    app.connect("html-page-context", add_notebook_button, priority=600)
    app.connect("html-page-context", drop_thebe, priority=900)
    app.connect("build-finished", write_notebooks)
    app.connect("build-finished", remove_thebe)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
