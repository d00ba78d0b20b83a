from . import test_lookups
from . import test_without_lookups
