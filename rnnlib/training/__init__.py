"""How networks learn: batches, a network, losses, optimizers and the loop that joins them.

Read `network` and `fit` first. `fit` takes the user's own data (`data`) or batches (`batch`);
each step is one `run.Run.learn`.
"""
