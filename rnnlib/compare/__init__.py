"""RNN, GRU, LSTM or none of them: compared on your own data, beside simple methods."""
