"""What comes next in a series? Networks and simple methods."""
