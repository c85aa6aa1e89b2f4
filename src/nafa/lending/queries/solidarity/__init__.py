"""Reading loans of groups: members' standing, who owes whom, collection sheets."""
