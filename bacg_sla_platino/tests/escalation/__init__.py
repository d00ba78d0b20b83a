from . import test_due_events
from . import test_escalation
from . import test_escalation_tools
from . import test_warnings_end
from . import test_webhook
from . import test_webhook_switch
from . import test_webhook_tools
