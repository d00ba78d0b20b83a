from . import contact
from . import case
from . import intake
from . import coverage
from . import statement
from . import session
from . import vendor
from . import hours
