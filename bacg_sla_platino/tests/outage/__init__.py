from . import test_outage
from . import test_outage_clocks
from . import test_outage_report
