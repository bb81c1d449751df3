"""From a checkout to an assistant that answers: database, model, and the two servers."""
