from . import test_service
from . import test_service_portal
