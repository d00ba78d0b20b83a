from . import test_lookups
