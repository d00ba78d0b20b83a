from . import test_vendor
from . import test_vendor_weeks
from . import test_weekly_followup
from . import test_follow_up_queries
