from . import bacg_approval_give
