from . import test_access_matrix
from . import test_access_rights
from . import test_confirmation
from . import test_helpdesk_ticket
from . import test_hosted_instance
from . import test_probe
from . import test_outage_observe
from . import test_web_address
