from . import progress as progress
