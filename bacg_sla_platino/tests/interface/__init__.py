from . import test_addresses
from . import test_change_minute
from . import test_change_portal
from . import test_interface
from . import test_interface_portal
