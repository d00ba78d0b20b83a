from . import coverage
from . import mail
from . import hours
from . import main
from . import portal
from . import signup
from . import solution
from . import statement
