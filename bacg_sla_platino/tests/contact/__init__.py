from . import test_former_contact
from . import test_portal_user
from . import test_sender
from . import test_signup
