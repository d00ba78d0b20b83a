from . import test_contract
from . import test_contract_ended
from . import test_contract_import
from . import test_contract_renewal
