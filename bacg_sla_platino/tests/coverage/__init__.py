from . import test_catalogue
from . import test_coverage
from . import test_coverage_tools
