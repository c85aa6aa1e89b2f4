"""Reading how applications are judged: who decides, what is known, what is still missing."""
