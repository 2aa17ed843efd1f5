"""Which class is a sequence of? Networks and simple methods."""
