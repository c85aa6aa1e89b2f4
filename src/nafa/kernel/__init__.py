"""What every module stands on: who acts, through which gate, at what time, with what trace."""
