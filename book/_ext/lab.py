"""`make lab`: copies of the chapters as notebooks in `lab/`, to be changed, run and saved.

The package reference has no copies: JupyterLab does not show what the builder takes from docstrings.

A copy that its reader saved stays as it is; every other copy follows its chapter. JupyterLab's MyST
extension shows theorems, exercises and admonitions; what only the book's own builder knows (included
code, citations, links to other chapters) is written out in the copies.
"""

import ast
import json
import re
from functools import cache

import nbformat
from chapters import ROOT, chapters, name_of
from html_pages import notebook
from pybtex.database import parse_file

from arntp.files import read_text, sha256, write_text

LAB = ROOT / "lab"
MADE = LAB / ".made.json"  # SHA-256 of each copy as it was made: another one tells of a reader's change
INCLUDED = re.compile(r"^```\{literalinclude\} (\S+)\n:pyobject: (\S+)\n(?::.*\n)*```$", re.M)
DROPPED = re.compile(r"^(```+)\{(?:solution-end|nb-exec-table)\}\n(?:.*\n)??\1$", re.M)
LABEL = re.compile(r"^(?::label: (\S+)|\((\S+)\)=)$", re.M)


def copied():
    """The chapters that have a copy."""
    return [page for page in chapters() if "/" not in name_of(page)]


def code(place, name):
    """A function's, method's or class's source, as Markdown."""
    source = read_text(ROOT / "book" / place)
    node = ast.parse(source)
    for part in name.split("."):
        node = next(inner for inner in ast.walk(node) if getattr(inner, "name", None) == part)
    first = min(part.lineno for part in [node, *node.decorator_list])
    return "\n".join(["```python", *source.splitlines()[first - 1 : node.end_lineno], "```"])


def cited(keys):
    """Citations as authors and year: Malach 2024; Joshi et al. 2025."""
    return f"({'; '.join(author_and_year(bibliography()[key.strip()]) for key in keys.split(','))})"


@cache
def bibliography():
    """The entries of `references.bib` by their key."""
    return parse_file(ROOT / "book" / "references.bib").entries


def author_and_year(entry):
    """As cited in running text, for one, two or more authors."""
    names = [" ".join(person.last_names) for people in entry.persons.values() for person in people]
    authors = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
    return f"{authors} {entry.fields['year']}"


def link(page):
    """A link to the copy of another chapter; of a page that has none, its title."""
    title = re.search(r"^# (.*)", read_text(page), re.M)[1]
    return f"[{title}]({page.stem}.ipynb)" if page in copied() else title


@cache
def labels():
    """Which chapter each label of a theorem, exercise or section stands in."""
    return {one or other: page for page in copied() for one, other in LABEL.findall(read_text(page))}


def reference(whole, label, page):
    """A reference to a label: as it is where the label stands on the same page, else a link to its chapter."""
    return whole if labels().get(label, page) == page else link(labels()[label])


def written_out(text, page):
    """A chapter's Markdown without what JupyterLab's MyST extension does not know."""
    text = DROPPED.sub("", INCLUDED.sub(lambda m: code(*m.groups()), text))
    text = re.sub(r"\{cite\}`([^`]+)`", lambda m: cited(m[1]), text)
    text = re.sub(r"\{doc\}`([\w/]+)`", lambda m: link(page.parent / f"{m[1]}.md"), text)
    text = re.sub(r"\{term\}`([^`<]+?)(?: <[^`]+>)?`", r"*\1*", text)
    text = re.sub(r"\{(?:prf:)?ref\}`([^`<]+)`", lambda m: reference(*m.group(0, 1), page), text)
    return re.sub(r"\{(?:mod|func|class|meth)\}`([^`]+)`", r"`\1`", text)


def copy_of(page):
    """The chapter as a notebook's text, for JupyterLab."""
    made = notebook(page)
    for cell in made.cells:
        if cell.cell_type == "markdown":
            cell.source = written_out(cell.source, page)
    return nbformat.writes(made) + "\n"


def refresh():
    """Make or renew every copy that its reader has not changed; return the names of those that were kept."""
    made, kept = json.loads(read_text(MADE)) if MADE.exists() else {}, []
    for page in copied():
        copy = LAB / f"{page.stem}.ipynb"
        if copy.exists() and sha256(copy) != made.get(copy.name):
            kept.append(copy.name)
        else:
            write_text(copy, copy_of(page))
            made[copy.name] = sha256(copy)
    write_text(MADE, json.dumps(made, indent=1))
    return kept


if __name__ == "__main__":
    changed = refresh()
    print("the chapters are copied to lab/; what you change and save there stays, and the book keeps its own")
    if changed:
        print(f"kept as you saved them: {', '.join(changed)}; delete a copy to start it afresh")
