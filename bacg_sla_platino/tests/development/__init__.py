from . import test_development
from . import test_development_portal
