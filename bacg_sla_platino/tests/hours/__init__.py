from . import test_hours
from . import test_hours_grants
from . import test_hours_portal
from . import test_hours_statement
from . import test_hours_tools
from . import test_hours_words
from . import test_hours_work
