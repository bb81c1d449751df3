"""The control: the pipeline and policies of `rasa init`, on the same data and as Rasa's users use them."""
