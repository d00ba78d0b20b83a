"""Developer tooling: the commands in ``bin`` are a few lines over this package.

Stage one (``setup`` and what it imports) runs on the system's Python and uses the
standard library only; everything else runs on the Python of ``.dev/venv``.
"""
