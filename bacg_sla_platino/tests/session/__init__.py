from . import test_session
from . import test_session_portal
from . import test_session_slots
