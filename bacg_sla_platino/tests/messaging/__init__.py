from . import test_portal_design
