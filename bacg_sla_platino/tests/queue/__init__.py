from . import test_excerpt
from . import test_last_word
from . import test_menu_counts
from . import test_queue_order
from . import test_triage
