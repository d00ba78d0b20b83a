from . import test_approval
from . import test_approval_portal
from . import test_contract_version
