"""Pages of lending to groups: shares, members' standing, leaving, collection sheets."""
