from . import test_development
from . import test_development_portal
from . import test_known_bug
from . import test_development_queries
