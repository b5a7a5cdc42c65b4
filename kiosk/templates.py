"""How templates are found and compiled: ours strictly, the design system's as it expects.

A name that a view did not give is a fault in a template of ours (`StrictUndefined`). The macros of
the design system try names on the chance that they are there, so they keep `ChainableUndefined`.
"""

import re
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import jinja2
from flask import Flask
from flask.templating import Environment
from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
)
from jinja2.ext import Extension

DESIGN_SYSTEM = "nhsuk_frontend_jinja"
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


class Templates(Environment):
    """Flask's own, quicker to import macros: no template here has globals of its own."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The environment's globals themselves: Jinja compares them at every import.

        What it gains: bench/README.md.
        """
        return super().make_globals(d) if d else self.globals


class DesignSystem(PackageLoader):
    """The design system's templates, compiled in an environment that lets names be missing.

    It shares filters and globals with ours, so that either may import from the other.
    """

    lenient: jinja2.Environment | None = None

    def load(
        self,
        environment: jinja2.Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002  # jinja's name for it
    ) -> jinja2.Template:
        """As jinja's, in that other environment."""
        if self.lenient is None:
            self.lenient = environment.overlay(undefined=ChainableUndefined)
        return super().load(self.lenient, name, globals)


class Unindented(Extension):
    """Indentation is for whoever reads a template: it is not sent."""

    def preprocess(self, source: str, *_where: Any) -> str:
        """The source with each line at its first word."""
        return INDENT.sub("", source)


def install(app: Flask, folder: Path) -> None:
    """Let the application find the templates in `folder` and the design system's."""
    app.jinja_environment = Templates
    app.jinja_options = {
        "undefined": StrictUndefined,
        # The design system's are .jinja files, which Flask alone would not escape.
        "autoescape": True,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "extensions": [Unindented],
        "loader": ChoiceLoader([FileSystemLoader(folder), DesignSystem(DESIGN_SYSTEM)]),
    }
