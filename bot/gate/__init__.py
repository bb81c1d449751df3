"""Between training and people: what a new model has learnt from staff, and whether it may go live."""
