from . import coverage
from . import mail
from . import hours
from . import main
from . import portal
from . import session
from . import signup
from . import statement
