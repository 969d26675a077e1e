"""Sphinx extension: every page can be downloaded as a notebook, and none asks another server for anything."""

from pathlib import Path

import jupytext
import nbformat

from arntp.files import write_text

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
    """Leave out sphinx-thebe's scripts: they name a foreign server and fail on each page."""

    def is_thebe(script):
        return "thebe" in str(script.filename or "") or "THEBE" in script.attributes.get("body", "")

    context["script_files"] = [s for s in context.get("script_files", []) if not is_thebe(s)]


def setup(app):
    """Connect after the theme has made its buttons and the extensions their scripts."""
    app.connect("html-page-context", add_notebook_button, priority=600)
    app.connect("html-page-context", drop_thebe, priority=900)
    app.connect("build-finished", write_notebooks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
