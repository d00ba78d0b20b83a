from . import test_answer
from . import test_macro
from . import test_next_case
