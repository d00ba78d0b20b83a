from . import test_mail_design
from . import test_portal_design
