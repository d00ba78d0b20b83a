"""Odoo's command line as a script, which ``python -m odoo`` is not.

By the path in ``sys.argv[0]`` Odoo starts its evented server beside its workers, and
itself anew; the path of a module that runs in a package alone leads nowhere. The script
has a folder to itself: beside it, Python would take ``tooling/odoo.py`` for Odoo.
"""

from odoo.cli import main

if __name__ == "__main__":
    main()
