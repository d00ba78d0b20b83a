from . import test_report
from . import test_statement
from . import test_statement_changes
from . import test_statement_month
from . import test_statement_once
from . import test_statement_preview
